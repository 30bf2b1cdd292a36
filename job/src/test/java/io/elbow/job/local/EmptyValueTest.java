// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.job.pipeline.JobMain;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** A script's {@code --flag=$VALUE} with nothing in the variable, for the launcher and the job jar. */
class EmptyValueTest {
    private static final Supplier<CommandLine> LAUNCHER = () -> LocalMain.commandLine(Map.of());

    @TestFactory
    Stream<DynamicTest> everyOptionOfTheLauncherRefusesAnEmptyValue() {
        return Stream.concat(Stream.of(LAUNCHER.get()), LAUNCHER.get().getSubcommands().values().stream())
                .flatMap(command -> refusals(LAUNCHER, command));
    }

    @TestFactory
    Stream<DynamicTest> everyOptionOfTheJobJarRefusesAnEmptyValue() {
        return refusals(JobMain::commandLine, JobMain.commandLine());
    }

    @Test
    void theBacktestsKeyMayBeEmptyInAWordOfItsOwnAndItsListHasNoGaps() {
        String[] needed = {"backtest", "--model=none", "--input=none", "--config=none"};
        assertThat(run(LAUNCHER, with(needed, "--key=")))
                .contains("--key has nothing behind its =; give it a value, write --key \"\" for none");
        assertThat(run(LAUNCHER, with(needed, "--timestamp=")))
                .contains("--timestamp has nothing behind its =; give it a value, write --timestamp \"\" for none");
        assertThat(run(LAUNCHER, with(needed, "--key=name,"))).contains("--key: the 2nd name is empty; write name (");
        assertThat(run(LAUNCHER, with(needed, "--key", "", "--timestamp", "")))
                .contains("none")
                .doesNotContain("empty", "--key", "--timestamp");
    }

    /** Of hidden options too, and of those for help and version. */
    private static Stream<DynamicTest> refusals(Supplier<CommandLine> line, CommandLine command) {
        String name = command.getCommandSpec().qualifiedName();
        return command.getCommandSpec().options().stream()
                .map(option -> DynamicTest.dynamicTest(
                        name + " " + option.longestName(), () -> refuses(line, command, option)));
    }

    private static void refuses(Supplier<CommandLine> line, CommandLine command, OptionSpec option) {
        List<String> arguments = new ArrayList<>();
        if (command.getParent() != null) {
            arguments.add(command.getCommandName());
        }
        command.getCommandSpec().requiredArgs().stream()
                .filter(other -> other != option)
                .forEach(other -> arguments.add(((OptionSpec) other).longestName() + "=1"));
        arguments.add(option.longestName() + "=");
        // A value that is no text is refused where it is read, before.
        assertThat(run(line, arguments.toArray(String[]::new)))
                .contains(option.longestName())
                .containsAnyOf("has nothing behind its =; ", "Invalid value");
    }

    private static String[] with(String[] needed, String... more) {
        return Stream.concat(Stream.of(needed), Stream.of(more)).toArray(String[]::new);
    }

    private static String run(Supplier<CommandLine> line, String... arguments) {
        StringWriter err = new StringWriter();
        int code = line.get()
                .setOut(new PrintWriter(new StringWriter()))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
        assertThat(code).as(err.toString()).isEqualTo(2);
        return err.toString();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;

class HelpTest {
    private static Stream<String> commands() {
        return Main.commandLine().getSubcommands().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandExplainsItselfByExample(String command) {
        CommandRun run = CommandRun.of(command, "--help").succeeded();
        assertThat(run.out())
                .startsWith("Usage: elbow-trainer " + command + " ")
                .contains("\nExample:\n  elbow-trainer " + command + " ")
                .contains("--verbose");
        assertThat(run.out().lines()).allMatch(line -> line.length() <= 100);
        // An example that wraps cannot be copied.
        assertThat(run.out().lines().reduce((first, last) -> last).orElseThrow())
                .startsWith("  elbow-trainer");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyOptionIsDescribed(String command) {
        CommandLine line = Main.commandLine().getSubcommands().get(command);
        assertThat(line.getCommandSpec().args())
                .isNotEmpty()
                .allMatch(arg -> arg.description().length == 1, "is described")
                .extracting(HelpTest::description)
                .allMatch(text -> text.endsWith("."));
    }

    private static String description(ArgSpec arg) {
        return arg.description()[0];
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandKnowsItsVersion(String command) {
        assertThat(CommandRun.of(command, "--version").succeeded().out())
                .isEqualTo(Main.VERSION + System.lineSeparator());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void aCommandThatIsNamedIsTheOnlyOneRead(String command) {
        assertThat(Main.commandsOf("--verbose", command, "--input", "train")).containsExactly(command);
    }

    @Test
    void whoeverNamesNoCommandIsToldOfAllOfThem() {
        assertThat(commands()).hasSizeGreaterThan(10).containsExactlyElementsOf(Main.commandsOf("--help"));
        assertThat(Main.commandsOf()).isEqualTo(Main.commandsOf("--help"));
        assertThat(CommandRun.of("scor").err()).contains("there are: init, train, retrain, score, ");
    }

    @Test
    void theProgramListsItsCommands() {
        CommandRun run = CommandRun.of("--help").succeeded();
        commands().forEach(command -> assertThat(run.out()).contains("\n  " + command + " "));
        assertThat(run.out()).contains("Example:");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** A script's {@code --flag=$VALUE} with nothing in the variable. */
class EmptyValueTest {
    @TestFactory
    Stream<DynamicTest> everyOptionOfEveryCommandRefusesAnEmptyValue() {
        return commands(Main.commandLine())
                .flatMap(command -> command.getCommandSpec().options().stream()
                        .map(option -> DynamicTest.dynamicTest(
                                command.getCommandSpec().qualifiedName() + " " + option.longestName(),
                                () -> refuses(command, option))));
    }

    @TestFactory
    Stream<DynamicTest> everyListRefusesAnEmptyPart() {
        return commands(Main.commandLine())
                .flatMap(command -> command.getCommandSpec().options().stream()
                        .filter(option -> !option.splitRegex().isEmpty()
                                || option.longestName().equals("--key"))
                        .map(option -> DynamicTest.dynamicTest(
                                command.getCommandSpec().qualifiedName() + " " + option.longestName(), () -> {
                                    String part = option.typeInfo().isMap() ? "a=1" : "a";
                                    String[] given = arguments(command, option, "=" + part + ",");
                                    assertThat(run(given))
                                            .containsPattern(option.longestName()
                                                    + ": the 2nd (name|value) is empty; write " + part + " ");
                                })));
    }

    @Test
    void theEmptyPartOfAListIsCountedAndTheListWithoutItIsShown() {
        assertThat(train("--features=cpu,,mem")).contains("--features: the 2nd name is empty; write cpu,mem (");
        assertThat(train("--exclude", ",cpu")).contains("--exclude: the 1st name is empty; write cpu (");
        assertThat(train("--features", ",")).contains("--features: the 1st name is empty; give it a value or leave");
        assertThat(train("--features=a,b,c, ")).contains("--features: the 4th name is empty; write a,b,c (");
        assertThat(train("--key", "a\\,b,c,")).contains("--key: the 3rd name is empty; write a\\,b,c (");
        assertThat(train("--calendar=hour,")).contains("--calendar: the 2nd value is empty; write hour (");
    }

    @Test
    void whatMayBeEmptyIsSaidToBeSoInTwoWords() {
        assertThat(train("--key="))
                .contains(
                        "--key has nothing behind its =; give it a value, write --key \"\" for none, or leave it out");
        assertThat(train("--key", "", "--input=a.csv", "--features=cpu,")).contains("--features: the 2nd name");
    }

    @Test
    void anEmptyArgumentIsRefusedTooWhateverStandsBeforeIt() {
        assertThat(run("inspect", "")).contains("error: the argument after inspect is empty; give it a value");
        assertThat(run("inspect", "--json", " ")).contains("error: the argument after --json is empty");
    }

    private static String train(String... more) {
        List<String> all = new ArrayList<>(List.of("train", "--output=none"));
        all.addAll(List.of(more));
        return run(all.toArray(String[]::new));
    }

    private static void refuses(CommandLine command, OptionSpec option) {
        // A value that is no text is refused where it is read, before.
        assertThat(run(arguments(command, option, "=")))
                .contains(option.longestName())
                .containsAnyOf("has nothing behind its =; ", "Invalid value", "but was", "is not");
    }

    /** What a command needs, and an option with what follows its name. */
    private static String[] arguments(CommandLine command, OptionSpec option, String value) {
        List<String> arguments = new ArrayList<>();
        String[] path = command.getCommandSpec().qualifiedName().split(" ");
        arguments.addAll(List.of(path).subList(1, path.length));
        for (OptionSpec other : command.getCommandSpec().options()) {
            if (other.required() && other != option) {
                arguments.add(other.longestName() + "=1");
            }
        }
        command.getCommandSpec().positionalParameters().stream()
                .filter(positional -> positional.arity().min() > 0 && positional.group() == null)
                .forEach(positional -> arguments.add("list"));
        arguments.add(option.longestName() + value);
        return arguments.toArray(String[]::new);
    }

    private static Stream<CommandLine> commands(CommandLine command) {
        return Stream.concat(
                Stream.of(command), command.getSubcommands().values().stream().flatMap(EmptyValueTest::commands));
    }

    private static String run(String... arguments) {
        StringWriter err = new StringWriter();
        int code = Main.run(new PrintWriter(new StringWriter()), new PrintWriter(err, true), Map.of(), arguments);
        assertThat(code).as(err.toString()).isEqualTo(2);
        return err.toString();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.elbow.cli.Main;
import io.elbow.config.ConfigLoader;
import io.elbow.docs.MarkdownPage;
import io.elbow.job.pipeline.JobMain;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Holds the commands, flags and detectors that the documents print against the command lines. */
class CommandsInDocumentsTest {
    private static final Pattern FLAG = Pattern.compile("(?<![\\w-])--[a-z][a-z0-9-]+");

    /** Flags of Docker, Flink and Kafka's own tools. */
    private static final Set<String> OTHERS =
            Set.of("--build", "--volumes", "--drain", "--bootstrap-server", "--from-beginning");

    @Test
    void everyPrintedCommandIsUnderstood() throws IOException {
        List<String> commands = printed(MarkdownPage::codeLines)
                .filter(line -> line.startsWith("elbow-trainer ") || line.startsWith("elbow-local "))
                .toList();
        assertThat(commands)
                .hasSizeGreaterThan(10)
                .allSatisfy(command ->
                        assertThatCode(() -> parse(command)).as(command).doesNotThrowAnyException());
    }

    @Test
    void everyPrintedFlagIsOneOfACommand() throws IOException {
        Set<String> known = new LinkedHashSet<>(OTHERS);
        Stream.concat(
                        Stream.of(JobMain.commandLine(), new CommandLine(new RunCommand())),
                        Stream.of(new CommandLine(new DemoCommand()), new CommandLine(new BacktestCommand())))
                .forEach(command ->
                        known.addAll(command.getCommandSpec().optionsMap().keySet()));
        known.addAll(Main.commandLine().getCommandSpec().optionsMap().keySet());
        Main.commandLine()
                .getSubcommands()
                .values()
                .forEach(command ->
                        known.addAll(command.getCommandSpec().optionsMap().keySet()));
        Set<String> printed = new LinkedHashSet<>();
        printed(MarkdownPage::inlineCode)
                .flatMap(code -> FLAG.matcher(code).results())
                .map(MatchResult::group)
                .forEach(printed::add);
        assertThat(printed).hasSizeGreaterThan(30).isSubsetOf(known);
    }

    @Test
    void everyPrintedDetectorYamlIsValid() throws IOException {
        List<String> detectors = printed(page -> page.blocks("yaml"))
                .filter(yaml -> yaml.startsWith("name:"))
                .toList();
        assertThat(detectors)
                .hasSizeGreaterThan(1)
                .allSatisfy(yaml -> assertThatCode(() -> ConfigLoader.parse(yaml, "document", Map.of()))
                        .doesNotThrowAnyException());
    }

    @Test
    void aFlagThatIsNoneIsSeen() {
        assertThatCode(() -> parse("elbow-trainer train --no-such-flag")).isInstanceOf(RuntimeException.class);
        assertThatCode(() -> parse("elbow-local run --no-such-flag")).isInstanceOf(RuntimeException.class);
    }

    private static Stream<String> printed(Function<MarkdownPage, List<String>> part) throws IOException {
        return MarkdownPage.ofProject().values().stream().flatMap(page -> part.apply(page).stream());
    }

    private static void parse(String command) {
        List<String> parts = Arrays.stream(command.split("\\s+"))
                .takeWhile(Predicate.not("|"::equals))
                .toList();
        if (parts.get(0).equals("elbow-trainer")) {
            Main.commandLine().parseArgs(parts.subList(1, parts.size()).toArray(String[]::new));
            return;
        }
        Object launcher = switch (parts.get(1)) {
            case "demo" -> new DemoCommand();
            case "run" -> new RunCommand();
            case "backtest" -> new BacktestCommand();
            default -> throw new IllegalArgumentException("elbow-local has no command " + parts.get(1));
        };
        new CommandLine(launcher).parseArgs(parts.subList(2, parts.size()).toArray(String[]::new));
    }
}

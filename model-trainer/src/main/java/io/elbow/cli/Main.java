// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import io.elbow.artifact.CodeVersion;
import io.elbow.cli.lab.InterpolateCommand;
import io.elbow.cli.lab.ReconstructCommand;
import io.elbow.cli.lab.SampleCommand;
import io.elbow.cli.lab.TraverseCommand;
import io.elbow.console.Failures;
import io.elbow.console.NoEmptyValues;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The trainer's command line. Exit codes: 0 done, 1 failed, 2 bad use or bad input, 3 judged and kept the old model,
 * 130 interrupted.
 */
@Command(
        name = "elbow-trainer",
        mixinStandardHelpOptions = true,
        version = Main.VERSION,
        description = "Fits a variational autoencoder to normal records and scores records by its negative ELBO.",
        footer = {
            "",
            "Example:",
            "  elbow-trainer train --input normal.csv.gz --output model.safetensors",
            "  elbow-trainer score --model model.safetensors --input new.csv --output scores.csv"
        })
public final class Main implements Runnable {
    static final String VERSION = "elbow " + CodeVersion.NUMBER;

    /** In the order of a model's life, which is that of the help. */
    private static final List<String> COMMANDS = List.of(
            "init",
            "train",
            "retrain",
            "score",
            "evaluate",
            "inspect",
            "sample",
            "reconstruct",
            "interpolate",
            "traverse",
            "publish",
            "models",
            "topics",
            "replay");

    /** Wide enough for the examples. */
    private static final int HELP_WIDTH = 100;

    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "Show the stack trace of an error.")
    private boolean verbose;

    @Spec
    private CommandSpec spec;

    private final Map<String, String> environment;

    Main(Map<String, String> environment) {
        this.environment = environment;
    }

    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(out, err, System.getenv(), args));
    }

    /** Runs one command and returns its exit code; the streams and the environment are arguments for tests. */
    public static int run(PrintWriter out, PrintWriter err, Map<String, String> environment, String... args) {
        Main main = new Main(environment);
        Failures failures = new Failures(() -> main.verbose);
        try {
            return commandLine(main, failures, commandsOf(args))
                    .setOut(out)
                    .setErr(err)
                    .execute(args);
        } catch (Error e) {
            // The handlers get exceptions alone; out of memory or natives that do not load are for a person too.
            return failures.report(e, err);
        }
    }

    /** The command line itself, to parse arguments without running them. */
    public static CommandLine commandLine() {
        return commandLine(new Main(Map.of()), new Failures(() -> false), COMMANDS);
    }

    private static CommandLine commandLine(Main main, Failures failures, List<String> commands) {
        CommandLine commandLine = new CommandLine(main);
        commands.forEach(name -> commandLine.addSubcommand(command(name)));
        commandLine.setUsageHelpWidth(HELP_WIDTH);
        // A misspelt option behind --input FILE... is no file.
        commandLine.setUnmatchedOptionsAllowedAsOptionParameters(false);
        commandLine.setExecutionStrategy(new NoEmptyValues());
        commandLine.setParameterExceptionHandler(failures);
        commandLine.setExecutionExceptionHandler(failures);
        commandLine
                .getSubcommands()
                .values()
                .forEach(sub -> sub.getCommandSpec().version(VERSION));
        return commandLine;
    }

    /**
     * The commands that a call needs to know. Reading the flags of all of them takes longer than many a command itself,
     * so a call that names one gets that one alone.
     */
    static List<String> commandsOf(String... args) {
        return Stream.of(args)
                .filter(arg -> !arg.startsWith("-"))
                .findFirst()
                .filter(COMMANDS::contains)
                .map(List::of)
                .orElse(COMMANDS);
    }

    private static Class<?> command(String name) {
        return switch (name) {
            case "init" -> InitCommand.class;
            case "train" -> TrainCommand.class;
            case "retrain" -> RetrainCommand.class;
            case "score" -> ScoreCommand.class;
            case "evaluate" -> EvaluateCommand.class;
            case "inspect" -> InspectCommand.class;
            case "sample" -> SampleCommand.class;
            case "reconstruct" -> ReconstructCommand.class;
            case "interpolate" -> InterpolateCommand.class;
            case "traverse" -> TraverseCommand.class;
            case "publish" -> PublishCommand.class;
            case "models" -> ModelsCommand.class;
            case "topics" -> TopicsCommand.class;
            case "replay" -> ReplayCommand.class;
            default -> throw new IllegalArgumentException("no command " + name);
        };
    }

    Map<String, String> environment() {
        return environment;
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "no command is given; there are: "
                        + String.join(", ", spec.subcommands().keySet()));
    }
}

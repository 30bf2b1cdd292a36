// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import io.elbow.artifact.CodeVersion;
import io.elbow.config.BadInputException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The trainer's command line. Exit codes: 0 done, 1 failed, 2 bad use or bad input. */
@Command(
        name = "elbow-trainer",
        mixinStandardHelpOptions = true,
        version = "elbow " + CodeVersion.NUMBER,
        description = "Fits a variational autoencoder to normal records and scores records by its negative ELBO.",
        subcommands = {
            TrainCommand.class,
            ScoreCommand.class,
            EvaluateCommand.class,
            InspectCommand.class,
            PublishCommand.class,
            TopicsCommand.class,
            ReplayCommand.class
        },
        footer = {
            "",
            "Example:",
            "  elbow-trainer train --input normal.csv.gz --output model.safetensors",
            "  elbow-trainer score --model model.safetensors --input new.csv --output scores.csv"
        })
public final class Main implements Runnable {
    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "Show stack traces of errors.")
    private boolean verbose;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

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
        return commandLine(main).setOut(out).setErr(err).execute(args);
    }

    private static CommandLine commandLine(Main main) {
        CommandLine commandLine = new CommandLine(main);
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setParameterExceptionHandler((error, args) -> {
            CommandLine failed = error.getCommandLine();
            failed.getErr().println(ErrorLine.of(error));
            failed.getErr().println("see: " + failed.getCommandSpec().qualifiedName() + " --help");
            return CommandLine.ExitCode.USAGE;
        });
        commandLine.setExecutionExceptionHandler((error, failed, parsed) -> {
            failed.getErr().println(ErrorLine.of(error));
            if (main.verbose) {
                error.printStackTrace(failed.getErr());
            }
            return error instanceof BadInputException ? CommandLine.ExitCode.USAGE : CommandLine.ExitCode.SOFTWARE;
        });
        return commandLine;
    }

    Map<String, String> environment() {
        return environment;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "name a command");
    }
}

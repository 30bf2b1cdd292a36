// SPDX-License-Identifier: Apache-2.0
package io.elbow.console;

import io.elbow.config.BadInputException;
import io.elbow.vae.FitInterruptedException;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What went wrong, in one line on standard error, and the exit code: 2 for bad use and bad input, 130 for a fit
 * interrupted too early, else 1.
 */
public final class Failures implements CommandLine.IParameterExceptionHandler, CommandLine.IExecutionExceptionHandler {
    /** The exit code of a fit that SIGINT ended, as shells count. */
    public static final int INTERRUPTED = 130;

    private final BooleanSupplier verbose;

    /** @param verbose whether stack traces are shown; asked when there is one */
    public Failures(BooleanSupplier verbose) {
        this.verbose = verbose;
    }

    @Override
    public int handleParseException(ParameterException error, String[] args) {
        CommandLine failed = error.getCommandLine();
        failed.getErr().println(line(error));
        failed.getErr().println("see: " + failed.getCommandSpec().qualifiedName() + " --help");
        return CommandLine.ExitCode.USAGE;
    }

    @Override
    public int handleExecutionException(Exception error, CommandLine failed, ParseResult parsed) {
        return report(error, failed.getErr());
    }

    /** Prints the error and gives the exit code that stands for it. */
    public int report(Throwable error, PrintWriter err) {
        err.println(ErrorLine.of(error));
        if (verbose.getAsBoolean()) {
            error.printStackTrace(err);
        }
        if (error instanceof FitInterruptedException) {
            return INTERRUPTED;
        }
        return error instanceof BadInputException ? CommandLine.ExitCode.USAGE : CommandLine.ExitCode.SOFTWARE;
    }

    private static String line(ParameterException error) {
        CommandLine failed = error.getCommandLine();
        List<String> unknown = failed.getUnmatchedArguments();
        if (unknown.isEmpty()) {
            return ErrorLine.of(error);
        }
        if (!unknown.get(0).startsWith("-") && !failed.getSubcommands().isEmpty()) {
            return "error: unknown command '" + unknown.get(0) + "'; there are: "
                    + String.join(", ", failed.getSubcommands().keySet());
        }
        // Before what is missing: --ouput explains why --output is.
        UnmatchedArgumentException unmatched = new UnmatchedArgumentException(failed, unknown);
        List<String> alike = unmatched.getSuggestions();
        return ErrorLine.of(unmatched) + (alike.isEmpty() ? "" : "; did you mean " + alike.get(0) + "?");
    }
}

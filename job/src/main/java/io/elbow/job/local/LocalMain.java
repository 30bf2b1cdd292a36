// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import io.elbow.console.Failures;
import io.elbow.console.NoEmptyValues;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The all-in-one launcher's command line. Exit codes: 0 done, 1 failed, 2 bad use or bad input. */
@Command(
        name = "elbow-local",
        mixinStandardHelpOptions = true,
        description = "Kafka broker, Flink and the detector in one JVM.",
        subcommands = {DemoCommand.class, RunCommand.class, BacktestCommand.class},
        footer = {
            "",
            "Example:",
            "  elbow-local demo",
            "  elbow-local run --config detector.yaml --model model.safetensors",
            "  elbow-local backtest --model model.safetensors --input last-week.csv --config detector.yaml"
        })
public final class LocalMain implements Runnable {
    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "Show stack traces of errors.")
    private boolean verbose;

    @Spec
    private CommandLine.Model.CommandSpec spec;

    private final Map<String, String> environment;

    private LocalMain(Map<String, String> environment) {
        this.environment = environment;
    }

    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(out, err, System.getenv(), args));
    }

    static int run(PrintWriter out, PrintWriter err, Map<String, String> environment, String... args) {
        return commandLine(environment).setOut(out).setErr(err).execute(args);
    }

    static CommandLine commandLine(Map<String, String> environment) {
        LocalMain main = new LocalMain(environment);
        Failures failures = new Failures(() -> main.verbose);
        return new CommandLine(main)
                .setExecutionStrategy(new NoEmptyValues())
                .setParameterExceptionHandler(failures)
                .setExecutionExceptionHandler(failures);
    }

    Map<String, String> environment() {
        return environment;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "name a command: demo, run or backtest");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.pipeline;

import io.elbow.config.BadInputException;
import io.elbow.config.ConfigLoader;
import io.elbow.config.DetectorConfig;
import io.elbow.console.Failures;
import io.elbow.console.NoEmptyValues;
import io.elbow.job.operator.ModelScorers;
import io.elbow.job.operator.ScorerFactory;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code main} of the job jar: finds the first model, then builds and submits the job. */
@Command(
        name = "elbow-job",
        description = "Scores a Kafka topic with a trained model and alerts on what is not normal.",
        sortOptions = false,
        footer = {
            "",
            "Example, on a Flink cluster:",
            "  flink run elbow-job.jar --config detector.yaml --model model.safetensors",
            "",
            "Exit codes: 0 done, 1 failed, 2 bad use or bad input."
        })
public final class JobMain implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(JobMain.class);
    private static final long PAUSE_MILLIS = 1000;

    private final ScorerFactory scorers;

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "The detector's yaml.")
    private Path config;

    @Option(
            names = "--model",
            paramLabel = "FILE",
            description = "Starts with this model where the models topic has none.")
    private Path model;

    @Option(names = "--model-override", description = "Starts with --model even where the models topic has one.")
    private boolean modelOverride;

    @Option(names = "--verbose", description = "Shows stack traces.")
    private boolean verbose;

    @SuppressWarnings("UnusedVariable") // picocli's
    @Option(names = "--help", usageHelp = true, description = "Shows this help.")
    private boolean help;

    JobMain(ScorerFactory scorers) {
        this.scorers = scorers;
    }

    public static void main(String[] arguments) {
        int exitCode = commandLine(new ModelScorers()).execute(arguments);
        // On success the JVM must stay up, because a session cluster's client continues after main; only a failure
        // ends it.
        if (exitCode != 0) {
            System.exit(exitCode);
        }
    }

    /** The command line, for parsing arguments without running them. */
    public static CommandLine commandLine() {
        return commandLine(new ModelScorers());
    }

    static CommandLine commandLine(ScorerFactory scorers) {
        JobMain main = new JobMain(scorers);
        Failures failures = new Failures(() -> main.verbose);
        return new CommandLine(main)
                .setExecutionStrategy(new NoEmptyValues())
                .setParameterExceptionHandler(failures)
                .setExecutionExceptionHandler(failures);
    }

    @Override
    public Integer call() throws Exception {
        if (modelOverride && model == null) {
            throw new BadInputException("--model-override needs --model FILE");
        }
        DetectorConfig detector = ConfigLoader.load(config, System.getenv());
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        StartChecks.checkpoints(detector, env.getConfiguration());
        StartChecks.topics(detector);
        InitialModelFinder.Found found = new StartModel(detector, LOG::info)
                .get(Optional.ofNullable(model), modelOverride, () -> Thread.sleep(PAUSE_MILLIS));
        LOG.info("starts with model {} from {}", found.artifact().shortId(), found.origin());
        DetectorJob.build(env, detector, found, scorers);
        env.execute();
        return CommandLine.ExitCode.OK;
    }
}

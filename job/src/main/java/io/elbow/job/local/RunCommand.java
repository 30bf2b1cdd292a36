// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import io.elbow.config.BadInputException;
import io.elbow.config.ConfigLoader;
import io.elbow.config.DetectorConfig;
import io.elbow.config.Durations;
import io.elbow.config.TrainOptions;
import io.elbow.job.local.page.PageServer;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code run}: the detector on this machine, with a broker of its own or an external one. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Runs Flink and the job in one JVM, with a Kafka broker of its own unless --external-kafka.",
        footer = {
            "",
            "Without a model it waits until one is published to the models topic, or, with --train-after,",
            "until the records topic spans that time, and fits one to it.",
            "",
            "Examples:",
            "  elbow-local run --config detector.yaml --model model.safetensors --data elbow-data",
            "  elbow-local run --config detector.yaml --external-kafka --page-port off"
        })
final class RunCommand implements Callable<Integer> {
    @ParentCommand
    private LocalMain main;

    @Spec
    private CommandSpec spec;

    @Option(names = "--config", required = true, paramLabel = "YAML", description = "The detector's yaml.")
    private Path config;

    @Option(names = "--model", paramLabel = "MODEL", description = "Starts with it where the models topic has none.")
    private Path model;

    @Option(names = "--model-override", description = "Starts with --model even where the models topic has one.")
    private boolean modelOverride;

    @Option(
            names = "--train-after",
            paramLabel = "SPAN",
            description = "Without any model, fits one once the records span this event time, such as 1d (default: the"
                    + " yaml's train.after).")
    private String trainAfter;

    @Option(names = "--data", paramLabel = "DIR", description = "Keeps topics and state here (default: temporary).")
    private Path data;

    @Option(names = "--kafka-port", paramLabel = "P", description = "Port of the broker (default: 9092).")
    private Integer kafkaPort;

    @Option(names = "--external-kafka", description = "Start no broker: use the yaml's kafka.bootstrap-servers.")
    private boolean externalKafka;

    @Option(names = "--rest-port", paramLabel = "P", description = "Port of Flink's web UI (default: 8081).")
    private int restPort = 8081;

    @Option(
            names = "--metrics-port",
            paramLabel = "P",
            description = "Port of the scrape endpoint (default: the yaml's).")
    private Integer metricsPort;

    @Option(
            names = "--flink-metrics-port",
            paramLabel = "P",
            description = "Serves Flink's own metrics here, on every address of this machine (default: nowhere).")
    private Integer flinkMetricsPort;

    @Mixin
    private PageServerOption page;

    @Override
    public Integer call() throws Exception {
        if (externalKafka && kafkaPort != null) {
            throw new BadInputException("--kafka-port starts a broker and --external-kafka starts none: give one");
        }
        if (modelOverride && model == null) {
            throw new BadInputException("--model-override needs --model MODEL");
        }
        DetectorConfig detector = withTrainAfter(withMetricsPort(ConfigLoader.load(config, main.environment())));
        PrintWriter err = spec.commandLine().getErr();
        if (flinkMetricsPort != null) {
            LoopbackPorts.requireFree(flinkMetricsPort, "--flink-metrics-port");
        }
        page.requireFree();
        StopSignal ctrlC = StopSignal.interrupting(Thread.currentThread(), () -> err.println("stopping"));
        try (ctrlC;
                WorkFolder folder = WorkFolder.of(data);
                LocalPipeline pipeline = LocalPipeline.start(settings(detector, folder), err::println);
                PageServer served = page.serve(pipeline)) {
            describe(pipeline, served, err);
            pipeline.flink().awaitEnd();
        } catch (RuntimeException | InterruptedException e) {
            if (!ctrlC.isPressed()) {
                throw e;
            }
            err.println(afterwards());
        }
        return 0;
    }

    /** What the next run will find. */
    private String afterwards() {
        if (data != null) {
            return "stopped; run with --data " + data + " goes on from there";
        }
        return externalKafka
                ? "stopped; the folder of the state was temporary and is gone: the next run begins at the offsets that"
                        + " were read, without open incidents and keys' memory; --data DIR keeps them"
                : "stopped; topics and state were in a temporary folder and are gone; --data DIR keeps them";
    }

    private LocalPipeline.Settings settings(DetectorConfig detector, WorkFolder folder) {
        return new LocalPipeline.Settings(
                detector,
                folder.path(),
                externalKafka,
                kafkaPort == null ? 9092 : kafkaPort,
                restPort,
                flinkMetricsPort == null ? OptionalInt.empty() : OptionalInt.of(flinkMetricsPort),
                Optional.ofNullable(model),
                modelOverride);
    }

    private DetectorConfig withMetricsPort(DetectorConfig detector) {
        if (metricsPort == null) {
            return detector;
        }
        LoopbackPorts.requireFree(metricsPort, "--metrics-port");
        return detector.withMetrics(detector.metrics().at(metricsPort));
    }

    private DetectorConfig withTrainAfter(DetectorConfig detector) {
        if (trainAfter == null) {
            return detector;
        }
        try {
            return detector.withTrain(new TrainOptions(Durations.parse(trainAfter)));
        } catch (BadInputException e) {
            throw new BadInputException("--train-after: " + e.getMessage(), e);
        }
    }

    private static void describe(LocalPipeline pipeline, PageServer page, PrintWriter err) {
        EndpointLines.print(pipeline, page, err);
        err.println("running; Ctrl-C stops with a savepoint");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import io.elbow.artifact.ModelStore;
import io.elbow.config.DetectorConfig;
import io.elbow.config.MetricsOptions;
import io.elbow.job.metrics.MetricsServer;
import io.elbow.job.pipeline.InitialModelFinder;
import io.elbow.job.pipeline.StartChecks;
import io.elbow.job.pipeline.StartModel;
import io.elbow.kafka.TopicChecks;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** Broker, topics, metrics endpoint, MiniCluster and job in one JVM; closed in the opposite order. */
final class LocalPipeline implements AutoCloseable {
    private static final long LOOK_AGAIN_MILLIS = 1000;

    /**
     * Where to run, and what.
     *
     * @param kafkaPort the broker's port; 0: any free one; ignored with {@code externalKafka}
     * @param flinkMetricsPort where Flink's own metrics are served, on every address of the machine; empty: they are
     *     not served
     * @param model the artifact to start with if the models topic has none; empty: the job waits for one
     */
    record Settings(
            DetectorConfig config,
            Path folder,
            boolean externalKafka,
            int kafkaPort,
            int restPort,
            OptionalInt flinkMetricsPort,
            Optional<Path> model,
            boolean modelOverride) {}

    private final EmbeddedBroker broker;
    private final DetectorConfig config;
    private final MetricsServer metrics;
    private final LocalFlink flink;
    private final InitialModelFinder.Found firstModel;

    private LocalPipeline(
            EmbeddedBroker broker,
            DetectorConfig config,
            MetricsServer metrics,
            LocalFlink flink,
            InitialModelFinder.Found firstModel) {
        this.broker = broker;
        this.config = config;
        this.metrics = metrics;
        this.flink = flink;
        this.firstModel = firstModel;
    }

    static LocalPipeline start(Settings settings, Consumer<String> log) throws InterruptedException {
        // First check what only the caller can fix, so that nobody waits for a broker, or for a model, just to read an
        // error.
        LoopbackPorts.requireFree(settings.restPort(), "--rest-port");
        settings.model().ifPresent(ModelStore::load);
        MetricsServer metrics = metrics(settings.config().metrics());
        EmbeddedBroker broker = settings.externalKafka()
                ? null
                : EmbeddedBroker.start(settings.folder().resolve("kafka"), settings.kafkaPort());
        try {
            DetectorConfig config =
                    broker == null ? settings.config() : settings.config().at(broker.bootstrapServers());
            if (broker != null) {
                log.accept("Kafka broker   " + broker.bootstrapServers());
                TopicChecks.create(config);
            }
            StartChecks.topics(config);
            InitialModelFinder.Found found = new StartModel(config, log)
                    .get(settings.model(), settings.modelOverride(), () -> Thread.sleep(LOOK_AGAIN_MILLIS));
            LocalFlink flink = LocalFlink.start(
                    config,
                    found,
                    settings.restPort(),
                    settings.flinkMetricsPort(),
                    settings.folder().resolve("flink"),
                    log);
            return new LocalPipeline(broker, config, metrics, flink, found);
        } catch (RuntimeException | InterruptedException e) {
            close(broker);
            throw e;
        }
    }

    private static MetricsServer metrics(MetricsOptions options) {
        return MetricsServer.start(options.firstPort(), options.lastPort(), options.bind());
    }

    /** The configuration with the address of the broker in use. */
    DetectorConfig config() {
        return config;
    }

    InitialModelFinder.Found firstModel() {
        return firstModel;
    }

    int metricsPort() {
        return metrics.port();
    }

    LocalFlink flink() {
        return flink;
    }

    @Override
    public void close() {
        flink.close();
        close(broker);
    }

    /**
     * Clears the interrupt while the broker closes, because an interrupted thread would not wait until everything is on
     * disk.
     */
    private static void close(EmbeddedBroker broker) {
        boolean interrupted = Thread.interrupted();
        if (broker != null) {
            broker.close();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import io.elbow.artifact.ModelStore;
import io.elbow.artifact.Provenance;
import io.elbow.config.ConfigLoader;
import io.elbow.config.DetectorConfig;
import io.elbow.config.MetricsOptions;
import io.elbow.console.FitProgressView;
import io.elbow.data.Observation;
import io.elbow.job.event.Alert;
import io.elbow.job.event.AlertJson;
import io.elbow.job.metrics.MetricsServer;
import io.elbow.job.pipeline.FirstModel;
import io.elbow.kafka.RecordsReplay;
import io.elbow.vae.DataProvenance;
import io.micrometer.core.instrument.Counter;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The demo's steps: train, start, replay and watch. */
final class Demo {
    /** Slow enough that a person can follow, and well below what one core scores. */
    private static final double RECORDS_PER_SECOND = 1000;

    private static final Duration REST_TIMEOUT = Duration.ofSeconds(60);
    private static final long LOOK_MILLIS = 100;

    private final Path folder;
    private final Path artifact;
    private final PrintWriter out;
    private final DemoData data;

    Demo(Path folder, PrintWriter out) {
        this.folder = folder;
        this.out = out;
        artifact = folder.resolve("model.safetensors");
        data = DemoData.unpackInto(folder);
    }

    Path artifact() {
        return artifact;
    }

    /** Trains on the normal part and returns the demo's configuration. */
    DetectorConfig train() {
        DetectorConfig config = config();
        out.println("training on " + data.train().rows().size() + " normal records of 38 server metrics");
        Provenance provenance = DataProvenance.of(
                data.train(), List.of("Server Machine Dataset, machine-1-7"), Map.of(), Instant.now());
        try (FitProgressView progress = FitProgressView.on(out)) {
            ModelStore.save(FirstModel.fit(config, data.train(), provenance, progress), artifact);
        }
        return config;
    }

    static DetectorConfig config() {
        return ConfigLoader.parse(DemoData.resource("detector.yaml"), "the demo's detector.yaml", Map.of());
    }

    /** Starts broker, Flink and job, on the usual ports where they are free. */
    LocalPipeline start(DetectorConfig config) throws InterruptedException {
        out.println("starting a Kafka broker and Flink in this JVM");
        MetricsOptions metrics = config.metrics();
        int metricsPort = LoopbackPorts.freeOr(metrics.firstPort());
        DetectorConfig here = config.withMetrics(metrics.at(metricsPort));
        LocalPipeline.Settings settings = new LocalPipeline.Settings(
                here,
                folder,
                false,
                LoopbackPorts.freeOr(9092),
                LoopbackPorts.freeOr(8081),
                OptionalInt.empty(),
                Optional.of(artifact),
                true);
        return LocalPipeline.start(settings, out::println);
    }

    /** Replays the labelled part, shows alerts as they come, and waits until every record is accounted for. */
    DemoResult replay(LocalPipeline pipeline) throws InterruptedException {
        DetectorConfig config = pipeline.config();
        List<Observation> observations = data.testObservations();
        LabelledIncidents incidents = new LabelledIncidents(data.testLabels());
        AtomicInteger alerts = new AtomicInteger();
        String bootstrap = config.kafka().bootstrapServers();
        out.println(
                "replaying " + observations.size() + " records at " + (int) RECORDS_PER_SECOND + " a second; alerts:");
        try (LatencyWatch latency = new LatencyWatch(
                        bootstrap,
                        config.kafka().topics().records(),
                        config.kafka().topics().scores(),
                        observations.size());
                TopicTail tail = new TopicTail(
                        bootstrap,
                        config.kafka().topics().alerts(),
                        true,
                        (record, received) -> show(record, incidents, alerts));
                RefreshWatch refresh = new RefreshWatch(config, out)) {
            RecordsReplay.replay(config, data.features(), observations, RECORDS_PER_SECOND, sent -> {});
            awaitAllCommitted(latency, tail, observations.size());
            // Behind the last record, so that every record is judged by the model that was trained.
            String refreshed = refresh.refresh();
            return new DemoResult(
                    counts(config, observations.size()),
                    incidents.count(),
                    incidents.foundCount(),
                    incidents.falseAlerts(),
                    alerts.get(),
                    latency.recordsPerSecond(),
                    latency.produceToEmission(),
                    latency.produceToCommit(),
                    refreshed);
        }
    }

    private void show(ConsumerRecord<byte[], byte[]> record, LabelledIncidents incidents, AtomicInteger alerts) {
        Alert alert = AlertJson.read(record.value());
        if (!alert.status().equals("open")) {
            return;
        }
        alerts.incrementAndGet();
        boolean labelled = incidents.alertOpened(DemoData.rowAt(alert.timestampMillis()));
        out.println(AlertLine.of(alert, labelled ? "labelled incident" : "not labelled"));
    }

    private static void awaitAllCommitted(LatencyWatch latency, TopicTail alerts, int records)
            throws InterruptedException {
        long deadline = System.nanoTime() + REST_TIMEOUT.toNanos();
        while (latency.committed() < records) {
            latency.requireAlive();
            alerts.requireAlive();
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("only " + latency.committed() + " of " + records
                        + " records were scored and committed " + REST_TIMEOUT.toSeconds() + " s after the replay");
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    private static DemoResult.Counts counts(DetectorConfig config, long read) {
        return new DemoResult.Counts(
                read,
                records(config, "scored"),
                records(config, "warming_up"),
                records(config, "rejected"),
                records(config, "late"));
    }

    private static long records(DetectorConfig config, String outcome) {
        double sum = MetricsServer.registry()
                .find("elbow.records")
                .tags("detector", config.name(), "outcome", outcome)
                .counters()
                .stream()
                .mapToDouble(Counter::count)
                .sum();
        return Math.round(sum);
    }
}

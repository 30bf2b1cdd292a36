// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.bench;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.elbow.artifact.ModelArtifact;
import io.elbow.job.operator.ModelScorers;
import io.elbow.job.operator.ScorerFactory;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * How long a record takes from producing to the emission of its score, at a fixed rate. A record's event time is the
 * moment at which it was due to be sent, whether or not the sender kept up; the score's Kafka timestamp is that of its
 * emission. Both are whole milliseconds of one clock.
 *
 * <p>A round is a window of due times; the first one is warm-up.
 */
final class LatencyBenchmark {
    private static final String GROUP = "latency";
    private static final String REFRESH = "refresh";
    private static final int FIT_EVERY = 1_000;
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int DIGITS = 3;

    private final BenchOptions options;
    private final BenchCluster cluster;
    private final String bootstrap;
    private final Consumer<String> progress;
    private final JsonMapper json = new JsonMapper();

    LatencyBenchmark(BenchOptions options, BenchCluster cluster, String bootstrap, Consumer<String> progress) {
        this.options = options;
        this.cluster = cluster;
        this.bootstrap = bootstrap;
        this.progress = progress;
    }

    List<Figure> run(ModelArtifact model) throws Exception {
        Histogram[] bare = measure("no scoring", "latency-nothing", model, NothingScorer::of);
        Histogram[] scored = measure("default model, 16 draws", "latency-draws", model, new ModelScorers());
        Figure bareMedian = figure("p50, no scoring", bare, 50);
        Figure bareTail = figure("p99, no scoring", bare, 99);
        return List.of(
                bareMedian,
                bareTail,
                figure("p50, default model, 16 draws", scored, 50).comparedTo(bareMedian),
                figure("p99, default model, 16 draws", scored, 99).comparedTo(bareTail));
    }

    /**
     * What fits cost the stream: the same job with fits back to back, and with none; each twice, so that neither is
     * always first.
     */
    List<Figure> runBesideFits(ModelArtifact model) throws Exception {
        Side without = new Side("no fit", Integer.MAX_VALUE);
        Side with = new Side("fits back to back", FIT_EVERY);
        int run = 0;
        for (Side side : List.of(without, with, with, without)) {
            // A run is shorter than the default cooldown, within which no record is let through to a fit.
            String refresh = "alerts: {cooldown: 1s}\nrefresh: {every-records: " + side.every + ", min-samples: "
                    + FIT_EVERY + "}\n";
            Histogram[] windows =
                    measure(side.title, "refresh-" + run++, model, new ModelScorers(), refresh, (job, checkpoints) -> {
                        if (job.fits() > 0 != (side == with)) {
                            throw new IllegalStateException(job.fits() + " fits in the run with " + side.title);
                        }
                        Arrays.stream(checkpoints).forEach(side.checkpoints::add);
                    });
            side.windows.addAll(List.of(windows));
        }
        Figure checkpoint = without.checkpoint();
        Figure latency = without.latency();
        return List.of(
                checkpoint,
                latency,
                with.checkpoint().comparedTo(checkpoint),
                with.latency().comparedTo(latency));
    }

    /** What the runs of one kind showed. */
    private static final class Side {
        final String title;
        final int every;
        final List<Histogram> windows = new ArrayList<>();
        final List<Double> checkpoints = new ArrayList<>();

        Side(String title, int every) {
            this.title = title;
            this.every = every;
        }

        Figure checkpoint() {
            double[] millis =
                    checkpoints.stream().mapToDouble(Double::doubleValue).toArray();
            return Figure.measured(REFRESH, "checkpoint, " + title, "ms", millis);
        }

        Figure latency() {
            return figure(REFRESH, "p99 latency, " + title, windows.toArray(Histogram[]::new), 99);
        }
    }

    private static Figure figure(String name, Histogram[] windows, double percentile) {
        return figure(GROUP, name, windows, percentile);
    }

    private static Figure figure(String group, String name, Histogram[] windows, double percentile) {
        double[] rounds = Arrays.stream(windows)
                .mapToDouble(window -> window.getValueAtPercentile(percentile))
                .toArray();
        return Figure.measured(group, name, "ms", rounds);
    }

    /** Looks at the job before it is cancelled. */
    @FunctionalInterface
    private interface LastLook {
        void at(BenchCluster.Running job, double[] checkpointMillis);
    }

    private Histogram[] measure(String title, String detector, ModelArtifact model, ScorerFactory scorers)
            throws Exception {
        return measure(title, detector, model, scorers, "", (job, checkpoints) -> {});
    }

    private Histogram[] measure(
            String title, String detector, ModelArtifact model, ScorerFactory scorers, String more, LastLook last)
            throws Exception {
        BenchTopics topics = new BenchTopics(bootstrap, detector, options.parallelism(), true);
        topics.create();
        int windows = options.rounds() + 1;
        int count = (int) (options.rate() * (windows * options.window().toMillis()) / 1_000);
        progress.accept(GROUP + ": " + count + " records at " + options.rate() + " records/s, " + title);
        try (BenchCluster.Running job = cluster.submit(topics.detector(detector, more), model, scorers)) {
            send(topics, 1, System.currentTimeMillis());
            job.awaitScored(1);
            long firstMillis = System.currentTimeMillis();
            send(topics, count, firstMillis);
            job.awaitScored(count + 1);
            last.at(job, job.checkpointMillis());
            return read(topics.scoresTopic(), count + 1, firstMillis);
        }
    }

    /** Sends each record when it is due, or at once where it is overdue. */
    private void send(BenchTopics topics, int count, long firstMillis) {
        BenchRecords records = new BenchRecords(2);
        long firstNanos = System.nanoTime();
        try (KafkaProducer<byte[], byte[]> producer = topics.producer(0)) {
            for (long i = 0; i < count; i++) {
                long dueNanos = i * TimeUnit.SECONDS.toNanos(1) / options.rate();
                while (System.nanoTime() - firstNanos < dueNanos) {
                    LockSupport.parkNanos(dueNanos - (System.nanoTime() - firstNanos));
                }
                long dueMillis = firstMillis + TimeUnit.NANOSECONDS.toMillis(dueNanos);
                producer.send(topics.message(records, i, options.keys(), dueMillis));
            }
        }
    }

    /** Latencies in ms by window, the first one left out; also of scores that no checkpoint has committed yet. */
    private Histogram[] read(String topic, int expected, long firstMillis) throws IOException {
        Histogram[] windows = new Histogram[options.rounds()];
        Arrays.setAll(windows, i -> new Histogram(DIGITS));
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(topic)) {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            for (int read = 0; read < expected; ) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("only " + read + " of " + expected + " scores came to " + topic);
                }
                for (ConsumerRecord<byte[], byte[]> score : consumer.poll(POLL)) {
                    read++;
                    add(score, firstMillis, windows);
                }
            }
        }
        return windows;
    }

    private void add(ConsumerRecord<byte[], byte[]> score, long firstMillis, Histogram[] windows) throws IOException {
        String due = json.readTree(score.value()).get("timestamp").textValue();
        long dueMillis = Instant.parse(due).toEpochMilli();
        int window =
                (int) Math.floorDiv(dueMillis - firstMillis, options.window().toMillis()) - 1;
        if (window >= 0 && window < windows.length) {
            windows[window].recordValue(Math.max(0, score.timestamp() - dueMillis));
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer(String topic) {
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_uncommitted"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return consumer;
    }
}

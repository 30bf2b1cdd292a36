// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.elbow.artifact.ModelArtifact;
import io.elbow.config.ConfigLoader;
import io.elbow.config.DetectorConfig;
import io.elbow.config.MetricsOptions;
import io.elbow.job.event.Alert;
import io.elbow.job.local.EmbeddedBroker;
import io.elbow.job.local.RawClient;
import io.elbow.job.metrics.MetricsServer;
import io.elbow.kafka.TopicChecks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What read_committed shows of the alerts topic is what scoring the same rows as a file gives, whatever fails. */
class ExactlyOnceITCase {
    private static final int ROWS = 2_400;
    private static final int LEAST_ALERTS = 50;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Longer than a step: an incident has many records. For one partition, whose watermark cannot overtake a key. */
    private static final Duration LONG_COOLDOWN = Duration.ofMillis(4 * SeriesRecords.STEP_MILLIS);

    /**
     * Shorter than a step: each anomaly is an incident, open until the next record. For several partitions, of which
     * one that fell idle is overtaken by the others' watermark, so that an incident may close before its next record.
     */
    private static final Duration SHORT_COOLDOWN = Duration.ofMillis(SeriesRecords.STEP_MILLIS / 2);

    @TempDir
    static Path brokerFolder;

    private static EmbeddedBroker broker;

    @TempDir
    Path folder;

    @BeforeAll
    static void startBroker() {
        MetricsServer.reset();
        broker = EmbeddedBroker.start(brokerFolder, 0);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
        MetricsServer.reset();
    }

    @Test
    void alertsExactlyOnceWhenATaskManagerIsLostBetweenTwoCheckpoints() throws Exception {
        try (Detector detector = new Detector("lost-task-manager", 1, LONG_COOLDOWN);
                FaultyCluster cluster = FaultyCluster.start(2, folder)) {
            cluster.submit(detector.config(2), detector.model, null);
            detector.feed.sendUpTo(ROWS / 3);
            detector.awaitUncommitted();
            cluster.checkpoint();
            detector.awaitCommitted();

            detector.feed.sendUpTo(2 * ROWS / 3);
            detector.awaitUncommitted();
            detector.assertMoreUncommitted();
            cluster.loseTaskManager();
            await().atMost(PATIENCE).until(detector::sawAnAlertTwice);

            detector.feed.sendUpTo(ROWS);
            detector.awaitUncommitted();
            detector.checkpointUntilCommitted(cluster);
            detector.assertExactlyTheExpected();
        }
    }

    @Test
    void alertsExactlyOnceWhenStoppedAndResumedAtOtherParallelisms() throws Exception {
        try (Detector detector = new Detector("rescaled", 4, SHORT_COOLDOWN);
                FaultyCluster cluster = FaultyCluster.start(4, folder)) {
            String savepoint = null;
            int part = 0;
            for (int parallelism : new int[] {1, 4, 2}) {
                cluster.submit(detector.config(parallelism), detector.model, savepoint);
                part++;
                detector.feed.sendUpTo(part * ROWS / 3);
                detector.awaitUncommitted();
                detector.assertMoreUncommitted();
                savepoint = cluster.stop();
                detector.awaitCommitted();
            }
            detector.assertExactlyTheExpected();
        }
    }

    @Test
    void alertsExactlyOnceWhenTheBrokerRestarts() throws Exception {
        try (Detector detector = new Detector("broker-restart", 1, LONG_COOLDOWN);
                FaultyCluster cluster = FaultyCluster.start(2, folder)) {
            cluster.submit(detector.config(2), detector.model, null);
            detector.feed.sendUpTo(ROWS / 3);
            detector.awaitUncommitted();
            cluster.checkpoint();

            detector.feed.sendUpTo(2 * ROWS / 3);
            detector.awaitUncommitted();
            detector.awaitCommittedUpTo(ROWS / 3);
            detector.assertMoreUncommitted();
            broker.restart();

            detector.feed.sendUpTo(ROWS);
            detector.awaitUncommitted();
            detector.checkpointUntilCommitted(cluster);
            detector.assertExactlyTheExpected();
        }
    }

    @Test
    void alertsExactlyOnceOverTenKillsAtRandomMoments() throws Exception {
        int kills = 10;
        Random random = new Random(20);
        try (Detector detector = new Detector("ten-kills", 4, SHORT_COOLDOWN);
                FaultyCluster cluster = FaultyCluster.start(2, folder)) {
            cluster.submit(detector.config(2), detector.model, null);
            for (int kill = 1; kill <= kills; kill++) {
                int part = ROWS / (kills + 1);
                int before = part * (kill - 1) + part / 2 + random.nextInt(part / 2);
                detector.feed.sendUpTo(before);
                // The attempt is at work, anywhere between this point and the end of what was sent.
                detector.awaitUncommitted();
                detector.feed.sendUpTo(part * kill);
                Optional<CompletableFuture<Long>> checkpoint =
                        random.nextBoolean() ? Optional.of(cluster.beginCheckpoint()) : Optional.empty();
                if (random.nextBoolean()) {
                    checkpoint.ifPresent(begun -> await().atMost(PATIENCE).until(begun::isDone));
                }
                cluster.loseTaskManager();
            }
            detector.feed.sendUpTo(ROWS);
            detector.awaitUncommitted();
            detector.checkpointUntilCommitted(cluster);
            assertThat(detector.sawAnAlertTwice()).as("records were read again").isTrue();
            detector.assertExactlyTheExpected();
        }
    }

    /** A detector's topics, what was put on them and what is seen there. */
    private static final class Detector implements AutoCloseable {
        private final String name;
        private final ModelArtifact model;
        private final Duration cooldown;
        private final RecordsFeed feed;
        private final AlertsSeen uncommitted;
        private final AlertsSeen committed;

        Detector(String name, int partitions, Duration cooldown) throws Exception {
            this.cooldown = cooldown;
            this.name = name;
            DetectorConfig config = config(2);
            model = SeriesRecords.model(name);
            try (RawClient client = new RawClient(broker.bootstrapServers())) {
                client.create(new NewTopic(name, partitions, (short) 1));
            }
            TopicChecks.create(config);
            String alerts = config.kafka().topics().alerts();
            feed = new RecordsFeed(broker.bootstrapServers(), name, partitions, SeriesRecords.rows(ROWS, 7));
            uncommitted = new AlertsSeen(broker.bootstrapServers(), alerts, "read_uncommitted");
            committed = new AlertsSeen(broker.bootstrapServers(), alerts, "read_committed");
        }

        /** Plain Java scores: a row's figures are the same in each batch, so that no verdict hangs on rounding. */
        DetectorConfig config(int parallelism) {
            String yaml = """
                    name: %1$s
                    kafka:
                      bootstrap-servers: %2$s
                      topics:
                        records: %1$s
                        alerts: %1$s-alerts
                        models: %1$s-models
                        dead-letters: %1$s-dead-letters
                    record: {key: machine, timestamp: {field: ts, unit: millis}}
                    score: {scorer: java, batch-size: 7}
                    alerts: {cooldown: %3$dms}
                    job: {parallelism: %4$d}
                    """.formatted(name, broker.bootstrapServers(), cooldown.toMillis(), parallelism);
            return ConfigLoader.parse(yaml, "test", Map.of()).withMetrics(new MetricsOptions(0, 0, "127.0.0.1"));
        }

        private List<Alert> expected(int rows) {
            return ExpectedAlerts.of(model, cooldown, feed.sentRows().subList(0, rows), feed.places());
        }

        private Set<String> expectedIds(int rows) {
            return expected(rows).stream().map(Alert::id).collect(Collectors.toSet());
        }

        /** Until the alerts of all that was sent are on the topic, committed or not. */
        void awaitUncommitted() {
            Set<String> ids = expectedIds(feed.sentRows().size());
            await().atMost(PATIENCE).until(() -> uncommitted.ids().containsAll(ids));
        }

        void awaitCommitted() {
            awaitCommittedUpTo(feed.sentRows().size());
        }

        void awaitCommittedUpTo(int rows) {
            Set<String> ids = expectedIds(rows);
            await().atMost(PATIENCE).until(() -> committed.ids().containsAll(ids));
        }

        /** And once more, so that what came twice would show. */
        void checkpointUntilCommitted(FaultyCluster cluster) {
            Set<String> ids = expectedIds(ROWS);
            await().atMost(PATIENCE).until(() -> {
                cluster.checkpoint();
                return committed.ids().containsAll(ids);
            });
            cluster.checkpoint();
        }

        void assertMoreUncommitted() {
            assertThat(pending()).as("alerts written and not committed").isNotEmpty();
        }

        private Set<String> pending() {
            Set<String> pending = uncommitted.ids();
            pending.removeAll(committed.ids());
            return pending;
        }

        boolean sawAnAlertTwice() {
            List<Alert> all = uncommitted.now();
            return all.size() > all.stream().map(Alert::id).distinct().count();
        }

        void assertExactlyTheExpected() {
            List<Alert> expected = expected(ROWS);
            assertThat(expected).hasSizeGreaterThanOrEqualTo(LEAST_ALERTS);
            assertThat(lines(committed.now())).containsExactlyInAnyOrderElementsOf(lines(expected));
        }

        private static List<String> lines(List<Alert> alerts) {
            return alerts.stream()
                    .map(alert -> String.join(
                            " ",
                            alert.id(),
                            alert.incident(),
                            alert.status(),
                            alert.key(),
                            Long.toString(alert.timestampMillis()),
                            alert.severity()))
                    .toList();
        }

        @Override
        public void close() {
            feed.close();
            uncommitted.close();
            committed.close();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.elbow.job.local.EmbeddedBroker;
import io.elbow.job.metrics.MetricsServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Checks that read_committed shows on the alerts topic exactly what scoring the same rows as a file gives, whatever
 * fails.
 */
class ExactlyOnceITCase {
    private static final int ROWS = 2_400;
    private static final int LEAST_ALERTS = 50;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /**
     * Longer than a step, so that an incident has many records. Used with one partition, whose watermark cannot
     * overtake a key.
     */
    private static final Duration LONG_COOLDOWN = Duration.ofMillis(4 * SeriesRecords.STEP_MILLIS);

    /**
     * Shorter than a step, so that each anomaly is an incident that is open until the next record. Used with several
     * partitions: the watermark of the others overtakes an idle one, so that an incident may close before its next
     * record.
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
        try (SeriesDetector detector = detector("lost-task-manager", 1, LONG_COOLDOWN);
                FaultyCluster cluster = FaultyCluster.start(2, folder)) {
            cluster.submit(detector.config(2), detector.model(), null);
            detector.sendUpTo(ROWS / 3);
            detector.awaitUncommitted();
            cluster.checkpoint();
            detector.awaitCommitted();

            detector.sendUpTo(2 * ROWS / 3);
            detector.awaitUncommitted();
            detector.assertMoreUncommitted();
            cluster.loseTaskManager();
            await().atMost(PATIENCE).until(detector::sawAnAlertTwice);

            detector.sendUpTo(ROWS);
            detector.awaitUncommitted();
            detector.checkpointUntilCommitted(cluster);
            detector.assertExactlyTheExpected(LEAST_ALERTS);
        }
    }

    @Test
    void alertsExactlyOnceWhenStoppedAndResumedAtOtherParallelisms() throws Exception {
        try (SeriesDetector detector = detector("rescaled", 4, SHORT_COOLDOWN);
                FaultyCluster cluster = FaultyCluster.start(4, folder)) {
            String savepoint = null;
            int part = 0;
            for (int parallelism : new int[] {1, 4, 2}) {
                cluster.submit(detector.config(parallelism), detector.model(), savepoint);
                part++;
                detector.sendUpTo(part * ROWS / 3);
                detector.awaitUncommitted();
                detector.assertMoreUncommitted();
                savepoint = cluster.stop();
                detector.awaitCommitted();
            }
            detector.assertExactlyTheExpected(LEAST_ALERTS);
        }
    }

    @Test
    void alertsExactlyOnceWhenTheBrokerRestarts() throws Exception {
        try (SeriesDetector detector = detector("broker-restart", 1, LONG_COOLDOWN);
                FaultyCluster cluster = FaultyCluster.start(2, folder)) {
            cluster.submit(detector.config(2), detector.model(), null);
            detector.sendUpTo(ROWS / 3);
            detector.awaitUncommitted();
            cluster.checkpoint();

            detector.sendUpTo(2 * ROWS / 3);
            detector.awaitUncommitted();
            detector.awaitCommittedUpTo(ROWS / 3);
            detector.assertMoreUncommitted();
            broker.restart();

            detector.sendUpTo(ROWS);
            detector.awaitUncommitted();
            detector.checkpointUntilCommitted(cluster);
            detector.assertExactlyTheExpected(LEAST_ALERTS);
        }
    }

    @Test
    void alertsExactlyOnceOverTenKillsAtRandomMoments() throws Exception {
        int kills = 10;
        Random random = new Random(20);
        try (SeriesDetector detector = detector("ten-kills", 4, SHORT_COOLDOWN);
                FaultyCluster cluster = FaultyCluster.start(2, folder)) {
            cluster.submit(detector.config(2), detector.model(), null);
            for (int kill = 1; kill <= kills; kill++) {
                int attempt = kill - 1;
                await().atMost(PATIENCE).until(() -> cluster.runningAttempt().equals(OptionalInt.of(attempt)));
                double scoredBefore = detector.scored();
                int part = ROWS / (kills + 1);
                int before = part * (kill - 1) + part / 2 + random.nextInt(part / 2);
                detector.sendUpTo(before);
                // The attempt has begun and is somewhere before the end of what was sent.
                detector.awaitUncommitted();
                await().atMost(PATIENCE).until(() -> detector.scored() > scoredBefore);
                detector.sendUpTo(part * kill);
                Optional<CompletableFuture<Long>> checkpoint =
                        random.nextBoolean() ? Optional.of(cluster.beginCheckpoint()) : Optional.empty();
                if (random.nextBoolean()) {
                    checkpoint.ifPresent(begun -> await().atMost(PATIENCE).until(begun::isDone));
                }
                assertThat(cluster.runningAttempt())
                        .as("attempt that all tasks run in at kill %d", kill)
                        .hasValue(attempt);
                cluster.loseTaskManager();
            }
            await().atMost(PATIENCE).until(() -> cluster.runningAttempt().equals(OptionalInt.of(kills)));
            detector.sendUpTo(ROWS);
            detector.awaitUncommitted();
            detector.checkpointUntilCommitted(cluster);
            assertThat(detector.sawAnAlertTwice()).as("records were read again").isTrue();
            detector.assertExactlyTheExpected(LEAST_ALERTS);
        }
    }

    private static SeriesDetector detector(String name, int partitions, Duration cooldown) throws Exception {
        return new SeriesDetector(broker.bootstrapServers(), name, partitions, cooldown, ROWS, Map.of());
    }
}

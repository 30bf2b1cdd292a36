// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.elbow.job.local.EmbeddedBroker;
import io.elbow.job.metrics.MetricsServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionState;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Restarts a job that was stopped for longer than the broker keeps its open transactions. */
@Tag("soak")
class LongStopITCase {
    private static final int ROWS = 1_200;
    private static final int LEAST_ALERTS = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration COOLDOWN = Duration.ofMillis(4 * SeriesRecords.STEP_MILLIS);
    private static final Map<String, String> SHORT = Map.of("transaction.timeout.ms", "2000");

    @TempDir
    static Path brokerFolder;

    private static EmbeddedBroker broker;

    @TempDir
    Path folder;

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.start(brokerFolder, 0);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @AfterEach
    void reset() {
        MetricsServer.reset();
    }

    @Test
    void stoppedAfterItsCommitItGoesOnAsIfNothingHadBeen() throws Exception {
        try (SeriesDetector detector = detector("after-commit");
                FaultyCluster cluster = FaultyCluster.start(2, folder)) {
            String checkpoint = runToACommittedCheckpoint(detector, cluster);
            cluster.cancel();
            awaitNoOpenTransaction("after-commit");

            goOn(detector, cluster, checkpoint);
            detector.checkpointUntilCommitted(cluster);
            detector.assertExactlyTheExpected(LEAST_ALERTS);
        }
    }

    @Test
    void aTransactionalIdThatWasUsedAgainSinceTheCheckpointIsNoLoss() throws Exception {
        try (SeriesDetector detector = detector("used-again");
                FaultyCluster cluster = FaultyCluster.start(2, folder)) {
            String checkpoint = runToACommittedCheckpoint(detector, cluster);
            detector.sendUpTo(2 * ROWS / 3);
            detector.awaitUncommitted();
            // Complete for the test, but not committed: the sinks open further transactions.
            cluster.savepoint();
            detector.sendUpTo(ROWS - 100);
            detector.awaitUncommitted();
            cluster.cancel();
            awaitNoOpenTransaction("used-again");

            goOn(detector, cluster, checkpoint);
            detector.checkpointUntilCommitted(cluster);
            detector.assertExactlyTheExpected(LEAST_ALERTS);
        }
    }

    @Test
    void stoppedBeforeItsCommitAndBackInTimeItMakesUpForIt() throws Exception {
        try (SeriesDetector detector =
                        new SeriesDetector(broker.bootstrapServers(), "in-time", 1, COOLDOWN, ROWS, Map.of());
                FaultyCluster cluster = FaultyCluster.start(2, folder)) {
            runToACommittedCheckpoint(detector, cluster);
            String uncommitted = runToAnUncommittedSnapshot(detector, cluster);

            goOn(detector, cluster, uncommitted);
            detector.checkpointUntilCommitted(cluster);
            detector.assertExactlyTheExpected(LEAST_ALERTS);
        }
    }

    @Test
    void stoppedBeforeItsCommitItGoesOnAndCountsWhatTheBrokerGaveUp() throws Exception {
        try (SeriesDetector detector = detector("before-commit");
                FaultyCluster cluster = FaultyCluster.start(2, folder)) {
            runToACommittedCheckpoint(detector, cluster);
            String uncommitted = runToAnUncommittedSnapshot(detector, cluster);
            Set<String> lost = detector.pending();
            awaitNoOpenTransaction("before-commit");

            goOn(detector, cluster, uncommitted);
            detector.awaitCommittedBut(lost, cluster);
            assertThat(detector.pending())
                    .as("still to be read with read_uncommitted")
                    .isEqualTo(lost);
            assertThat(detector.lostTransactions()).isPositive();
        }
    }

    @Test
    void startedFromTheCheckpointBeforeTheLostOneNothingIsMissing() throws Exception {
        try (SeriesDetector detector = detector("one-before");
                FaultyCluster cluster = FaultyCluster.start(2, folder)) {
            String checkpoint = runToACommittedCheckpoint(detector, cluster);
            runToAnUncommittedSnapshot(detector, cluster);
            awaitNoOpenTransaction("one-before");

            goOn(detector, cluster, checkpoint);
            detector.checkpointUntilCommitted(cluster);
            detector.assertExactlyTheExpected(LEAST_ALERTS);
        }
    }

    /** As after transactional.id.expiration.ms, a week, or with a copy of the topics. */
    @Test
    void aBrokerThatDoesNotKnowTheTransactionsDoesNotStopTheJobForEver() throws Exception {
        String savepoint;
        Set<String> before;
        try (FaultyCluster cluster = FaultyCluster.start(2, folder)) {
            try (SeriesDetector detector = detector("forgotten")) {
                runToACommittedCheckpoint(detector, cluster);
                detector.sendUpTo(2 * ROWS / 3);
                detector.awaitUncommitted();
                detector.assertMoreUncommitted();
                savepoint = cluster.stop();
                detector.awaitCommitted();
                before = detector.expectedIds(2 * ROWS / 3);
            }
            try (EmbeddedBroker other = EmbeddedBroker.start(folder.resolve("other-broker"), 0);
                    SeriesDetector detector =
                            new SeriesDetector(other.bootstrapServers(), "forgotten", 1, COOLDOWN, ROWS, SHORT)) {
                detector.sendUpTo(2 * ROWS / 3);
                goOnFrom(before, detector, cluster, savepoint);
                assertThat(detector.lostTransactions()).as("may have been lost").isPositive();
                cluster.cancel();
            }
        }
    }

    private static void goOnFrom(Set<String> before, SeriesDetector detector, FaultyCluster cluster, String snapshot)
            throws Exception {
        cluster.submit(detector.config(2), detector.model(), snapshot);
        detector.sendUpTo(ROWS);
        detector.awaitCommittedBut(before, cluster);
    }

    private static SeriesDetector detector(String name) throws Exception {
        return new SeriesDetector(broker.bootstrapServers(), name, 1, COOLDOWN, ROWS, SHORT);
    }

    private static String runToACommittedCheckpoint(SeriesDetector detector, FaultyCluster cluster) throws Exception {
        cluster.submit(detector.config(2), detector.model(), null);
        detector.sendUpTo(ROWS / 3);
        detector.awaitUncommitted();
        cluster.checkpoint();
        detector.awaitCommitted();
        return cluster.newestCheckpoint();
    }

    private static String runToAnUncommittedSnapshot(SeriesDetector detector, FaultyCluster cluster) throws Exception {
        detector.sendUpTo(2 * ROWS / 3);
        detector.awaitUncommitted();
        detector.assertMoreUncommitted();
        String snapshot = cluster.savepoint();
        cluster.cancel();
        return snapshot;
    }

    private static void goOn(SeriesDetector detector, FaultyCluster cluster, String snapshot) throws Exception {
        cluster.submit(detector.config(2), detector.model(), snapshot);
        detector.sendUpTo(ROWS);
        detector.awaitUncommitted();
    }

    /** Waits until the broker has aborted the transactions that the job left open. */
    private static void awaitNoOpenTransaction(String name) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            await().atMost(PATIENCE).until(() -> openTransactions(admin, name).isEmpty());
        }
    }

    private static List<String> openTransactions(Admin admin, String name)
            throws ExecutionException, InterruptedException {
        ListTransactionsOptions open = new ListTransactionsOptions()
                .filterStates(Set.of(
                        TransactionState.ONGOING,
                        TransactionState.PREPARE_ABORT,
                        TransactionState.PREPARE_COMMIT,
                        TransactionState.PREPARE_EPOCH_FENCE));
        return admin.listTransactions(open).all().get().stream()
                .map(listing -> listing.transactionalId())
                .filter(id -> id.startsWith("elbow-" + name + "-"))
                .toList();
    }
}

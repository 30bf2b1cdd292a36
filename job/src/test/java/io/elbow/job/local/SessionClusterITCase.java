// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Runs the packaged job on a session cluster of separate JVMs, which outlive the jobs. */
@Tag("soak")
class SessionClusterITCase {
    private static final int TASK_MANAGERS = 2;
    private static final int PARALLELISM = TASK_MANAGERS * SessionCluster.SLOTS;
    private static final int LEAST_ALERTS = 50;
    private static final int JOBS = 5;
    private static final String NEVER = "3650d";
    private static final String NATIVES = "libtorch_cpu.so";
    private static final String JOB_CLASS_LOADER = "org.apache.flink.util.ChildFirstClassLoader";

    @TempDir
    static Path folder;

    private static final ScrapedMeters METERS = ScrapedMeters.onFreePorts(3 * TASK_MANAGERS);
    private static EmbeddedBroker broker;
    private static SessionCluster cluster;

    @RegisterExtension
    final AfterTestExecutionCallback logs = context -> context.getExecutionException()
            .ifPresent(failure -> failure.addSuppressed(new IllegalStateException(cluster.tails())));

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(Files.isReadable(Path.of("/proc/self/maps")), "no /proc here: what a process holds cannot be read");
        broker = EmbeddedBroker.start(folder.resolve("kafka"), 0);
        FlinkFolder flink = FlinkFolder.assemble(Path.of("target"), folder.resolve("flink"));
        cluster = SessionCluster.start(flink, TASK_MANAGERS, folder.resolve("cluster"));
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
        if (broker != null) {
            broker.close();
        }
    }

    @AfterEach
    void leaveNoJob() throws Exception {
        cluster.abandonJobs();
    }

    @Test
    void alertsExactlyOnceOverACancelAKillAndAStopWithSavepoint() throws Exception {
        try (ClusterDetector detector = detector("exactly-once", NEVER)) {
            String cancelled = cluster.submit(detector.arguments());
            detector.send(ClusterDetector.ROWS / 4);
            detector.awaitAlertsWritten();
            cluster.cancel(cancelled);
            assertThat(detector.alertsCommitted())
                    .as("alerts of a job that ended without a checkpoint")
                    .isZero();

            String job = cluster.submit(detector.arguments());
            RunningDetector.until(() -> {
                cluster.checkpoint(job);
                return detector.alertsCommitted() > 0;
            });
            assertThat(cluster.rest().failures(job)).isEmpty();
            detector.awaitAlertsCommitted();

            detector.send(ClusterDetector.ROWS / 2);
            detector.awaitAlertsWritten();
            assertThat(detector.hasAlertsPending()).isTrue();
            long writtenAgain = detector.alertsWrittenAgain();
            detector.send(ClusterDetector.ROWS * 5 / 8);
            cluster.killTaskManager();
            cluster.addTaskManager();
            RunningDetector.until(() -> detector.alertsWrittenAgain() > writtenAgain);

            detector.send(ClusterDetector.ROWS * 3 / 4);
            detector.awaitAlertsWritten();
            String savepoint = cluster.stopWithSavepoint(job);
            detector.awaitAlertsCommitted();

            String resumed = cluster.resume(savepoint, detector.arguments());
            detector.send(ClusterDetector.ROWS);
            detector.awaitAlertsWritten();
            cluster.checkpoint(resumed);
            detector.awaitAlertsCommitted();
            // Once more, so that duplicates would show.
            cluster.checkpoint(resumed);
            detector.assertExactlyTheExpectedAlerts(LEAST_ALERTS);
            detector.assertScoresOnce();
        }
    }

    @Test
    void theImagesSettingsAreInForceInEveryProcess() throws Exception {
        assertThat(cluster.rest().taskOffHeapBytes()).hasSize(TASK_MANAGERS).containsOnly(512L << 20);
        RunningDetector.until(() -> cluster.reporters().counts("flink_taskmanager_Status_JVM_Threads_Count").stream()
                        .filter(threads -> threads > 0)
                        .count()
                == TASK_MANAGERS);
        assertThat(cluster.reporters().counts("flink_jobmanager_Status_JVM_Threads_Count"))
                .as("one endpoint for each process")
                .hasSizeGreaterThan(TASK_MANAGERS)
                .filteredOn(threads -> threads > 0)
                .hasSize(1);
    }

    @Test
    void jobsThatCameAndWentLeaveNothingInTheTaskManagers() throws Exception {
        try (ClusterDetector detector = detector("come-and-go", "500ms")) {
            List<Held> afterTheSecond = List.of();
            for (int count = 1; count <= JOBS; count++) {
                String job = cluster.submit(detector.arguments());
                detector.send(count * ClusterDetector.ROWS / JOBS);
                detector.awaitSettled();
                assertThat(cluster.rest().failures(job)).isEmpty();
                List<Double> scored =
                        METERS.counts("elbow_records_total", "outcome=\"scored\"", "detector=\"come-and-go\"");
                assertThat(scored)
                        .hasSize(TASK_MANAGERS)
                        .allSatisfy(each -> assertThat(each).isPositive());
                assertThat(sum(scored))
                        .as("the TaskManagers' counts, which go on from job to job")
                        .isEqualTo(detector.sent());
                for (ChildJvm taskManager : cluster.taskManagers()) {
                    assertThat(taskManager.mapped(NATIVES)).hasSize(1);
                }
                cluster.cancel(job);
                if (count == 2) {
                    afterTheSecond = Held.by(cluster.taskManagers());
                }
            }
            detector.assertScoresOnce();
            List<Held> afterTheLast = Held.by(cluster.taskManagers());
            for (int i = 0; i < TASK_MANAGERS; i++) {
                afterTheLast.get(i).assertLittleMoreThan(afterTheSecond.get(i));
            }
        }
    }

    private static double sum(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).sum();
    }

    private static ClusterDetector detector(String name, String checkpoints) throws Exception {
        return new ClusterDetector(name, broker, folder.resolve(name), checkpoints, PARALLELISM, METERS.range());
    }

    /**
     * What a TaskManager holds when no job runs. Flink's own pools grow to 8 threads each as needed, and connections
     * come and go, so a little may be added after two jobs. A leaked job would add more: one class loader, and for each
     * leaked client of a sink's writer 6 threads with 24 sockets and pipes, three times.
     */
    private record Held(int threads, int openFiles, int classLoaders) {
        private static final int MORE_THREADS = 8;
        private static final int MORE_OPEN_FILES = 16;
        private static final int MORE_CLASS_LOADERS = 1;

        void assertLittleMoreThan(Held before) {
            assertThat(threads).as("threads, %s before", before).isLessThanOrEqualTo(before.threads + MORE_THREADS);
            assertThat(openFiles)
                    .as("open files, %s before", before)
                    .isLessThanOrEqualTo(before.openFiles + MORE_OPEN_FILES);
            assertThat(classLoaders)
                    .as("job class loaders, %s before", before)
                    .isLessThanOrEqualTo(before.classLoaders + MORE_CLASS_LOADERS);
        }

        static List<Held> by(List<ChildJvm> taskManagers) throws Exception {
            List<Held> held = new ArrayList<>();
            for (ChildJvm taskManager : taskManagers) {
                int classLoaders = taskManager.liveInstances(JOB_CLASS_LOADER);
                held.add(new Held(taskManager.threads(), taskManager.openFiles(), classLoaders));
            }
            return held;
        }
    }
}

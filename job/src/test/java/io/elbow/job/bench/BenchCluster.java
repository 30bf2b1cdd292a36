// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.bench;

import io.elbow.artifact.ModelArtifact;
import io.elbow.config.DetectorConfig;
import io.elbow.job.metrics.MetricsServer;
import io.elbow.job.operator.ScorerFactory;
import io.elbow.job.pipeline.DetectorJob;
import io.elbow.job.pipeline.TestingConfigs;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.checkpoint.AbstractCheckpointStats;
import org.apache.flink.runtime.checkpoint.CheckpointStatsStatus;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A Flink MiniCluster that runs one detector after the other, so that only the first one finds a cold JVM. */
final class BenchCluster implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final MiniCluster cluster;
    private final Configuration flink = new Configuration();

    private BenchCluster(int slots, Path checkpoints) {
        // In the JobManager's memory, as Flink has it by default, a checkpoint fails beyond 5 MB: a refresh's samples
        // alone are more.
        flink.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
        flink.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints.toUri().toString());
        flink.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(16));
        flink.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(64));
        flink.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(64));
        cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(flink)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(slots)
                .withRandomPorts()
                .build());
    }

    static BenchCluster start(int slots, Path checkpoints) throws Exception {
        BenchCluster started = new BenchCluster(slots, checkpoints);
        started.cluster.start();
        return started;
    }

    /** Starts the job exactly as the command lines build it, but for the scorer. */
    Running submit(DetectorConfig config, ModelArtifact model, ScorerFactory scorers) throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(flink);
        DetectorJob.build(env, config, TestingConfigs.found(model, 0), scorers);
        JobID job = cluster.submitJob(env.getStreamGraph().getJobGraph()).get().getJobID();
        return new Running(cluster, job, config.name());
    }

    @Override
    public void close() throws Exception {
        cluster.close();
    }

    /** One detector at work; closing cancels it. */
    record Running(MiniCluster cluster, JobID job, String detector) implements AutoCloseable {

        /** Records scored so far. */
        long scored() {
            return count("elbow.records", "outcome", "scored");
        }

        long rejected() {
            return count("elbow.records", "outcome", "rejected");
        }

        long late() {
            return count("elbow.records", "outcome", "late");
        }

        long alerts() {
            return count("elbow.alerts");
        }

        /** How long the last checkpoints took, end to end, ms. */
        double[] checkpointMillis() throws Exception {
            return cluster
                    .getExecutionGraph(job)
                    .get()
                    .getCheckpointStatsSnapshot()
                    .getHistory()
                    .getCheckpoints()
                    .stream()
                    .filter(checkpoint -> checkpoint.getStatus() == CheckpointStatsStatus.COMPLETED)
                    .mapToDouble(AbstractCheckpointStats::getEndToEndDuration)
                    .toArray();
        }

        /** Fits that ended, however, and the one that is under way. */
        long fits() {
            double running =
                    MetricsServer.registry().find("elbow.refresh.running").tag("detector", detector).gauges().stream()
                            .mapToDouble(Gauge::value)
                            .sum();
            return count("elbow.refresh.fits") + Math.round(running);
        }

        private long count(String meter, String... tags) {
            return Math.round(
                    MetricsServer.registry().find(meter).tag("detector", detector).tags(tags).counters().stream()
                            .mapToDouble(Counter::count)
                            .sum());
        }

        /** @throws IllegalStateException where the job ends first, or it takes minutes */
        void awaitScored(long records) throws Exception {
            await(() -> scored() >= records, () -> scored() + " of " + records + " records were scored");
        }

        private void await(BooleanSupplier condition, Supplier<String> state) throws Exception {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            for (long look = 0; !condition.getAsBoolean(); look++) {
                boolean ended =
                        look % 1_000 == 999 && cluster.getJobStatus(job).get().isTerminalState();
                if (ended || System.nanoTime() > deadline) {
                    throw new IllegalStateException(
                            "detector " + detector + (ended ? " ended: " : " took too long: ") + state.get());
                }
                LockSupport.parkNanos(LOOK_NANOS);
            }
        }

        @Override
        public void close() throws Exception {
            cluster.cancelJob(job).get();
            while (cluster.getJobStatus(job).get() != JobStatus.CANCELED) {
                LockSupport.parkNanos(LOOK_NANOS);
            }
        }
    }
}

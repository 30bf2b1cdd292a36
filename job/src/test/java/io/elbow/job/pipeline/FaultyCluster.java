// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.pipeline;

import static org.awaitility.Awaitility.await;

import io.elbow.artifact.ModelArtifact;
import io.elbow.config.DetectorConfig;
import io.elbow.job.operator.ModelScorers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.CheckpointType;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionVertex;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A cluster with TaskManagers of one slot each, which can be lost, and one job. Checkpoints are taken only when the
 * test asks for one, so that it knows what is committed.
 */
final class FaultyCluster implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int NOT_RUNNING = -1;
    private static final Duration NEVER = Duration.ofDays(3650);

    private final MiniCluster cluster;
    private final Configuration flink = new Configuration();
    private final Path folder;
    private JobID job;
    private int terminated;

    private FaultyCluster(int taskManagers, Path folder) {
        this.folder = folder;
        flink.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        flink.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, Integer.MAX_VALUE);
        flink.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(50));
        flink.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
        flink.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                folder.resolve("checkpoints").toUri().toString());
        flink.set(
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        flink.set(CheckpointingOptions.MAX_RETAINED_CHECKPOINTS, 2);
        flink.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(16));
        flink.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(32));
        flink.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(32));
        cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(flink)
                .setNumTaskManagers(taskManagers)
                .setNumSlotsPerTaskManager(1)
                .withRandomPorts()
                .build());
    }

    static FaultyCluster start(int taskManagers, Path folder) throws Exception {
        FaultyCluster started = new FaultyCluster(taskManagers, folder);
        started.cluster.start();
        return started;
    }

    /**
     * Submits the job.
     *
     * @param snapshot to restore from; null: none
     */
    void submit(DetectorConfig config, ModelArtifact model, String snapshot) throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(flink);
        DetectorJob.build(env, config, TestingConfigs.found(model, 0), new ModelScorers());
        // The first periodic checkpoint comes at a random moment of the first interval, but not before the pause is
        // over.
        env.getCheckpointConfig().setCheckpointInterval(NEVER.toMillis());
        env.getCheckpointConfig().setMinPauseBetweenCheckpoints(NEVER.toMillis());
        env.getCheckpointConfig().setCheckpointTimeout(Duration.ofSeconds(10).toMillis());
        env.getCheckpointConfig().setTolerableCheckpointFailureNumber(Integer.MAX_VALUE);
        JobGraph graph = env.getStreamGraph().getJobGraph();
        if (snapshot != null) {
            graph.setSavepointRestoreSettings(SavepointRestoreSettings.forPath(snapshot));
        }
        job = cluster.submitJob(graph).get().getJobID();
    }

    /** Takes a checkpoint and returns when it is complete. Tries again while tasks are starting or if it fails. */
    void checkpoint() {
        await().atMost(PATIENCE).until(() -> {
            try {
                beginCheckpoint().get(20, TimeUnit.SECONDS);
                return true;
            } catch (ExecutionException | TimeoutException e) {
                return false;
            }
        });
    }

    CompletableFuture<Long> beginCheckpoint() {
        return cluster.triggerCheckpoint(job, CheckpointType.FULL);
    }

    /** The number of the attempt in which all tasks of the job are running; empty if they are not all in one. */
    OptionalInt runningAttempt() throws Exception {
        Set<Integer> attempts = new HashSet<>();
        for (AccessExecutionVertex task : cluster.getExecutionGraph(job).get().getAllExecutionVertices()) {
            boolean running = task.getExecutionState() == ExecutionState.RUNNING;
            attempts.add(running ? task.getCurrentExecutionAttempt().getAttemptNumber() : NOT_RUNNING);
        }
        boolean oneRunning = attempts.size() == 1 && !attempts.contains(NOT_RUNNING);
        return oneRunning ? OptionalInt.of(attempts.iterator().next()) : OptionalInt.empty();
    }

    /** Ends the oldest TaskManager and starts a new one. */
    void loseTaskManager() throws Exception {
        cluster.terminateTaskManager(terminated++).get();
        cluster.startTaskManager();
    }

    /**
     * Stops the job with a savepoint.
     *
     * @return the savepoint's path
     */
    String stop() throws Exception {
        String savepoint = cluster.stopWithSavepoint(
                        job, folder.resolve("savepoints").toUri().toString(), false, SavepointFormatType.CANONICAL)
                .get(60, TimeUnit.SECONDS);
        awaitEnd(JobStatus.FINISHED);
        return savepoint;
    }

    /**
     * Takes a savepoint without stopping the job. It commits nothing, like a checkpoint whose commit has not happened
     * yet.
     */
    String savepoint() throws Exception {
        return cluster.triggerSavepoint(
                        job, folder.resolve("savepoints").toUri().toString(), false, SavepointFormatType.CANONICAL)
                .get(60, TimeUnit.SECONDS);
    }

    /** Ends the job as a crash would: nothing more is committed, and its checkpoints are kept. */
    void cancel() throws Exception {
        cluster.cancelJob(job).get();
        awaitEnd(JobStatus.CANCELED);
    }

    /**
     * Finds the newest complete checkpoint.
     *
     * @return its path
     */
    String newestCheckpoint() throws Exception {
        return cluster.getExecutionGraph(job)
                .get()
                .getCheckpointStatsSnapshot()
                .getHistory()
                .getLatestCompletedCheckpoint()
                .getExternalPath();
    }

    private void awaitEnd(JobStatus status) {
        await().atMost(PATIENCE).until(() -> cluster.getJobStatus(job).get() == status);
    }

    @Override
    public void close() throws Exception {
        if (!cluster.getJobStatus(job).get().isGloballyTerminalState()) {
            cluster.cancelJob(job).get();
            awaitEnd(JobStatus.CANCELED);
        }
        cluster.close();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import io.elbow.config.DetectorConfig;
import io.elbow.config.RootCause;
import io.elbow.job.operator.ModelScorers;
import io.elbow.job.pipeline.DetectorJob;
import io.elbow.job.pipeline.InitialModelFinder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Runs the job on a Flink MiniCluster in this JVM, with Flink's web UI. It stops with a savepoint and starts from the
 * newest one.
 */
final class LocalFlink implements AutoCloseable {
    private static final Duration STOP = Duration.ofSeconds(30);
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration END = Duration.ofSeconds(10);
    private static final String REPORTER = "org.apache.flink.metrics.prometheus.PrometheusReporterFactory";
    private static final long POLL_MILLIS = 100;

    private final JobClient job;
    private final RunningTasks tasks;
    private final int restPort;
    private final Path folder;
    private final Consumer<String> log;
    private final AtomicBoolean closing = new AtomicBoolean();

    private LocalFlink(JobClient job, int restPort, Path folder, Consumer<String> log) {
        this.job = job;
        tasks = new RunningTasks(restPort, job.getJobID().toHexString());
        this.restPort = restPort;
        this.folder = folder;
        this.log = log;
    }

    /**
     * Starts the job and waits until each of its tasks runs.
     *
     * @param restPort must be free
     * @param metricsPort where Prometheus may fetch Flink's own metrics, on every address of the machine; empty: they
     *     are not served
     * @param folder for checkpoints and savepoints; the job starts from the newest one in it
     * @param log takes what state the job starts from and where its state is at the end
     */
    static LocalFlink start(
            DetectorConfig config,
            InitialModelFinder.Found first,
            int restPort,
            OptionalInt metricsPort,
            Path folder,
            Consumer<String> log) {
        Configuration flink = new Configuration();
        flink.set(RestOptions.PORT, restPort);
        flink.set(RestOptions.BIND_PORT, Integer.toString(restPort));
        flink.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
        flink.set(RestOptions.ADDRESS, "127.0.0.1");
        flink.set(TaskManagerOptions.NUM_TASK_SLOTS, config.job().parallelism());
        flink.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(64));
        flink.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(64));
        flink.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(64));
        flink.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
        flink.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                folder.resolve("checkpoints").toUri().toString());
        flink.set(
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        metricsPort.ifPresent(port -> {
            flink.setString("metrics.reporter.prometheus.factory.class", REPORTER);
            flink.setString("metrics.reporter.prometheus.port", Integer.toString(port));
        });
        newestSnapshot(folder).ifPresent(path -> {
            log.accept("state          resumes from " + path);
            flink.set(StateRecoveryOptions.SAVEPOINT_PATH, path.toUri().toString());
        });
        StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironmentWithWebUI(flink);
        DetectorJob.build(env, config, first, new ModelScorers());
        try {
            LocalFlink local = new LocalFlink(env.executeAsync(), restPort, folder, log);
            local.awaitRunning();
            return local;
        } catch (Exception e) {
            throw new IllegalStateException("the Flink job did not start: " + RootCause.message(e), e);
        }
    }

    int restPort() {
        return restPort;
    }

    /** Waits until this is closed or the job ends by itself, which happens only when it fails. */
    void awaitEnd() throws InterruptedException {
        try {
            JobExecutionResult ended = job.getJobExecutionResult().get();
            if (closing.get()) {
                return;
            }
            throw new IllegalStateException("the job ended after " + ended.getNetRuntime() + " ms");
        } catch (ExecutionException e) {
            throw new IllegalStateException("the job failed: " + RootCause.message(e), e);
        }
    }

    /**
     * Waits until every task runs. Flink calls a job running as soon as its tasks are scheduled, which is too early.
     */
    private void awaitRunning() throws Exception {
        if (!comesWithin(START, this::allRunning)) {
            throw new IllegalStateException("not all of its tasks run after " + START.toSeconds() + " s");
        }
    }

    private boolean allRunning() throws Exception {
        JobStatus status = status();
        if (status.isTerminalState()) {
            // Throws the exception that the job failed with.
            job.getJobExecutionResult().get(END.toSeconds(), TimeUnit.SECONDS);
            throw new IllegalStateException("it ended before all of its tasks ran");
        }
        return status == JobStatus.RUNNING && tasks.allRunning();
    }

    private JobStatus status() throws Exception {
        try {
            return job.getJobStatus().get();
        } catch (IllegalStateException e) {
            // The cluster ends with its job, and then answers no more.
            return JobStatus.FAILED;
        }
    }

    @FunctionalInterface
    private interface Condition<E extends Exception> {
        boolean holds() throws E;
    }

    /** Polls until the condition holds. Returns false if it did not hold within the span. */
    private static <E extends Exception> boolean comesWithin(Duration span, Condition<E> condition)
            throws E, InterruptedException {
        long deadline = System.nanoTime() + span.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Thread.sleep(POLL_MILLIS);
        }
        return true;
    }

    /** Stops with a savepoint and waits for the cluster's end; further calls do nothing. */
    @Override
    public void close() {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        try {
            stop();
            // The cluster ends a moment after its job; it has ended when its port is free.
            comesWithin(END, () -> LoopbackPorts.isFree(restPort));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void stop() throws InterruptedException {
        String target = folder.resolve("savepoints").toUri().toString();
        try {
            String written = job.stopWithSavepoint(false, target, SavepointFormatType.CANONICAL)
                    .get(STOP.toSeconds(), TimeUnit.SECONDS);
            log.accept("savepoint written to " + Path.of(URI.create(written)));
        } catch (ExecutionException | TimeoutException | IllegalStateException e) {
            // Flink throws this exception when the cluster has already ended.
            log.accept("stopped without a savepoint: "
                    + (e instanceof TimeoutException ? "none within " + STOP.toSeconds() + " s" : RootCause.message(e))
                    + newestSnapshot(folder)
                            .map(path -> "; the newest checkpoint is " + path)
                            .orElse(""));
            cancel();
        }
    }

    private void cancel() throws InterruptedException {
        try {
            job.cancel().get(STOP.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException | IllegalStateException e) {
            // The job is over already, and its own failure has been reported.
        }
    }

    /** Finds the newest complete snapshot. A snapshot is complete when its metadata file exists. */
    static Optional<Path> newestSnapshot(Path folder) {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.endsWith("_metadata"))
                    .max(Comparator.comparingLong(file -> file.toFile().lastModified()))
                    .map(Path::getParent);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + folder, e);
        }
    }
}

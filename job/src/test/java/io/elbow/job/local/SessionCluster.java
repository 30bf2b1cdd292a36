// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A Flink session cluster as people run it: a JobManager and TaskManagers with two slots, each in its own JVM, and
 * Flink's command line for submitting and stopping. It has the image's configuration, docker/flink.yaml, and memory
 * computed as by Flink's start scripts. Addresses and free loopback ports, which several processes on one machine need
 * in addition, come from {@link #ofThisMachine}.
 */
final class SessionCluster implements AutoCloseable {
    static final int SLOTS = 2;

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern SUBMITTED = Pattern.compile("submitted with JobID ([0-9a-f]{32})");
    private static final Pattern SAVEPOINT = Pattern.compile("Savepoint completed\\. Path: (\\S+)");

    /** In docker/flink.yaml each process has an address of its own; here all share one, so ports must differ. */
    private static final String REPORTER_PORT = "metrics.reporter.prom.port: 9249";

    private static final int REPORTERS = 12;

    private final FlinkFolder flink;
    private final Path folder;
    private final FlinkRest rest;
    private final ScrapedMeters reporters = ScrapedMeters.onFreePorts(REPORTERS);
    private final FlinkMemory taskManagerMemory;
    private final List<ChildJvm> taskManagers = new ArrayList<>();
    private final List<ChildJvm> all = new ArrayList<>();
    private int started;

    private SessionCluster(FlinkFolder flink, Path folder) throws Exception {
        this.flink = flink;
        this.folder = Files.createDirectories(folder);
        Files.createDirectories(folder.resolve("tmp"));
        Files.writeString(folder.resolve("log4j2.properties"), """
                rootLogger.level = info
                rootLogger.appenderRef.console.ref = console
                appender.console.type = Console
                appender.console.name = console
                appender.console.layout.type = PatternLayout
                appender.console.layout.pattern = %d{HH:mm:ss.SSS} %-5level %logger{1} - %msg%n
                logger.kafka.name = org.apache.kafka
                logger.kafka.level = warn
                """);
        int restPort = TestPorts.free();
        String settings = flink.settings().replace(REPORTER_PORT, "metrics.reporter.prom.port: " + reporters.range());
        Files.writeString(folder.resolve("config.yaml"), settings + ofThisMachine(restPort));
        rest = new FlinkRest(restPort);
        taskManagerMemory = FlinkMemory.ofTaskManager(flink, folder);
        startFlink(
                "jobmanager",
                "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
                FlinkMemory.ofJobManager(flink, folder));
    }

    /**
     * Settings for this machine: addresses, folders, a small memory, the slots that the test wants, and a quick
     * restart.
     */
    private String ofThisMachine(int restPort) {
        return """

                jobmanager.rpc.address: 127.0.0.1
                jobmanager.rpc.port: %1$d
                jobmanager.bind-host: 127.0.0.1
                jobmanager.memory.process.size: 1024m
                taskmanager.memory.process.size: 1728m
                rest.address: 127.0.0.1
                rest.bind-address: 127.0.0.1
                rest.port: %2$d
                rest.bind-port: %2$d
                taskmanager.host: 127.0.0.1
                taskmanager.bind-host: 127.0.0.1
                taskmanager.numberOfTaskSlots: %3$d
                restart-strategy.type: fixed-delay
                restart-strategy.fixed-delay.attempts: 100
                restart-strategy.fixed-delay.delay: 200ms
                heartbeat.interval: 1000
                heartbeat.timeout: 30000
                execution.checkpointing.storage: filesystem
                execution.checkpointing.dir: %4$s
                io.tmp.dirs: %5$s
                """.formatted(
                TestPorts.free(), restPort, SLOTS, folder.resolve("checkpoints").toUri(), folder.resolve("tmp"));
    }

    /**
     * Starts the cluster and waits until all slots are available.
     *
     * @param folder for its configuration, output, checkpoints and savepoints
     */
    static SessionCluster start(FlinkFolder flink, int taskManagers, Path folder) throws Exception {
        SessionCluster cluster = new SessionCluster(flink, folder);
        try {
            for (int i = 0; i < taskManagers; i++) {
                cluster.addTaskManager();
            }
            cluster.until(() -> cluster.allAlive() && cluster.rest.freeSlots() == taskManagers * SLOTS);
            return cluster;
        } catch (Throwable e) {
            e.addSuppressed(new IllegalStateException(cluster.tails()));
            cluster.close();
            throw e;
        }
    }

    FlinkRest rest() {
        return rest;
    }

    /** Flink's own meters, of every process that serves them. */
    ScrapedMeters reporters() {
        return reporters;
    }

    /** The live TaskManagers, the oldest first. */
    List<ChildJvm> taskManagers() {
        return List.copyOf(taskManagers);
    }

    /** Starts one more TaskManager; its slots become available when it is up. */
    void addTaskManager() throws IOException {
        taskManagers.add(startFlink(
                "taskmanager", "org.apache.flink.runtime.taskexecutor.TaskManagerRunner", taskManagerMemory));
    }

    /** Kills the oldest TaskManager with SIGKILL. */
    void killTaskManager() {
        taskManagers.remove(0).close();
    }

    /**
     * Submits the job.
     *
     * @return the job's id
     */
    String submit(String... jobArguments) throws Exception {
        return run(List.of(), jobArguments);
    }

    /** Submits and starts from a savepoint's state. */
    String resume(String savepoint, String... jobArguments) throws Exception {
        return run(List.of("-s", savepoint), jobArguments);
    }

    private String run(List<String> options, String... jobArguments) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("run", "-d"));
        arguments.addAll(options);
        arguments.add(flink.jobJar().toString());
        arguments.addAll(List.of(jobArguments));
        return commandLine(SUBMITTED, arguments);
    }

    /** Cancels as the web page does, and waits until the job has released every slot. */
    void cancel(String job) throws Exception {
        rest.cancel(job);
        awaitEnd(job, "CANCELED");
    }

    /**
     * Stops the job with a savepoint and waits for its end.
     *
     * @return the savepoint's path
     */
    String stopWithSavepoint(String job) throws Exception {
        String savepoints = folder.resolve("savepoints").toUri().toString();
        String savepoint = commandLine(SAVEPOINT, List.of("stop", "--savepointPath", savepoints, job));
        awaitEnd(job, "FINISHED");
        return savepoint;
    }

    /** Takes a checkpoint and waits until it is complete. Tries again while tasks are starting or if it fails. */
    void checkpoint(String job) {
        until(() -> {
            if (!rest.state(job).equals("RUNNING")) {
                return false;
            }
            String request = rest.beginCheckpoint(job);
            await().atMost(PATIENCE)
                    .until(() -> rest.checkpointState(job, request) != FlinkRest.CheckpointState.PENDING);
            return rest.checkpointState(job, request) == FlinkRest.CheckpointState.COMPLETE;
        });
    }

    /** Cancels the jobs that a test has left running. */
    void abandonJobs() throws Exception {
        for (String job : rest.unended()) {
            rest.cancel(job);
        }
        until(() -> rest.unended().isEmpty() && rest.freeSlots() == taskManagers.size() * SLOTS);
    }

    /** The last lines of every process, for the message of a failing test. */
    String tails() {
        return all.stream().map(ChildJvm::tail).collect(Collectors.joining());
    }

    /**
     * Whether all processes are running.
     *
     * @throws IllegalStateException if a process has ended by itself, because waiting will not help
     */
    private boolean allAlive() {
        all.stream().filter(child -> !child.isAlive()).findFirst().ifPresent(dead -> {
            throw new IllegalStateException("did not start:\n" + dead.tail());
        });
        return true;
    }

    private void awaitEnd(String job, String state) {
        until(() -> rest.state(job).equals(state) && rest.freeSlots() == taskManagers.size() * SLOTS);
    }

    private void until(Callable<Boolean> condition) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).until(condition);
    }

    /** Runs Flink's command line to its end and returns the pattern's group from its output. */
    private String commandLine(Pattern result, List<String> arguments) throws Exception {
        List<String> jvm = List.of("-Xmx256m", "-XX:TieredStopAtLevel=1");
        try (ChildJvm client =
                startPlain("client-" + arguments.get(0), jvm, "org.apache.flink.client.cli.CliFrontend", arguments)) {
            int exitCode = client.exitCode();
            Matcher found = result.matcher(client.output());
            if (exitCode != 0 || !found.find()) {
                throw new IllegalStateException("flink " + String.join(" ", arguments) + ":\n" + client.output());
            }
            return found.group(1);
        }
    }

    private ChildJvm startFlink(String name, String main, FlinkMemory memory) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("--configDir", folder.toString()));
        arguments.addAll(memory.settings());
        ChildJvm child = startPlain(name, memory.jvm(), main, arguments);
        all.add(child);
        return child;
    }

    private ChildJvm startPlain(String name, List<String> jvm, String main, List<String> arguments) throws IOException {
        List<String> options = new ArrayList<>(FlinkFolder.OPENS);
        options.addAll(List.of(
                "-XX:+UseSerialGC",
                "-Djava.io.tmpdir=" + folder.resolve("tmp"),
                "-Dlog4j.configurationFile=" + folder.resolve("log4j2.properties")));
        options.addAll(jvm);
        options.add(main);
        options.addAll(arguments);
        return ChildJvm.start(
                ++started + "-" + name,
                folder,
                flink.classPath(),
                Map.of(
                        "FLINK_CONF_DIR",
                        folder.toString(),
                        "FLINK_PLUGINS_DIR",
                        flink.plugins().toString()),
                options);
    }

    /** Kills every process of the cluster. */
    @Override
    public void close() {
        all.forEach(ChildJvm::close);
    }
}

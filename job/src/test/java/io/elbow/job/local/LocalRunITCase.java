// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.artifact.ModelArtifact;
import io.elbow.artifact.ModelStore;
import io.elbow.config.DetectorConfig;
import io.elbow.job.event.Alert;
import io.elbow.job.event.AlertJson;
import io.elbow.job.metrics.MetricsServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the launcher with different brokers: one that does not answer, one that lacks the topics, and its own, stopped
 * and started again.
 */
class LocalRunITCase {
    private static final String NAME = "kept";
    private static final int RECORDS = 60;
    private static final int ANOMALIES = 3;
    private static final long STEP_MILLIS = 60_000;
    private static final Duration CLEAN_STOP = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private final List<String> said = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    @AfterEach
    void reset() {
        MetricsServer.reset();
    }

    private LauncherRun external(String bootstrapServers) {
        String yaml = LauncherRun.yaml(folder, bootstrapServers, "metrics: {port: 20000-60000}\n");
        String restPort = Integer.toString(TestPorts.free());
        return LauncherRun.of("run", "--config", yaml, "--external-kafka", "--rest-port", restPort);
    }

    @Test
    @Timeout(60)
    void namesTheBrokerThatDoesNotAnswer() throws IOException {
        try (ServerSocket silent = LauncherRun.busyPort()) {
            String address = "127.0.0.1:" + silent.getLocalPort();
            external(address).assertOneLine(1, address, "kafka.bootstrap-servers");
        }
    }

    @Test
    void namesEveryTopicThatAnExternalBrokerLacks() throws IOException {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("kafka"), 0)) {
            external(broker.bootstrapServers())
                    .assertOneLine(
                            2,
                            "topic r (kafka.topics.records) does not exist",
                            "topic a (",
                            "topic m (",
                            "topic d (",
                            "topics --create");
        }
    }

    /** An incident is open when the first run stops. The second run neither forgets it nor scores a record again. */
    @Test
    void aRunOnTheSameDataGoesOnWhereTheLastOneStopped() throws Exception {
        ModelArtifact model = FittedModels.ofCpuAndMemory(NAME, 1, 1);
        ModelStore.save(model, folder.resolve("model.safetensors"));
        WorkFolder work = WorkFolder.of(null);
        try (work) {
            DetectorConfig first = run(work, 0, pipeline -> {
                produce(pipeline.config(), 0, RECORDS);
                await(pipeline.config(), RECORDS, 1);
            });
            assertThat(said).filteredOn(line -> line.startsWith("state ")).isEmpty();
            String savepoint = saidAfter("savepoint written to ");
            assertThat(Path.of(savepoint)).isDirectory();
            run(work, port(first), pipeline -> {
                assertThat(saidAfter("state          resumes from ")).isEqualTo(savepoint);
                produce(pipeline.config(), RECORDS, RECORDS);
                await(pipeline.config(), 2 * RECORDS, 2);
                assertScoresAndAlerts(pipeline.config());
            });
        }
        assertThat(work.path()).doesNotExist();
    }

    private String saidAfter(String beginning) {
        return said.stream()
                .filter(line -> line.startsWith(beginning))
                .map(line -> line.substring(beginning.length()))
                .findFirst()
                .orElseThrow();
    }

    /** This is the most likely moment to end a run: nothing is published yet, and the wait has no end. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aRunThatIsEndedWhileItWaitsForAModelLeavesNothingBehind() throws Exception {
        Path temporary = Files.createDirectory(folder.resolve("tmp"));
        String yaml = LauncherRun.yaml(folder, "unused:9", "");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + temporary,
                        "-cp",
                        System.getProperty("java.class.path"),
                        LocalMain.class.getName(),
                        "run",
                        "--config",
                        yaml,
                        "--kafka-port",
                        Integer.toString(TestPorts.free()),
                        "--rest-port",
                        Integer.toString(TestPorts.free()),
                        "--metrics-port",
                        Integer.toString(TestPorts.free()))
                .redirectErrorStream(true)
                .start();
        try (BufferedReader said = process.inputReader()) {
            assertThat(said.lines().anyMatch(line -> line.startsWith("waiting for a model")))
                    .isTrue();
            assertThat(workFolders(temporary)).hasSize(1);
            process.toHandle().destroy();
            assertThat(said.lines()).contains("stopping").noneMatch(line -> line.startsWith("error"));
            assertThat(process.waitFor(CLEAN_STOP.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            assertThat(workFolders(temporary)).isEmpty();
        } finally {
            process.destroyForcibly();
        }
    }

    private static List<Path> workFolders(Path temporary) throws IOException {
        try (Stream<Path> files = Files.list(temporary)) {
            return files.filter(file -> file.getFileName().toString().startsWith("elbow-"))
                    .toList();
        }
    }

    private interface Step {
        void with(LocalPipeline pipeline) throws Exception;
    }

    private DetectorConfig run(WorkFolder work, int kafkaPort, Step step) throws Exception {
        LocalPipeline.Settings settings = new LocalPipeline.Settings(
                RunningDetector.config(
                        NAME, "unused:9", "record: {key: machine, timestamp: {field: ts, unit: millis}}\n"),
                work.path(),
                false,
                kafkaPort,
                TestPorts.free(),
                OptionalInt.empty(),
                Optional.of(folder.resolve("model.safetensors")),
                false);
        LocalPipeline pipeline = LocalPipeline.start(settings, said::add);
        CompletableFuture<Void> ended = new CompletableFuture<>();
        try {
            CompletableFuture.runAsync(() -> awaitEnd(pipeline, ended));
            step.with(pipeline);
        } finally {
            long before = System.nanoTime();
            pipeline.close();
            pipeline.close();
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(CLEAN_STOP);
        }
        // A requested stop is not a failure.
        assertThat(ended).succeedsWithin(10, TimeUnit.SECONDS);
        return pipeline.config();
    }

    private static void awaitEnd(LocalPipeline pipeline, CompletableFuture<Void> ended) {
        try {
            pipeline.flink().awaitEnd();
            ended.complete(null);
        } catch (InterruptedException | RuntimeException e) {
            ended.completeExceptionally(e);
        }
    }

    private static int port(DetectorConfig config) {
        String servers = config.kafka().bootstrapServers();
        return Integer.parseInt(servers.substring(servers.indexOf(':') + 1));
    }

    /** The last records of the first run and the first of the second run form one incident. */
    private static void produce(DetectorConfig config, int first, int count) throws Exception {
        List<ProducerRecord<byte[], byte[]>> records = IntStream.range(first, first + count)
                .mapToObj(i -> {
                    boolean anomaly = i >= RECORDS - ANOMALIES && i < RECORDS + ANOMALIES;
                    String json = "{\"machine\":\"m\",\"ts\":" + i * STEP_MILLIS + ",\"cpu\":" + (anomaly ? 900 : 50)
                            + ",\"memory\":50}";
                    return new ProducerRecord<>(NAME, 0, (byte[]) null, json.getBytes(StandardCharsets.UTF_8));
                })
                .toList();
        try (RawClient client = new RawClient(config.kafka().bootstrapServers())) {
            client.sendAll(records);
        }
    }

    private static void await(DetectorConfig config, int scores, int alerts) {
        try (RawClient client = new RawClient(config.kafka().bootstrapServers())) {
            RunningDetector.until(() -> client.read(NAME + "-scores").size() >= scores
                    && client.read(NAME + "-alerts").size() >= alerts);
        }
    }

    private static void assertScoresAndAlerts(DetectorConfig config) {
        try (RawClient client = new RawClient(config.kafka().bootstrapServers())) {
            List<ReadScore> scores = RunningDetector.scores(client, config);
            assertThat(scores).hasSize(2 * RECORDS);
            assertThat(scores).extracting(ReadScore::id).doesNotHaveDuplicates();
            List<Alert> alerts = client.read(NAME + "-alerts").stream()
                    .map(message -> AlertJson.read(message.value()))
                    .toList();
            assertThat(alerts).extracting(Alert::status).containsExactly(Alert.OPEN, Alert.CLOSED);
            assertThat(alerts)
                    .extracting(Alert::incident)
                    .containsOnly(alerts.get(0).id());
            assertThat(alerts.get(1).timestampMillis())
                    .as("five minutes after the last anomaly, which the second run saw")
                    .isEqualTo((RECORDS + ANOMALIES - 1) * STEP_MILLIS
                            + Duration.ofMinutes(5).toMillis());
        }
    }
}

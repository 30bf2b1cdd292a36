// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.elbow.artifact.ArtifactCodec;
import io.elbow.artifact.ModelArtifact;
import io.elbow.cli.Main;
import io.elbow.config.DetectorConfig;
import io.elbow.config.KafkaOptions;
import io.elbow.job.event.Alert;
import io.elbow.job.event.DetectorEvent;
import io.elbow.job.event.DetectorEventJson;
import io.elbow.job.metrics.MetricsServer;
import io.elbow.job.pipeline.AlertsSeen;
import io.elbow.kafka.ModelsTopic;
import io.elbow.kafka.PublishOptions;
import io.elbow.kafka.TopicChecks;
import io.elbow.protocol.ModelRole;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.assertj.core.api.ThrowingConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Models are promoted in every way: as challenger that takes over, by rollback, from an event time on, or not at all.
 */
class PromotionPolicyITCase extends BrokerTestBase {
    private static final int KEYS = 12;
    private static final long STEP_MILLIS = 1_000;
    private static final long START_MILLIS = 1_700_000_000_000L;
    private static final int PART = 40;

    /** Steps between anomalies of all keys. The next record of a key closes the incident. */
    private static final int ANOMALY_EVERY = 10;

    private static final String MORE = """
            record: {key: machine, timestamp: {field: ts, unit: millis}, features: [cpu, memory]}
            alerts: {cooldown: 500ms}
            refresh: {shadow: 10s, min-samples: 100}
            """;

    private int steps;

    @BeforeEach
    void reset() {
        MetricsServer.reset();
    }

    @Test
    void aChallengerIsPromotedRolledBackAndEachAlertNamesTheModelThatMadeIt() throws Exception {
        String name = "promotion";
        ModelArtifact first = FittedModels.ofCpuAndMemory(name, 1, 1);
        ModelArtifact second = FittedModels.childOf(first);
        DetectorConfig config = config(name);
        TopicChecks.create(config);
        new ModelsTopic(config).publish(first, PublishOptions.champion("test"));
        try (RunningDetector detector = RunningDetector.start(config, first, folder, client)) {
            feed(name, PART);
            detector.awaitScores(PART * KEYS);

            new ModelsTopic(config).publish(second, new PublishOptions(ModelRole.CHALLENGER, "test", null, false));
            RunningDetector.until(() -> eventNames(config).contains("shadowing"));
            RunningDetector.until(() -> {
                feed(name, 1);
                return eventNames(config).contains("activated");
            });
            detector.awaitScores(steps * KEYS);
            int promoted = steps;
            assertThat(eventNames(config)).containsExactly("shadowing", "shadowing", "promoted", "activated");
            assertThat(event(config, "promoted").model()).isEqualTo(second.modelId());
            assertThat(event(config, "promoted").figures())
                    .containsEntry("agreement", 1.0)
                    .hasEntrySatisfying("records", count -> assertThat(count).isGreaterThanOrEqualTo(100));

            feed(name, PART);
            detector.awaitScores(steps * KEYS);
            int rolledBack = steps;
            client.send(name + "-control", null, "{\"command\":\"rollback\"}");
            RunningDetector.until(() -> eventNames(config).contains("rolled-back"));
            assertThat(event(config, "rolled-back").model()).isEqualTo(first.modelId());
            run(name, "models", "promote", second.shortId());
            RunningDetector.until(() -> times(config, "activated") == 2);
            run(name, "models", "rollback");
            RunningDetector.until(() -> times(config, "rolled-back") == 2);

            feed(name, PART);
            detector.awaitScores(steps * KEYS);
            assertListed(run(name, "models", "list", "--json"), first, second);
            assertRefused(config, first);
            feed(name, PART);
            detector.awaitScores(steps * KEYS);
            assertThat(detector.count("elbow_model_swaps_total")).isEqualTo(4);

            List<Alert> alerts = alerts(config, 2 * KEYS * (steps / ANOMALY_EVERY));
            assertThat(alerts)
                    .filteredOn(alert -> step(alert) < PART)
                    .isNotEmpty()
                    .allSatisfy(named(first));
            assertThat(alerts)
                    .filteredOn(alert -> step(alert) >= promoted && step(alert) < rolledBack)
                    .isNotEmpty()
                    .allSatisfy(named(second));
            assertThat(alerts)
                    .filteredOn(
                            alert -> step(alert) >= rolledBack && alert.status().equals(Alert.OPEN))
                    .isNotEmpty()
                    .allSatisfy(named(first));
            assertThat(alerts).extracting(Alert::id).doesNotHaveDuplicates();
        }
    }

    private static void assertListed(String json, ModelArtifact first, ModelArtifact second) throws Exception {
        JsonNode listed = new ObjectMapper().readTree(json).get("models");
        assertThat(listed).hasSize(2);
        assertThat(listed.get(0).get("model").asText()).isEqualTo(first.modelId());
        assertThat(listed.get(0).get("role").asText()).isEqualTo("champion");
        assertThat(listed.get(0).get("publisher").asText()).isEqualTo("rollback");
        assertThat(listed.get(1).get("model").asText()).isEqualTo(second.modelId());
        assertThat(listed.get(1).get("parent").asText()).isEqualTo(first.modelId());
    }

    /**
     * Refuses models with wrong features, altered bytes, or a parent that is not the champion. Each refusal is an
     * event, and the champion stays.
     */
    private static void assertRefused(DetectorConfig config, ModelArtifact champion) throws Exception {
        String name = config.name();
        ModelArtifact other = FittedModels.ofDisk(name, 5);
        byte[] altered = ArtifactCodec.encode(FittedModels.ofCpuAndMemory(name, 1, 2));
        altered[altered.length - 1] ^= 1;
        ModelArtifact stale = FittedModels.childOf(FittedModels.childOf(champion));
        ModelsTopic topic = new ModelsTopic(config);
        topic.publish(other, PublishOptions.champion("test"));
        client.send(name + "-models", name, altered);
        topic.publish(stale, PublishOptions.champion("test"));
        RunningDetector.until(() -> reasons(config).size() >= 3);
        assertThat(reasons(config)).containsExactly("other-features", "unreadable", "stale-parent");
        RunningDetector.until(() -> topic.resolve()
                .champion()
                .filter(published -> Arrays.equals(published.artifact(), ArtifactCodec.encode(champion)))
                .isPresent());
    }

    @Test
    void aReplayOverAnActivationGivesTheSameAlertsByTheSameModels() throws Exception {
        String name = "replayed";
        ModelArtifact first = FittedModels.ofCpuAndMemory(name, 1, 1);
        ModelArtifact second = FittedModels.childOf(first);
        DetectorConfig config = config(name);
        TopicChecks.create(config);
        new ModelsTopic(config).publish(first, PublishOptions.champion("test"));
        Instant activation = Instant.ofEpochMilli(START_MILLIS + PART * STEP_MILLIS);
        int expected = 2 * KEYS * (2 * PART / ANOMALY_EVERY);
        try (RunningDetector detector = RunningDetector.start(config, first, folder.resolve("once"), client)) {
            new ModelsTopic(config).publish(second, new PublishOptions(ModelRole.CHAMPION, "test", activation, false));
            // Behind the announcement on the topic: what refuses it has heard that.
            client.send(name + "-models", name, "no model");
            RunningDetector.until(() -> eventNames(config).contains("refused"));
            feed(name, 2 * PART);
            detector.awaitScores(2 * PART * KEYS);
            RunningDetector.until(() -> alerts(config, expected).size() >= expected);
            RunningDetector.until(() -> eventNames(config).contains("activated"));
            assertThat(event(config, "activated").timestampMillis()).isEqualTo(activation.toEpochMilli());
        }
        List<Alert> once = alerts(config, expected);
        assertThat(once)
                .filteredOn(alert -> alert.status().equals(Alert.OPEN))
                .allSatisfy(alert ->
                        assertThat(alert.model()).isEqualTo(step(alert) < PART ? first.modelId() : second.modelId()));
        assertThat(once).extracting(Alert::model).contains(first.modelId(), second.modelId());

        client.rewind("elbow-" + name, name);
        try (RunningDetector detector = RunningDetector.start(config, first, folder.resolve("again"), client)) {
            detector.awaitScores(2 * 2 * PART * KEYS);
            RunningDetector.until(() -> alerts(config, 2 * expected).size() >= 2 * expected);
        }
        List<Alert> both = alerts(config, 2 * expected);
        assertThat(both).hasSize(2 * expected);
        assertThat(lines(both.subList(expected, both.size()))).isEqualTo(lines(once));
    }

    private static Set<String> lines(List<Alert> alerts) {
        return alerts.stream()
                .map(alert -> String.join(" ", alert.id(), alert.incident(), alert.status(), alert.model()))
                .collect(Collectors.toSet());
    }

    private static DetectorConfig config(String name) {
        DetectorConfig config = RunningDetector.config(name, broker.bootstrapServers(), MORE);
        KafkaOptions kafka = config.kafka();
        KafkaOptions.Topics topics = new KafkaOptions.Topics(
                name,
                name + "-alerts",
                name + "-models",
                name + "-dead-letters",
                name + "-scores",
                name + "-events",
                name + "-control");
        return config.withKafka(
                new KafkaOptions(kafka.bootstrapServers(), kafka.properties(), kafka.delivery(), topics));
    }

    /** Sends that many more steps of every key. */
    private void feed(String topic, int more) throws Exception {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int step = steps; step < steps + more; step++) {
            long timestamp = START_MILLIS + step * STEP_MILLIS;
            int cpu = step % ANOMALY_EVERY == ANOMALY_EVERY - 2 ? 500 : 50;
            IntStream.range(0, KEYS).forEach(k -> {
                String json = "{\"machine\":\"m" + k + "\",\"ts\":" + timestamp + ",\"cpu\":" + cpu + ",\"memory\":50}";
                byte[] key = ("m" + k).getBytes(StandardCharsets.UTF_8);
                records.add(new ProducerRecord<>(topic, key, json.getBytes(StandardCharsets.UTF_8)));
            });
        }
        client.sendAll(records);
        steps += more;
    }

    private static List<Alert> alerts(DetectorConfig config, int least) {
        try (AlertsSeen seen = new AlertsSeen(
                broker.bootstrapServers(), config.kafka().topics().alerts(), "read_committed")) {
            RunningDetector.until(() -> seen.now().size() >= least);
            return seen.now();
        }
    }

    private static int step(Alert alert) {
        return (int) ((alert.timestampMillis() - START_MILLIS) / STEP_MILLIS);
    }

    private static ThrowingConsumer<Alert> named(ModelArtifact model) {
        return alert -> assertThat(alert.model()).as(alert.toString()).isEqualTo(model.modelId());
    }

    private static List<DetectorEvent> events(DetectorConfig config) {
        return client.read(config.kafka().topics().events()).stream()
                .map(message -> DetectorEventJson.read(message.value()))
                .toList();
    }

    private static List<String> eventNames(DetectorConfig config) {
        return events(config).stream().map(DetectorEvent::event).toList();
    }

    private static long times(DetectorConfig config, String what) {
        return eventNames(config).stream().filter(what::equals).count();
    }

    private static DetectorEvent event(DetectorConfig config, String what) {
        return events(config).stream()
                .filter(event -> event.event().equals(what))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> reasons(DetectorConfig config) {
        return events(config).stream()
                .filter(event -> event.event().equals("refused"))
                .map(event -> event.reason().substring(0, event.reason().indexOf(':')))
                .toList();
    }

    /** Runs a command, which must succeed, and returns its output. */
    private static String run(String name, String... flags) throws Exception {
        Path yaml = Files.writeString(
                folder.resolve(name + ".yaml"), RunningDetector.yaml(name, broker.bootstrapServers(), MORE));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> arguments = new ArrayList<>(List.of(flags));
        arguments.addAll(List.of("--config", yaml.toString()));
        int exitCode = Main.run(new PrintWriter(out), new PrintWriter(err), Map.of(), arguments.toArray(String[]::new));
        assertThat(exitCode).as(err.toString()).isZero();
        return out.toString();
    }
}

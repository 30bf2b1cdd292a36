// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.elbow.artifact.ArtifactCodec;
import io.elbow.artifact.ModelArtifact;
import io.elbow.artifact.ModelStore;
import io.elbow.config.DetectorConfig;
import io.elbow.job.event.Alert;
import io.elbow.job.local.EmbeddedBroker;
import io.elbow.job.metrics.MetricsServer;
import io.elbow.scoring.Verdict;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A savepoint that version 1 of the states wrote, and what it meant: every later version must go on from it alike. The
 * one that is checked in is never made again; a new state version gets a test and a folder of its own, made by
 * {@code mvn verify -pl job -am -Dit.test=SavepointOf...ITCase -Dsavepoint.into=FOLDER}.
 */
class SavepointOfVersionOneITCase {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final double EQUAL = 1e-5;
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private EmbeddedBroker broker;

    @BeforeEach
    void startBroker() {
        MetricsServer.reset();
        broker = EmbeddedBroker.start(folder.resolve("broker"), 0);
    }

    @AfterEach
    void stopBroker() {
        broker.close();
        MetricsServer.reset();
    }

    @Test
    void theJobGoesOnFromItAtAnotherParallelism() throws Exception {
        ModelArtifact model = ModelStore.load(Path.of(resource("model.safetensors")));
        ModelArtifact another = SeriesRecords.model(SavepointScenario.NAME, 8, 2, 5);
        assertThat(another.modelId()).isNotEqualTo(model.modelId());
        try (SavepointScenario scenario = new SavepointScenario(broker.bootstrapServers());
                FaultyCluster cluster = FaultyCluster.start(3, folder)) {
            // At the offset of the model, which the savepoint alone knows now.
            String models = scenario.config(3).kafka().topics().models();
            scenario.client().send(models, "another-detector", new byte[] {1});
            scenario.sendUpTo(SavepointScenario.BEFORE);
            cluster.submit(scenario.config(3), another, resource("savepoint").toString());
            scenario.sendUpTo(SavepointScenario.ROWS);

            List<Alert> before = scenario.expectedAlerts(model, SavepointScenario.BEFORE);
            List<Alert> expected = scenario.expectedAlerts(model, SavepointScenario.ROWS)
                    .subList(
                            before.size(),
                            scenario.expectedAlerts(model, SavepointScenario.ROWS)
                                    .size());
            assertThat(alertsOf(scenario, cluster, expected.size()))
                    .usingRecursiveFieldByFieldElementComparatorOnFields("id", "incident", "status", "key", "severity")
                    .containsExactlyInAnyOrderElementsOf(expected);
            assertThat(openAtTheSavepoint(before)).isNotEmpty();
            assertThat(expected)
                    .filteredOn(alert -> alert.status().equals(Alert.CLOSED))
                    .extracting(Alert::incident)
                    .containsAll(openAtTheSavepoint(before));
            assertScoresOfTheTable(
                    awaitScores(scenario, cluster, SavepointScenario.ROWS - SavepointScenario.BEFORE), model);
        }
    }

    /** Writes the savepoint and its model into the folder that the property names. */
    @Test
    @EnabledIfSystemProperty(named = "savepoint.into", matches = ".+")
    void writesItWhenAsked() throws Exception {
        Path target = Path.of(System.getProperty("savepoint.into"));
        ModelArtifact first = SeriesRecords.model(SavepointScenario.NAME, 8, 2, 1);
        ModelArtifact model = SeriesRecords.model(SavepointScenario.NAME, 8, 2, 2);
        try (SavepointScenario scenario = new SavepointScenario(broker.bootstrapServers());
                FaultyCluster cluster = FaultyCluster.start(2, folder)) {
            DetectorConfig config = scenario.config(2);
            cluster.submit(config, first, null);
            scenario.client()
                    .send(config.kafka().topics().models(), SavepointScenario.NAME, ArtifactCodec.encode(model));
            await().atMost(PATIENCE).until(() -> isInUse(model));
            scenario.sendUpTo(SavepointScenario.BEFORE);
            // Everything is committed before the savepoint: else it would name transactions that only this broker
            // knows.
            assertThat(awaitScores(scenario, cluster, SavepointScenario.BEFORE))
                    .allMatch(score -> score.get("model").asText().equals(model.modelId()));
            List<Alert> expected = scenario.expectedAlerts(model, SavepointScenario.BEFORE);
            assertThat(openAtTheSavepoint(expected)).isNotEmpty();
            assertThat(alertsOf(scenario, cluster, expected.size())).hasSameSizeAs(expected);
            copy(Path.of(URI.create(cluster.stop())), target.resolve("savepoint"));
            Files.write(target.resolve("model.safetensors"), ArtifactCodec.encode(model));
        }
    }

    private static Set<String> openAtTheSavepoint(List<Alert> before) {
        Set<String> closed = before.stream()
                .filter(alert -> alert.status().equals(Alert.CLOSED))
                .map(Alert::incident)
                .collect(Collectors.toSet());
        return before.stream()
                .map(Alert::incident)
                .filter(incident -> !closed.contains(incident))
                .collect(Collectors.toSet());
    }

    private static boolean isInUse(ModelArtifact model) {
        return MetricsServer.registry()
                        .find("elbow.model.info")
                        .tags("model", model.shortId())
                        .gauge()
                != null;
    }

    private static void assertScoresOfTheTable(List<JsonNode> scores, ModelArtifact model) {
        Map<String, Verdict> table = SavepointScenario.expectedVerdicts(model);
        assertThat(scores).allSatisfy(score -> {
            String name = SavepointScenario.name(
                    score.get("key").asText(),
                    Instant.parse(score.get("timestamp").asText()).toEpochMilli());
            double expected = table.get(name).score();
            assertThat(score.get("score").asDouble())
                    .as(name)
                    .isCloseTo(expected, within(EQUAL * (1 + Math.abs(expected))));
            assertThat(score.get("model").asText()).isEqualTo(model.modelId());
        });
    }

    private static List<Alert> alertsOf(SavepointScenario scenario, FaultyCluster cluster, int least) {
        String topic = scenario.config(1).kafka().topics().alerts();
        try (AlertsSeen committed =
                new AlertsSeen(scenario.config(1).kafka().bootstrapServers(), topic, "read_committed")) {
            await().atMost(PATIENCE).until(() -> {
                cluster.checkpoint();
                return committed.now().size() >= least;
            });
            return committed.now();
        }
    }

    private static List<JsonNode> awaitScores(SavepointScenario scenario, FaultyCluster cluster, int count)
            throws IOException {
        await().atMost(PATIENCE).until(() -> {
            cluster.checkpoint();
            return committedScores(scenario).size() >= count;
        });
        List<JsonNode> scores = committedScores(scenario);
        assertThat(scores).hasSize(count);
        return scores;
    }

    private static List<JsonNode> committedScores(SavepointScenario scenario) throws IOException {
        List<JsonNode> scores = new ArrayList<>();
        for (String score :
                scenario.client().values(scenario.config(1).kafka().topics().scores())) {
            scores.add(JSON.readTree(score));
        }
        return scores;
    }

    private static URI resource(String name) throws Exception {
        return SavepointOfVersionOneITCase.class
                .getResource("/savepoint-v1/" + name)
                .toURI();
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.elbow.artifact.Manifest;
import io.elbow.artifact.ModelArtifact;
import io.elbow.artifact.ModelStore;
import io.elbow.config.DetectorConfig;
import io.elbow.config.ScoreOptions.ScorerChoice;
import io.elbow.data.ColumnRoles;
import io.elbow.data.Dataset;
import io.elbow.data.TableReader;
import io.elbow.features.Standardizer;
import io.elbow.job.metrics.MetricsServer;
import io.elbow.scoring.Scorer;
import io.elbow.scoring.TableSink;
import io.elbow.scoring.Verdict;
import io.elbow.stream.BatchScoring;
import io.elbow.vae.Scorers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scores the same real rows with one model twice, in batch as the command line does and through the running job. */
class ScoresThroughTheJobITCase {
    private static final int TRAINING_ROWS = 2_000;
    private static final int ROWS = 2_000;
    private static final int KEYS = 5;
    private static final int MISSING_EVERY = 37;
    private static final long START_MILLIS = 1_767_225_600_000L;
    private static final long STEP_MILLIS = 60_000;
    private static final double TOLERANCE = 1e-5;

    @TempDir
    static Path folder;

    private static RawClient client;
    private static Dataset training;
    private static Dataset test;

    @BeforeAll
    static void start() throws IOException {
        MetricsServer.reset();
        client = new RawClient(SharedBroker.get().bootstrapServers());
        training = spread(TableReader.read(unpacked("machine-1-7_train.csv.gz"), ColumnRoles.NONE));
        test = keyed(
                TableReader.read(unpacked("machine-1-7_test.csv.gz"), new ColumnRoles(null, null, "label", List.of())));
    }

    @AfterAll
    static void stop() {
        client.close();
    }

    private static Path unpacked(String name) throws IOException {
        try (InputStream in = ScoresThroughTheJobITCase.class.getResourceAsStream("/demo/" + name)) {
            Files.copy(in, folder.resolve(name));
        }
        return folder.resolve(name);
    }

    /** Some rows of the whole time: what stands still in the first ones alone moves later, and would alert for good. */
    private static Dataset spread(Dataset dataset) {
        int step = dataset.rows().size() / TRAINING_ROWS;
        List<Dataset.Row> rows = dataset.rows().stream()
                .filter(row -> row.number() % step == 0)
                .limit(TRAINING_ROWS)
                .toList();
        return new Dataset(dataset.source(), dataset.features(), rows, dataset.notes());
    }

    /** Distributes the rows over some keys, one minute apart, with a missing value now and then. */
    private static Dataset keyed(Dataset dataset) {
        List<Dataset.Row> rows = new ArrayList<>();
        for (Dataset.Row row : dataset.rows().subList(0, ROWS)) {
            double[] values = row.values().clone();
            if (row.number() % MISSING_EVERY == 0) {
                values[(int) (row.number() % values.length)] = Double.NaN;
            }
            String key = "server-" + row.number() % KEYS;
            rows.add(new Dataset.Row(
                    row.number(), key, "", START_MILLIS + row.number() * STEP_MILLIS, values, row.anomalous()));
        }
        return new Dataset(dataset.source(), dataset.features(), rows, List.of());
    }

    /**
     * The expected result for a row.
     *
     * @param tolerance nats by which two scores of the row may differ and still be equal
     */
    private record Expected(Verdict verdict, double tolerance) {}

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void everyRowHasTheScoreThatBatchScoringGivesIt(int shingleLength) throws Exception {
        String name = "equal-" + shingleLength;
        ModelArtifact model = FittedModels.fit(name, training, shingleLength, 7);
        Map<String, Expected> expected = batchScores(model);
        DetectorConfig config = RunningDetector.config(
                name,
                SharedBroker.get().bootstrapServers(),
                "record: {key: host, timestamp: {field: at, unit: millis}}\n");

        List<ReadScore> scores;
        try (RunningDetector detector = RunningDetector.start(config, model, folder, client)) {
            client.sendAll(records(name));
            detector.awaitScores(ROWS);
            scores = detector.scores();
        }
        // The stop commits what was still in flight; nothing may come twice.
        assertThat(RunningDetector.scores(client, config)).hasSameSizeAs(scores);

        assertThat(scores).hasSize(ROWS);
        assertThat(scores).extracting(ReadScore::id).doesNotHaveDuplicates();
        assertThat(scores).extracting(ReadScore::model).containsOnly(model.modelId());
        int close = 0;
        for (ReadScore score : scores) {
            close += assertEqual(score, expected.get(score.id())) ? 1 : 0;
        }
        assertThat(close)
                .as("rows so close to the threshold that either verdict is right")
                .isLessThan(5);
        assertThat(scores).extracting(ReadScore::anomaly).contains(true, false);
    }

    @Test
    void everyRecordHasTheScoreThatTheCommandLineGivesItsRowWhereTheModelIsConditional() throws Exception {
        String name = "conditions";
        String more = ConditionalTable.CONFIG;
        Path own = Files.createDirectories(folder.resolve("of-" + name));
        Path table = ConditionalTable.write(own.resolve("test.csv"), 2, "mail");
        DetectorConfig config = RunningDetector.config(name, SharedBroker.get().bootstrapServers(), more);
        Path yaml = Files.writeString(
                own.resolve("detector.yaml"),
                RunningDetector.yaml(name, SharedBroker.get().bootstrapServers(), more));
        Path file = own.resolve("model.safetensors");
        Path train = ConditionalTable.write(own.resolve("train.csv"), 1, "db");
        ConditionalTable.run("train", "--input", train, "--config", yaml, "--output", file, "--shingle", 2);
        ModelArtifact model = ModelStore.load(file);
        assertThat(model.manifest().conditions().columnNames()).containsExactly("kind");
        Map<String, double[]> expected = ConditionalTable.scored(file, table);

        try (RunningDetector detector = RunningDetector.start(config, model, folder, client)) {
            ConditionalTable.run("replay", "--input", table, "--config", yaml);
            detector.awaitScores(ConditionalTable.ROWS);
            int unseen = 0;
            for (ConsumerRecord<byte[], byte[]> message :
                    client.read(config.kafka().topics().scores())) {
                ReadScore score = ReadScore.of(message);
                double[] row = expected.remove(score.id());
                assertThat(row).as(score.id()).isNotNull();
                assertThat(score.score()).as(score.id()).isCloseTo(row[0], within(row[1]));
                JsonNode json = new ObjectMapper().readTree(message.value());
                unseen += json.has("unseen") ? 1 : 0;
            }
            assertThat(expected).isEmpty();
            assertThat(unseen).as("records of kind mail, or of none").isEqualTo(ConditionalTable.unseenIn(table));
        }
        Path again = own.resolve("again.safetensors");
        ConditionalTable.run(
                "train", "--from-kafka", "--since", "1h", "--config", yaml, "--output", again, "--steps", 20);
        assertThat(ModelStore.load(again).manifest().conditions().dim())
                .as("db, mail, web, 7 and the hour")
                .isEqualTo(ConditionalTable.KINDS.size() + 1 + 6);
    }

    /** Returns whether the row is so close to the threshold that its verdict may differ, and does. */
    private static boolean assertEqual(ReadScore score, Expected expected) {
        assertThat(expected).as(score.id()).isNotNull();
        Verdict verdict = expected.verdict;
        assertThat(score.score()).as(score.id()).isCloseTo(verdict.score(), within(expected.tolerance));
        assertThat(score.reconstruction()).isCloseTo(verdict.reconstruction(), within(expected.tolerance));
        assertThat(score.kl()).isCloseTo(verdict.kl(), within(expected.tolerance));
        return score.anomaly() != verdict.anomaly();
    }

    private static Map<String, Expected> batchScores(ModelArtifact model) {
        Manifest manifest = model.manifest();
        Map<String, Expected> expected = new HashMap<>();
        try (Scorer scorer = Scorers.create(manifest.spec(), model.tensors(), ScorerChoice.PYTORCH)) {
            new BatchScoring(manifest, scorer, manifest.alertRate(), null).score(test, new TableSink() {
                @Override
                public void scored(Dataset.Row row, Verdict verdict, double[] featureNats, Standardizer by) {
                    double nats = Arrays.stream(featureNats).map(Math::abs).sum();
                    expected.put(
                            row.key() + "@" + row.timestampMillis(),
                            new Expected(verdict, TOLERANCE * (1 + nats + verdict.kl())));
                }

                @Override
                public void late(Dataset.Row row) {
                    throw new AssertionError("row " + row.number() + " is late");
                }
            });
        }
        assertThat(expected).hasSize(ROWS);
        return expected;
    }

    private static List<ProducerRecord<byte[], byte[]>> records(String topic) {
        return test.rows().stream()
                .map(row -> new ProducerRecord<>(
                        topic,
                        row.key().getBytes(StandardCharsets.UTF_8),
                        json(row).getBytes(StandardCharsets.UTF_8)))
                .toList();
    }

    private static String json(Dataset.Row row) {
        StringBuilder json = new StringBuilder("{\"host\":\"" + row.key() + "\",\"at\":" + row.timestampMillis());
        for (int i = 0; i < row.values().length; i++) {
            double value = row.values()[i];
            json.append(",\"").append(test.features().get(i)).append("\":").append(Double.isNaN(value) ? null : value);
        }
        return json.append('}').toString();
    }
}

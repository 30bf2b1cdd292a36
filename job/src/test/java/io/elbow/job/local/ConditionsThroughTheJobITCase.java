// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.elbow.artifact.ModelArtifact;
import io.elbow.artifact.ModelStore;
import io.elbow.cli.Main;
import io.elbow.config.DetectorConfig;
import io.elbow.data.ColumnRoles;
import io.elbow.data.Dataset;
import io.elbow.data.TableReader;
import io.elbow.job.metrics.MetricsServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scores one table with a conditional model twice, on the command line and through the running job. */
class ConditionsThroughTheJobITCase {
    private static final String NAME = "conditions";
    private static final List<String> KINDS = List.of("db", "web", "7");
    private static final int ROWS = 600;
    private static final long START_MILLIS = 1_767_225_600_000L;
    private static final long STEP_MILLIS = 900_000;
    private static final double EQUAL = 1e-5;

    @TempDir
    Path folder;

    @Test
    void everyRecordHasTheScoreThatTheCommandLineGivesItsRow() throws Exception {
        MetricsServer.reset();
        Path table = table("test.csv", 2, "mail");
        String kafka = SharedBroker.get().bootstrapServers();
        try (RawClient client = new RawClient(kafka)) {
            String more = """
                    record: {key: host, timestamp: {field: ts, unit: millis}, features: [a, b]}
                    condition: {columns: [kind], calendar: [hour], zone: Europe/Berlin}
                    """;
            DetectorConfig config = RunningDetector.config(NAME, kafka, more);
            Path yaml = Files.writeString(folder.resolve("detector.yaml"), RunningDetector.yaml(NAME, kafka, more));
            Path file = folder.resolve("model.safetensors");
            run("train", "--input", table("train.csv", 1, "db"), "--config", yaml, "--output", file, "--shingle", 2);
            ModelArtifact model = ModelStore.load(file);
            assertThat(model.manifest().conditions().columnNames()).containsExactly("kind");
            Map<String, double[]> expected = scored(file, table);

            try (RunningDetector detector = RunningDetector.start(config, model, folder, client)) {
                run("replay", "--input", table, "--config", yaml);
                detector.awaitScores(ROWS);
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
                assertThat(unseen).as("records of kind mail, or of none").isEqualTo(unseenIn(table));
            }
            Path again = folder.resolve("again.safetensors");
            run("train", "--from-kafka", "--since", "1h", "--config", yaml, "--output", again, "--steps", 20);
            assertThat(ModelStore.load(again).manifest().conditions().dim())
                    .as("db, mail, web, 7 and the hour")
                    .isEqualTo(KINDS.size() + 1 + 6);
        }
    }

    /** Writes a table of three hosts. Feature a depends on the kind and the hour; some rows have no kind. */
    private Path table(String name, long seed, String oneMore) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        List<String> lines = new ArrayList<>(List.of("ts,host,kind,a,b"));
        for (int i = 0; i < ROWS; i++) {
            int number = random.nextInt(KINDS.size());
            String kind = i % 29 == 0 ? "" : i % 31 == 0 ? oneMore : KINDS.get(number);
            double a = number + Math.sin(i / 96.0 * 2 * Math.PI) + 0.1 * random.nextGaussian();
            lines.add((START_MILLIS + i * STEP_MILLIS) + ",host-" + i % 3 + "," + kind + "," + a + ","
                    + random.nextGaussian());
        }
        return Files.write(folder.resolve(name), lines);
    }

    private static long unseenIn(Path table) throws IOException {
        try (var lines = Files.lines(table)) {
            return lines.filter(line -> line.contains(",mail,") || line.contains(",,"))
                    .count();
        }
    }

    /** By key and time: the score, and by how much an equal score may differ. */
    private Map<String, double[]> scored(Path model, Path table) {
        Path scores = folder.resolve("scores.csv");
        run("score", "--model", model, "--input", table, "--output", scores, "--attributions");
        ColumnRoles roles = new ColumnRoles("key", "timestamp", null, List.of("score", "kl", "nats_a", "nats_b"));
        Map<String, double[]> byId = new HashMap<>();
        for (Dataset.Row row : TableReader.read(scores, roles).rows()) {
            double[] values = row.values();
            double size = 1 + values[1] + Math.abs(values[2]) + Math.abs(values[3]);
            byId.put(row.key() + "@" + row.timestampMillis(), new double[] {values[0], EQUAL * size});
        }
        return byId;
    }

    private static void run(Object... args) {
        StringWriter err = new StringWriter();
        String[] arguments = Arrays.stream(args).map(Object::toString).toArray(String[]::new);
        int exit = Main.run(new PrintWriter(new StringWriter()), new PrintWriter(err), Map.of(), arguments);
        assertThat(exit).as(err.toString()).isZero();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.elbow.artifact.Manifest;
import io.elbow.artifact.ModelStore;
import io.elbow.config.ConfigLoader;
import io.elbow.config.FeatureSource;
import io.elbow.config.FeatureSource.As;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counters from the look at a file to the verdicts: recognised, trained on as rates, and scored across resets. */
class CounterCommandTest {
    private static final int ROWS = 1_500;
    private static final int INCIDENT = 1_000;
    private static final long MINUTE = 60;
    private static final FeatureSource RATE = new FeatureSource("bytes_total", As.RATE);

    @TempDir
    private static Path dir;

    private static Path normal;
    private static Path later;
    private static Path yaml;
    private static Path model;

    @BeforeAll
    static void trainByTheSuggestion() {
        normal = table("normal.csv", 0, 1);
        later = table("later.csv", 20, 2);
        yaml = dir.resolve("detector.yaml");
        model = dir.resolve("model.safetensors");
        CommandRun.of("init", "--input", normal, "--name", "tiny", "--output", yaml)
                .succeeded();
        train("--input", normal, "--config", yaml, "--output", model).succeeded();
    }

    /**
     * Two hosts, a row a minute: a counter that grows by 0, 0, 1 or 5 times about a thousand, begins again in row 700,
     * and grows three times as fast in some rows from row 1,000 on.
     */
    private static Path table(String name, int incidentRows, int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        StringBuilder text = new StringBuilder("ts,host,cpu,bytes_total,label\n");
        double[] total = {9e6, 4e7};
        for (int i = 0; i < ROWS; i++) {
            for (int host = 0; host < 2; host++) {
                boolean incident = host == 1 && i >= INCIDENT && i < INCIDENT + incidentRows;
                int[] steps = {0, 0, 1, 5};
                double grown = steps[random.nextInt(4)] * (1_000 + 30 * random.nextGaussian());
                total[host] = i == 700 ? 12 : total[host] + (incident ? 15_000 : grown);
                text.append(String.format(
                        Locale.ROOT,
                        "%d,%s,%.3f,%.0f,%d%n",
                        1_767_225_600L + i * MINUTE,
                        "ab".charAt(host),
                        40 + 5 * random.nextGaussian(),
                        total[host],
                        incident ? 1 : 0));
            }
        }
        return Tables.write(dir.resolve(name), text.toString());
    }

    private static CommandRun train(Object... arguments) {
        List<Object> all = new ArrayList<>(List.of("train", "--hidden", "16", "--steps", 300, "--alert-rate", "0.001"));
        all.addAll(Arrays.asList(arguments));
        return CommandRun.of(all.toArray());
    }

    private static List<String[]> scores(Path input) throws IOException {
        Path scores = dir.resolve("scores.csv");
        CommandRun.of("score", "--model", model, "--input", input, "--attributions", "--output", scores)
                .succeeded();
        List<String> lines = Files.readAllLines(scores);
        assertThat(lines.get(0)).contains("nats_cpu,nats_bytes_total_per_second");
        return lines.stream().skip(1).map(line -> line.split(",")).toList();
    }

    @Test
    void theLookSuggestsTheRateOfACounter() throws Exception {
        assertThat(ConfigLoader.load(yaml, Map.of()).record().sources())
                .containsExactly(FeatureSource.plain("cpu"), RATE);
        Path untimed = Tables.write(
                dir.resolve("untimed.csv"), Files.readString(normal).replace("ts,host", "no,host"));
        CommandRun run = CommandRun.of("init", "--input", untimed, "--output", dir.resolve("untimed.yaml"), "--json")
                .succeeded();
        assertThat(run.json().get("counters")).extracting(JsonNode::textValue).contains("bytes_total");
        assertThat(run.err()).contains("they only grow, so as: ");
    }

    @Test
    void theModelSeesRatesAndSaysSo() {
        Manifest manifest = ModelStore.load(model).manifest();
        assertThat(manifest.featureNames()).containsExactly("cpu", "bytes_total_per_second");
        assertThat(manifest.sources()).containsExactly(FeatureSource.plain("cpu"), RATE);
        assertThat(manifest.scaler().mean()[1]).isBetween(22.0, 28.0);
        assertThat(CommandRun.of("inspect", model).succeeded().out())
                .contains("bytes_total_per_second is the rate of bytes_total, key by key");
    }

    @Test
    void theIncidentIsFoundAndNeitherPlateausNorResetsAreFlagged() throws IOException {
        int found = 0;
        int falselyFlagged = 0;
        for (String[] row : scores(later)) {
            int number = Integer.parseInt(row[0]);
            int minute = number / 2;
            boolean anomaly = Boolean.parseBoolean(row[7]);
            boolean incident = number % 2 == 1 && minute >= INCIDENT && minute < INCIDENT + 20;
            found += anomaly && incident ? 1 : 0;
            falselyFlagged += anomaly && !incident ? 1 : 0;
            if (minute == 700 || minute == 0) {
                assertThat(anomaly).as("a reset, or the first row of its key").isFalse();
            }
        }
        assertThat(found).isEqualTo(20);
        // By the alert rate 3 of these 2,980.
        assertThat(falselyFlagged).isLessThanOrEqualTo(9);
    }

    @Test
    void whoTrainsOnValuesIsToldWhatToWrite() {
        CommandRun run = train(
                        "--input",
                        normal,
                        "--key",
                        "host",
                        "--timestamp",
                        "ts",
                        "--label",
                        "label",
                        "--steps",
                        1,
                        "--output",
                        dir.resolve("values.safetensors"))
                .succeeded();
        String line = "record: {features: [cpu, {name: bytes_total, as: rate}]}";
        assertThat(run.err())
                .contains("columns that only grow, as counters do: bytes_total; ")
                .contains(line);
        Path written = Tables.yaml(dir.resolve("written.yaml"), line + "\n");
        assertThat(ConfigLoader.load(written, Map.of()).record().sources())
                .containsExactly(FeatureSource.plain("cpu"), RATE);
        CommandRun again = train(
                        "--input",
                        normal,
                        "--config",
                        written,
                        "--timestamp",
                        "ts",
                        "--key",
                        "host",
                        "--steps",
                        1,
                        "--output",
                        dir.resolve("rates.safetensors"))
                .succeeded();
        assertThat(again.err()).doesNotContain("columns that only grow");
    }

    @Test
    void aRateWithoutATimeIsRefusedByName() {
        CommandRun trained =
                train("--input", normal, "--config", yaml, "--timestamp", "", "--output", dir.resolve("x.safetensors"));
        assertThat(trained.exitCode()).isEqualTo(2);
        assertThat(trained.err())
                .contains("a rate (of bytes_total) is per second of event time, but no column has it; name it with"
                        + " --timestamp");
        CommandRun scored = CommandRun.of(
                "score", "--model", model, "--input", later, "--timestamp", "", "--output", dir.resolve("x.csv"));
        assertThat(scored.exitCode()).isEqualTo(2);
        assertThat(scored.err()).contains("a rate (of bytes_total)");
    }

    @Test
    void differencesNeedNoTime() {
        Path differences = Tables.yaml(
                dir.resolve("differences.yaml"),
                "record: {key: host, features: [cpu, {name: bytes_total, as: difference}]}\n");
        Path untimed = dir.resolve("differences.safetensors");
        train("--input", normal, "--config", differences, "--steps", 1, "--output", untimed)
                .succeeded();
        assertThat(ModelStore.load(untimed).manifest().featureNames()).containsExactly("cpu", "bytes_total_difference");
    }

    @Test
    void aSuccessorSeesTheSameRates() {
        Path successor = dir.resolve("successor.safetensors");
        CommandRun.of(
                        "retrain",
                        "--model",
                        model,
                        "--input",
                        later,
                        "--config",
                        yaml,
                        "--steps",
                        50,
                        "--force",
                        "--output",
                        successor)
                .succeeded();
        assertThat(ModelStore.load(successor).manifest().sources()).containsExactly(FeatureSource.plain("cpu"), RATE);
    }

    @Test
    void aYamlThatSaysOtherwiseThanTheModelIsRefused() {
        Path other = Tables.yaml(dir.resolve("other.yaml"), "record: {features: [cpu, bytes_total]}\n");
        CommandRun run = CommandRun.of(
                "retrain", "--model", model, "--input", later, "--config", other, "--output", dir.resolve("x"));
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains("record.features takes bytes_total as value but the model's is rate: write it as the model"
                        + " has it, or train a model by the yaml");
    }
}

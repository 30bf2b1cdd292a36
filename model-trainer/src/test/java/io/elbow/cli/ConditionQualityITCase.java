// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.elbow.data.ColumnRoles;
import io.elbow.data.Dataset;
import io.elbow.data.TableReader;
import io.elbow.scoring.Ranking;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the hour and the weekday add on the taxi rides of New York, by the command line alone. Runs where
 * {@code -Delbow.data=DIR} names a folder with {@code nab/} (Numenta Anomaly Benchmark). The first 750 rows train; a
 * row is anomalous inside the benchmark's windows, both ends included; the timestamps are local times without a zone.
 */
class ConditionQualityITCase {
    private static final String FILE = "realKnownCause/nyc_taxi.csv";
    private static final int TRAINING_ROWS = 750;

    @TempDir
    private Path folder;

    @Test
    void theCalendarHelpsToRankTheDaysOfTheTaxis() throws IOException {
        String named = System.getProperty("elbow.data", "");
        assumeTrue(!named.isEmpty(), "needs labelled data: -Delbow.data=DIR");
        Path nab = Path.of(named).resolve("nab");
        Path table = nab.resolve(FILE);
        List<String> lines = Files.readAllLines(table);
        Path train = Files.write(folder.resolve("train.csv"), lines.subList(0, TRAINING_ROWS + 1));
        JsonNode windows = new ObjectMapper()
                .readTree(nab.resolve("combined_windows.json").toFile())
                .get(FILE);
        boolean[] labels = labels(lines, windows);
        double without = auroc(train, table, labels);
        double with = auroc(train, table, labels, "--calendar", "hour,weekday");
        System.out.printf("nyc_taxi  AUROC %.4f, with hour and weekday %.4f%n", without, with);
        assertThat(with).isGreaterThanOrEqualTo(without + 0.02);
    }

    private double auroc(Path train, Path table, boolean[] labels, Object... more) {
        Path model = folder.resolve("model.safetensors");
        List<Object> args = new ArrayList<>(
                List.of("train", "--input", train, "--timestamp", "timestamp", "--shingle", 10, "--output", model));
        args.addAll(List.of(more));
        CommandRun.of(args.toArray()).succeeded();
        Path scores = folder.resolve("scores.csv");
        CommandRun.of("score", "--model", model, "--input", table, "--output", scores)
                .succeeded();
        Dataset scored = TableReader.read(scores, new ColumnRoles(null, null, null, List.of("score")));
        double[] ofTest = scored.rows().stream()
                .skip(TRAINING_ROWS)
                .mapToDouble(row -> row.values()[0])
                .toArray();
        return Ranking.auroc(ofTest, labels);
    }

    /** Of the rows behind the training rows. */
    private static boolean[] labels(List<String> lines, JsonNode windows) {
        boolean[] labels = new boolean[lines.size() - 1 - TRAINING_ROWS];
        for (int i = 0; i < labels.length; i++) {
            String time = lines.get(1 + TRAINING_ROWS + i).substring(0, 19);
            for (JsonNode window : windows) {
                String from = window.get(0).asText().substring(0, 19);
                String to = window.get(1).asText().substring(0, 19);
                labels[i] |= from.compareTo(time) <= 0 && time.compareTo(to) <= 0;
            }
        }
        return labels;
    }
}

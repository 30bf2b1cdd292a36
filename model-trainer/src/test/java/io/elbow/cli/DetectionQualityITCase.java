// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.elbow.data.ColumnRoles;
import io.elbow.data.Dataset;
import io.elbow.data.TableReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How well the defaults rank labelled anomalies on public data sets, by the command line alone. Runs where
 * {@code -Delbow.data=DIR} names a folder with {@code tabular/} (six ADBench sets) and {@code smd/} (Server Machine
 * Dataset).
 */
class DetectionQualityITCase {
    private static final List<String> SETS =
            List.of("cardio", "satellite", "shuttle", "mammography", "thyroid", "ionosphere");

    @TempDir
    private Path folder;

    private Path data;

    @BeforeEach
    void findData() {
        String named = System.getProperty("elbow.data", "");
        assumeTrue(!named.isEmpty(), "needs labelled data: -Delbow.data=DIR");
        data = Path.of(named);
    }

    @Test
    void theDefaultsRankTheSixTabularSets() throws IOException {
        double auroc = 0;
        double averagePrecision = 0;
        for (String set : SETS) {
            JsonNode result = evaluate(set);
            System.out.printf(
                    "%-12s AUROC %.4f  AP %.4f%n",
                    set,
                    result.get("auroc").asDouble(),
                    result.get("average_precision").asDouble());
            auroc += result.get("auroc").asDouble() / SETS.size();
            averagePrecision += result.get("average_precision").asDouble() / SETS.size();
        }
        System.out.printf("%-12s AUROC %.4f  AP %.4f%n", "mean", auroc, averagePrecision);
        assertThat(auroc).isGreaterThanOrEqualTo(0.925);
        assertThat(averagePrecision).isGreaterThanOrEqualTo(0.79);
    }

    @Test
    void theDefaultsRankTheIncidentsOfAServerAndTheirCostsAddUp() throws IOException {
        Path model = folder.resolve("smd.safetensors");
        Path test = data.resolve("smd/machine-1-7_test.csv.gz");
        run("train", "--input", data.resolve("smd/machine-1-7_train.csv.gz"), "--output", model);
        JsonNode result = json(run("evaluate", "--model", model, "--input", test, "--label", "label", "--json"));
        System.out.printf(
                "machine-1-7  AP %.4f%n", result.get("average_precision").asDouble());
        assertThat(result.get("average_precision").asDouble()).isGreaterThanOrEqualTo(0.55);

        Path scores = folder.resolve("scores.csv");
        run("score", "--model", model, "--input", test, "--output", scores, "--attributions");
        Dataset table = TableReader.read(scores, ColumnRoles.NONE);
        List<String> names = table.features();
        int score = names.indexOf("score");
        int reconstruction = names.indexOf("reconstruction");
        int kl = names.indexOf("kl");
        List<Integer> nats = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).startsWith("nats_")) {
                nats.add(i);
            }
        }
        assertThat(nats).hasSize(38);
        assertThat(table.rows()).hasSize(23_697).allSatisfy(row -> {
            double[] values = row.values();
            double sum = nats.stream().mapToDouble(i -> values[i]).sum();
            double size = nats.stream().mapToDouble(i -> Math.abs(values[i])).sum();
            // Text carries nine significant digits of each term.
            assertThat(values[score])
                    .isCloseTo(values[reconstruction] + values[kl], within(1e-8 * (1 + size + values[kl])));
            assertThat(sum).isCloseTo(values[reconstruction], within(1e-8 * (1 + size)));
        });
    }

    /** Train on the even-numbered normal rows, test on all others, as the field does. */
    private JsonNode evaluate(String set) throws IOException {
        Dataset all = TableReader.read(
                data.resolve("tabular/" + set + ".csv.gz"), new ColumnRoles(null, null, "label", List.of()));
        List<Dataset.Row> train = new ArrayList<>();
        List<Dataset.Row> test = new ArrayList<>();
        int normal = 0;
        for (Dataset.Row row : all.rows()) {
            boolean even = !row.anomalous() && normal++ % 2 == 0;
            (even ? train : test).add(row);
        }
        Path trainFile = write(set + "-train.csv", all.features(), train);
        Path testFile = write(set + "-test.csv", all.features(), test);
        Path model = folder.resolve(set + ".safetensors");
        run("train", "--input", trainFile, "--label", "label", "--output", model);
        return json(run("evaluate", "--model", model, "--input", testFile, "--label", "label", "--json"));
    }

    private Path write(String name, List<String> features, List<Dataset.Row> rows) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add(String.join(",", features) + ",label");
        for (Dataset.Row row : rows) {
            String cells = java.util.Arrays.stream(row.values())
                    .mapToObj(Double::toString)
                    .collect(Collectors.joining(","));
            lines.add(cells + (row.anomalous() ? ",1" : ",0"));
        }
        return Files.write(folder.resolve(name), lines);
    }

    private static String run(Object... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] words = java.util.Arrays.stream(args).map(Object::toString).toArray(String[]::new);
        int exit = Main.run(new PrintWriter(out), new PrintWriter(err), Map.of(), words);
        assertThat(exit).as(err.toString()).isZero();
        return out.toString();
    }

    private static JsonNode json(String out) throws IOException {
        String[] lines = out.strip().split("\n", -1);
        return new ObjectMapper().readTree(lines[lines.length - 1]);
    }
}

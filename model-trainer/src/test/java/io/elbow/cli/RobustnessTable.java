// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.elbow.data.ColumnRoles;
import io.elbow.data.Dataset;
import io.elbow.data.TableReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Measures what gaps in the data and anomalies among the training rows cost, on six labelled sets of points, by the
 * command line alone, and prints a table.
 *
 * <p>The even-numbered normal rows train, all others test.
 */
class RobustnessTable {
    private static final List<String> SETS =
            List.of("cardio", "satellite", "shuttle", "mammography", "thyroid", "ionosphere");
    private static final double CONTAMINATION = 0.02;

    private final Path folder;
    private final Path data;
    private final int seeds;

    /**
     * @param folder for files in between
     * @param data the labelled sets
     * @param seeds fits of each set
     */
    RobustnessTable(Path folder, Path data, int seeds) {
        this.folder = folder;
        this.data = data;
        this.seeds = seeds;
    }

    private record Split(List<Dataset.Row> train, List<Dataset.Row> test) {}

    /** Values go missing at random in training and test rows alike. */
    void gaps() throws IOException {
        double[] shares = {0, 0.1, 0.2, 0.4};
        double[] byRule = new double[shares.length];
        double[] unmasked = new double[shares.length];
        for (int i = 0; i < shares.length; i++) {
            for (String set : SETS) {
                double ofRule = 0;
                double without = 0;
                for (int seed = 1; seed <= seeds; seed++) {
                    Split split = split(set);
                    Split gappy = new Split(
                            withGaps(split.train, shares[i], 2L * seed),
                            withGaps(split.test, shares[i], 2L * seed + 1));
                    ofRule += auroc(gappy, seed) / seeds;
                    without += auroc(gappy, seed, "--masked-rows", "0") / seeds;
                }
                line("gaps", set, "%.0f %% missing: AUROC %.4f, without hiding %.4f", 100 * shares[i], ofRule, without);
                byRule[i] += ofRule / SETS.size();
                unmasked[i] += without / SETS.size();
            }
        }
        for (int i = 0; i < shares.length; i++) {
            line(
                    "gaps",
                    "mean",
                    "%.0f %% missing: AUROC %.4f, without hiding %.4f",
                    100 * shares[i],
                    byRule[i],
                    unmasked[i]);
        }
        assertThat(byRule[0] - byRule[2]).isLessThanOrEqualTo(0.03);
    }

    /** Of the training rows 2 % are anomalies, unlabelled, that the test rows lack. */
    void contamination() throws IOException {
        double[] means = new double[4];
        for (String set : SETS) {
            double[] ofSet = new double[means.length];
            for (int seed = 1; seed <= seeds; seed++) {
                Split clean = split(set);
                Split contaminated = contaminated(clean, seed);
                // The same test rows for both.
                Split spared = new Split(clean.train, contaminated.test);
                ofSet[0] += auroc(spared, seed) / seeds;
                ofSet[1] += auroc(contaminated, seed) / seeds;
                ofSet[2] += auroc(spared, seed, "--trim", "0.05") / seeds;
                ofSet[3] += auroc(contaminated, seed, "--trim", "0.05") / seeds;
            }
            lineOfContamination(set, ofSet);
            for (int i = 0; i < means.length; i++) {
                means[i] += ofSet[i] / SETS.size();
            }
        }
        lineOfContamination("mean", means);
    }

    private static void lineOfContamination(String set, double[] auroc) {
        line(
                "contamination",
                set,
                "AUROC clean %.4f, contaminated %.4f; with --trim 0.05: clean %.4f, contaminated %.4f",
                auroc[0],
                auroc[1],
                auroc[2],
                auroc[3]);
    }

    private Split split(String set) {
        Dataset all = TableReader.read(
                data.resolve("tabular/" + set + ".csv.gz"), new ColumnRoles(null, null, "label", List.of()));
        Split split = new Split(new ArrayList<>(), new ArrayList<>());
        int normal = 0;
        for (Dataset.Row row : all.rows()) {
            boolean even = !row.anomalous() && normal++ % 2 == 0;
            (even ? split.train : split.test).add(row);
        }
        return split;
    }

    private static List<Dataset.Row> withGaps(List<Dataset.Row> rows, double share, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return rows.stream()
                .map(row -> row(
                        row,
                        Arrays.stream(row.values())
                                .map(value -> random.nextDouble() < share ? Double.NaN : value)
                                .toArray(),
                        row.anomalous()))
                .toList();
    }

    private static Split contaminated(Split clean, long seed) {
        List<Integer> anomalous = new ArrayList<>(IntStream.range(0, clean.test.size())
                .filter(i -> clean.test.get(i).anomalous())
                .boxed()
                .toList());
        Collections.shuffle(anomalous, new Random(seed));
        double wanted = CONTAMINATION / (1 - CONTAMINATION) * clean.train.size();
        Set<Integer> moved = new HashSet<>(anomalous.subList(
                0, Math.min((int) Math.max(1, Math.rint(wanted)), anomalous.size() / 2)));
        List<Dataset.Row> train = new ArrayList<>(clean.train);
        moved.stream()
                .sorted()
                .map(clean.test::get)
                .map(row -> row(row, row.values(), false))
                .forEach(train::add);
        List<Dataset.Row> test = IntStream.range(0, clean.test.size())
                .filter(i -> !moved.contains(i))
                .mapToObj(clean.test::get)
                .toList();
        return new Split(train, test);
    }

    private static Dataset.Row row(Dataset.Row row, double[] values, boolean anomalous) {
        return new Dataset.Row(row.number(), row.key(), row.timestamp(), row.timestampMillis(), values, anomalous);
    }

    private double auroc(Split split, int seed, Object... more) throws IOException {
        Path model = folder.resolve("model.safetensors");
        List<Object> train = new ArrayList<>(
                List.of("train", "--input", write("train.csv", split.train), "--label", "label", "--seed", seed));
        train.addAll(List.of(more));
        train.addAll(List.of("--output", model));
        CommandRun.of(train.toArray()).succeeded();
        Path test = write("test.csv", split.test);
        JsonNode result = CommandRun.of("evaluate", "--model", model, "--input", test, "--label", "label", "--json")
                .succeeded()
                .json();
        return result.get("auroc").asDouble();
    }

    private Path write(String name, List<Dataset.Row> rows) throws IOException {
        List<String> lines = new ArrayList<>();
        int features = rows.get(0).values().length;
        lines.add(IntStream.range(0, features).mapToObj(f -> "f" + f + ",").collect(Collectors.joining()) + "label");
        for (Dataset.Row row : rows) {
            String cells = Arrays.stream(row.values())
                    .mapToObj(value -> Double.isNaN(value) ? "," : value + ",")
                    .collect(Collectors.joining());
            lines.add(cells + (row.anomalous() ? "1" : "0"));
        }
        return Files.write(folder.resolve(name), lines);
    }

    private static void line(String what, String set, String figures, Object... values) {
        System.out.println(
                String.format(Locale.ROOT, "%-14s %-12s ", what, set) + String.format(Locale.ROOT, figures, values));
    }
}

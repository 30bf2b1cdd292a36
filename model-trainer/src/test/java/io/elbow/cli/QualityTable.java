// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.elbow.data.ColumnRoles;
import io.elbow.data.Dataset;
import io.elbow.data.TableReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Measures the defaults on labelled sets, by the command line alone, and prints a table.
 *
 * <p>Points are split as the field does: the even-numbered normal rows train, all others test. Series: a server's own
 * training file (smd); the first 400 rows (skab); the first 15 %, 750 at most (nab). A test part follows the last nine
 * training rows, so that its first shingle is whole; these count as normal rows.
 */
class QualityTable {
    private static final int CONTEXT = 9;

    private final Path folder;
    private final Path data;
    private final int seeds;

    /**
     * @param folder for files in between
     * @param data the labelled sets
     * @param seeds fits of each set
     */
    QualityTable(Path folder, Path data, int seeds) {
        this.folder = folder;
        this.data = data;
        this.seeds = seeds;
    }

    /** Rows of features, and a label each. */
    private record Rows(List<double[]> values, List<Boolean> labels) {
        Rows part(int from, int to) {
            return new Rows(values.subList(from, to), labels.subList(from, to));
        }
    }

    void points() throws IOException {
        for (String group : List.of("tabular", "pool")) {
            double[] sums = new double[2];
            List<Path> sets = files(data.resolve(group), ".csv.gz");
            for (Path set : sets) {
                double[] mean = pointsOf(set);
                print(group, set, "AUROC %.4f  AP %.4f", mean[0], mean[1]);
                sums[0] += mean[0] / sets.size();
                sums[1] += mean[1] / sets.size();
            }
            print(group, null, "AUROC %.4f  AP %.4f  (%d seeds)", sums[0], sums[1], seeds);
        }
    }

    void series() throws IOException {
        List<Path> smd = files(data.resolve("smd"), "_train.csv.gz");
        group("smd", smd, file -> {
            Rows train = read(file, null, null);
            Path test = file.resolveSibling(file.getFileName().toString().replace("_train", "_test"));
            return new Rows[] {train, read(test, "label", null)};
        });
        group(
                "skab",
                files(data.resolve("skab/valve1"), ".csv"),
                file -> split(read(file, "anomaly", "changepoint"), 400));
        JsonNode windows = new ObjectMapper().readTree(Files.readString(data.resolve("nab/combined_windows.json")));
        List<Path> nab = Stream.concat(
                        files(data.resolve("nab/realAWSCloudwatch"), ".csv").stream(),
                        files(data.resolve("nab/realKnownCause"), ".csv").stream())
                .filter(file -> windows.path(nabName(file)).size() > 0)
                .toList();
        group("nab", nab, file -> nab(file, windows.path(nabName(file))));
    }

    private interface Splitting {
        /** Training part and test part. */
        Rows[] of(Path file) throws IOException;
    }

    private void group(String group, List<Path> files, Splitting splitting) throws IOException {
        double score = 0;
        double smoothed = 0;
        for (Path file : files) {
            Rows[] parts = splitting.of(file);
            Rows context = parts[0].part(parts[0].values.size() - CONTEXT, parts[0].values.size());
            JsonNode result = measure(parts[0], concat(context, parts[1]), "--shingle", "auto");
            double ofScore = result.get("of_score").get("vus_pr").asDouble();
            print(
                    group,
                    file,
                    "VUS-PR of score %.4f, of smoothed %.4f",
                    ofScore,
                    result.get("vus_pr").asDouble());
            score += ofScore / files.size();
            smoothed += result.get("vus_pr").asDouble() / files.size();
        }
        print(group, null, "VUS-PR of score %.4f, of smoothed %.4f", score, smoothed);
    }

    private double[] pointsOf(Path file) throws IOException {
        Rows all = read(file, "label", null);
        Rows train = new Rows(new ArrayList<>(), new ArrayList<>());
        Rows test = new Rows(new ArrayList<>(), new ArrayList<>());
        int normal = 0;
        for (int i = 0; i < all.values.size(); i++) {
            Rows part = !all.labels.get(i) && normal++ % 2 == 0 ? train : test;
            part.values.add(all.values.get(i));
            part.labels.add(all.labels.get(i));
        }
        double[] mean = new double[2];
        for (int seed = 1; seed <= seeds; seed++) {
            JsonNode result = measure(train, test, "--seed", Integer.toString(seed));
            mean[0] += result.get("auroc").asDouble() / seeds;
            mean[1] += result.get("average_precision").asDouble() / seeds;
        }
        return mean;
    }

    private JsonNode measure(Rows train, Rows test, String flag, String value) throws IOException {
        Path model = folder.resolve("model.safetensors");
        CommandRun.of("train", "--input", write("train.csv", train), "--label", "label", flag, value, "--output", model)
                .succeeded();
        return CommandRun.of(
                        "evaluate", "--model", model, "--input", write("test.csv", test), "--label", "label", "--json")
                .succeeded()
                .json();
    }

    private static Rows read(Path file, String label, String ignored) {
        List<String> features = TableReader.columns(file).stream()
                .filter(name -> !name.equals(label) && !name.equals(ignored) && !name.equals("datetime"))
                .toList();
        Dataset table = TableReader.read(file, new ColumnRoles(null, null, label, features));
        return new Rows(
                table.rows().stream().map(Dataset.Row::values).toList(),
                table.rows().stream().map(Dataset.Row::anomalous).toList());
    }

    private static Rows[] split(Rows rows, int at) {
        return new Rows[] {rows.part(0, at), rows.part(at, rows.values.size())};
    }

    private static Rows concat(Rows first, Rows second) {
        return new Rows(
                Stream.concat(first.values.stream(), second.values.stream()).toList(),
                Stream.concat(first.labels.stream(), second.labels.stream()).toList());
    }

    private static String nabName(Path file) {
        return file.getParent().getFileName() + "/" + file.getFileName();
    }

    private static Rows[] nab(Path file, JsonNode windows) {
        Dataset table = TableReader.read(file, new ColumnRoles(null, "timestamp", null, List.of("value")));
        List<Boolean> labels = table.rows().stream()
                .map(row -> {
                    for (JsonNode window : windows) {
                        // Text in one format: its order is that of time.
                        String from = window.get(0).asText().substring(0, 19);
                        String to = window.get(1).asText().substring(0, 19);
                        if (row.timestamp().compareTo(from) >= 0
                                && row.timestamp().compareTo(to) <= 0) {
                            return true;
                        }
                    }
                    return false;
                })
                .toList();
        Rows all = new Rows(table.rows().stream().map(Dataset.Row::values).toList(), labels);
        return split(all, Math.min((int) (0.15 * labels.size()), 750));
    }

    private Path write(String name, Rows rows) throws IOException {
        List<String> lines = new ArrayList<>();
        int features = rows.values.get(0).length;
        StringBuilder header = new StringBuilder();
        for (int f = 0; f < features; f++) {
            header.append('f').append(f).append(',');
        }
        lines.add(header + "label");
        for (int i = 0; i < rows.values.size(); i++) {
            String cells =
                    Arrays.stream(rows.values.get(i)).mapToObj(Double::toString).collect(Collectors.joining(","));
            lines.add(cells + (rows.labels.get(i) ? ",1" : ",0"));
        }
        return Files.write(folder.resolve(name), lines);
    }

    private static List<Path> files(Path folder, String ending) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> found = files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
            assertThat(found).as(folder + "/*" + ending).isNotEmpty();
            return found;
        }
    }

    private static void print(String group, Path file, String figures, Object... values) {
        String name = file == null ? "mean" : file.getFileName().toString().replaceAll("\\..*", "");
        System.out.printf(Locale.ROOT, "%-8s %-42s " + figures + "%n", prepend(group, name, values));
    }

    private static Object[] prepend(String group, String name, Object[] values) {
        return Stream.concat(Stream.of(group, name), Arrays.stream(values)).toArray();
    }
}

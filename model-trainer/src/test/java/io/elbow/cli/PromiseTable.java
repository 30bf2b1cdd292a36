// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.artifact.ModelStore;
import io.elbow.data.ColumnRoles;
import io.elbow.data.Dataset;
import io.elbow.data.TableReader;
import io.elbow.scoring.TailCalibration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Measures how many normal rows are flagged for each that was promised, by the command line alone, next to what the
 * plain quantile of the held-back scores would flag, and prints a table.
 *
 * <p>Exchangeable: rows made by a formula; the odd-numbered normal rows of labelled points, of which the even-numbered
 * trained. In time: of each server's training file, all of it normal, the first 60 % trains and the rest is judged.
 */
class PromiseTable {
    private static final double[] RATES = {1e-1, 1e-2, 1e-3, 1e-4};
    private static final int CONTEXT = 9;
    private static final double TRAINING_SHARE = 0.6;

    /** Six hours: within them rows are much alike. */
    private static final int BLOCK = 360;

    private static final int RESAMPLES = 2_000;

    private final Path folder;
    private final Path data;
    private final int seeds;

    /**
     * @param folder for files in between
     * @param data the labelled sets; null: rows by the formula alone can be measured
     * @param seeds fits of each set
     */
    PromiseTable(Path folder, Path data, int seeds) {
        this.folder = folder;
        this.data = data;
        this.seeds = seeds;
    }
    /** Which rows are flagged at each rate: [rates][rows], by the model's calibration and by the plain quantile. */
    private record Flags(boolean[][] byCalibration, boolean[][] byQuantile) {
        int rows() {
            return byCalibration[0].length;
        }
    }

    void exchangeableRowsMadeByAFormula() throws IOException {
        double[] calibrated = new double[RATES.length];
        double[] quantile = new double[RATES.length];
        int rows = 0;
        for (int seed = 1; seed <= seeds; seed++) {
            // Rows of their own for each fit and its calibration: that one draw of rows calibrates is part of the
            // error.
            Flags flags = judged(curves(50_000, 2L * seed), curves(250_000, 2L * seed + 1), 0, "--seed", "1");
            print("formula, " + seed, "calibrated", counts(flags.byCalibration), flags.rows());
            add(calibrated, counts(flags.byCalibration));
            add(quantile, counts(flags.byQuantile));
            rows += flags.rows();
        }
        print("formula", "calibrated", calibrated, rows);
        print("formula", "plain quantile", quantile, rows);
        assertKept(calibrated, rows);
    }

    void normalTestRowsOfPoints() throws IOException {
        double[] calibrated = new double[RATES.length];
        double[] quantile = new double[RATES.length];
        int rows = 0;
        for (String set : List.of("cardio", "satellite", "shuttle", "mammography", "thyroid", "ionosphere")) {
            List<double[]> normal = normal(data.resolve("tabular/" + set + ".csv.gz"));
            List<double[]> train = every(normal, 0);
            List<double[]> test = every(normal, 1);
            double[] ofSet = new double[RATES.length];
            for (int seed = 1; seed <= seeds; seed++) {
                Flags flags = judged(train, test, 0, "--seed", Integer.toString(seed));
                add(ofSet, counts(flags.byCalibration), seeds);
                add(quantile, counts(flags.byQuantile), seeds);
            }
            print(set, "calibrated", ofSet, test.size());
            add(calibrated, ofSet);
            rows += test.size();
        }
        print("six sets", "calibrated", calibrated, rows);
        print("six sets", "plain quantile", quantile, rows);
        assertKept(calibrated, rows);
    }

    void aLaterPartOfEachServer() throws IOException {
        for (String machine : List.of("1-7", "2-1", "3-4")) {
            List<double[]> all = rows(data.resolve("smd/machine-" + machine + "_train.csv.gz"));
            int split = (int) (TRAINING_SHARE * all.size());
            Flags flags = judged(
                    all.subList(0, split), all.subList(split - CONTEXT, all.size()), CONTEXT, "--shingle", "auto");
            for (int r = 0; r < RATES.length; r++) {
                printInTime(machine, "calibrated", RATES[r], flags.byCalibration[r]);
                printInTime(machine, "plain quantile", RATES[r], flags.byQuantile[r]);
            }
        }
    }

    private static void assertKept(double[] counts, int rows) {
        double[] factors = {1.5, 1.5, 2};
        for (int r = 0; r < factors.length; r++) {
            double ratio = counts[r] / rows / RATES[r];
            assertThat(ratio).as("at " + RATES[r]).isBetween(1 / factors[r], factors[r]);
        }
    }

    /** @param leading rows that only complete the first shingle */
    private Flags judged(List<double[]> train, List<double[]> test, int leading, String flag, String value)
            throws IOException {
        Path model = folder.resolve("model.safetensors");
        CommandRun.of("train", "--input", write("train.csv", train), flag, value, "--output", model)
                .succeeded();
        Path scores = folder.resolve("scores.csv");
        CommandRun.of("score", "--model", model, "--input", write("test.csv", test), "--output", scores)
                .succeeded();
        Dataset table = TableReader.read(scores, new ColumnRoles(null, null, null, List.of("score", "p_value")));
        List<double[]> judged =
                table.rows().stream().skip(leading).map(Dataset.Row::values).toList();
        assertThat(judged).hasSize(test.size() - leading);
        TailCalibration plain = plain(model);
        double[] pValues = judged.stream().mapToDouble(row -> row[1]).toArray();
        // The share of held-back scores at or above, which is 0 above the highest: what a quantile knows.
        double[] shares = judged.stream()
                .mapToDouble(row -> (plain.pValue(row[0]) * (plain.count() + 1) - 1) / plain.count())
                .toArray();
        return new Flags(flags(pValues), flags(shares));
    }

    private static TailCalibration plain(Path model) {
        TailCalibration calibration = ModelStore.load(model).manifest().calibration();
        TailCalibration.Tail none = new TailCalibration.Tail(TailCalibration.Tail.EMPIRICAL, 0, 0, 0, 0, 0, "left out");
        return new TailCalibration(calibration.scores(), calibration.atOrAbove(), calibration.count(), none);
    }

    private static boolean[][] flags(double[] shares) {
        boolean[][] flags = new boolean[RATES.length][shares.length];
        for (int r = 0; r < RATES.length; r++) {
            for (int i = 0; i < shares.length; i++) {
                flags[r][i] = shares[i] <= RATES[r] * (1 + 1e-9);
            }
        }
        return flags;
    }

    private static double[] counts(boolean[][] flags) {
        return Arrays.stream(flags).mapToDouble(PromiseTable::count).toArray();
    }

    private static double count(boolean[] flags) {
        return IntStream.range(0, flags.length).filter(i -> flags[i]).count();
    }

    private static void add(double[] sums, double[] counts) {
        add(sums, counts, 1);
    }

    private static void add(double[] sums, double[] counts, int divisor) {
        for (int r = 0; r < sums.length; r++) {
            sums[r] += counts[r] / divisor;
        }
    }

    private static List<double[]> curves(int rows, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<double[]> list = new ArrayList<>(rows);
        for (int i = 0; i < rows; i++) {
            double a = random.nextGaussian();
            double b = random.nextGaussian();
            // A noise whose size changes from row to row has a tail that is none of a Gaussian's.
            double noise = 0.05 * Math.exp(0.5 * random.nextGaussian());
            double[] row = {a, b, a * b, Math.sin(2 * a), a + b, Math.abs(a - b), a * a, Math.exp(0.5 * b)};
            for (int f = 0; f < row.length; f++) {
                row[f] += noise * random.nextGaussian();
            }
            list.add(row);
        }
        return list;
    }

    private static List<double[]> rows(Path file) {
        return TableReader.read(file, ColumnRoles.NONE).rows().stream()
                .map(Dataset.Row::values)
                .toList();
    }

    private static List<double[]> normal(Path file) {
        return TableReader.read(file, new ColumnRoles(null, null, "label", List.of())).rows().stream()
                .filter(row -> !row.anomalous())
                .map(Dataset.Row::values)
                .toList();
    }

    private static List<double[]> every(List<double[]> rows, int parity) {
        return IntStream.range(0, rows.size())
                .filter(i -> i % 2 == parity)
                .mapToObj(rows::get)
                .toList();
    }

    private Path write(String name, List<double[]> rows) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add(IntStream.range(0, rows.get(0).length).mapToObj(f -> "f" + f).collect(Collectors.joining(",")));
        rows.forEach(
                row -> lines.add(Arrays.stream(row).mapToObj(Double::toString).collect(Collectors.joining(","))));
        return Files.write(folder.resolve(name), lines);
    }

    /** Actual over promised, with Wilson's interval of 95 % (1927). */
    private static void print(String what, String by, double[] counts, int rows) {
        for (int r = 0; r < RATES.length; r++) {
            double share = counts[r] / rows;
            double z2 = 1.96 * 1.96;
            double centre = (share + z2 / (2 * rows)) / (1 + z2 / rows);
            double half = 1.96 / (1 + z2 / rows) * Math.sqrt(share * (1 - share) / rows + z2 / (4.0 * rows * rows));
            line(what, by, rows, RATES[r], share, centre - half, centre + half);
        }
    }

    /**
     * Actual over promised, with an interval of 95 % by drawing blocks of rows that follow each other (Kuensch 1989).
     */
    private static void printInTime(String what, String by, double rate, boolean[] flags) {
        int[] before = new int[flags.length + 1];
        for (int i = 0; i < flags.length; i++) {
            before[i + 1] = before[i] + (flags[i] ? 1 : 0);
        }
        SplittableRandom random = new SplittableRandom(20260101);
        double[] shares = new double[RESAMPLES];
        int blocks = flags.length / BLOCK;
        for (int s = 0; s < RESAMPLES; s++) {
            for (int b = 0; b < blocks; b++) {
                int from = random.nextInt(flags.length - BLOCK + 1);
                shares[s] += (double) (before[from + BLOCK] - before[from]) / (blocks * BLOCK);
            }
        }
        Arrays.sort(shares);
        double share = count(flags) / flags.length;
        line(what, by, flags.length, rate, share, shares[RESAMPLES / 40], shares[RESAMPLES - 1 - RESAMPLES / 40]);
    }

    private static void line(String what, String by, int rows, double rate, double share, double low, double high) {
        System.out.printf(
                Locale.ROOT,
                "%-12s %-15s %7d rows  promised %.0e  actual/promised %7.3f  [%.3f, %.3f]%n",
                what,
                by,
                rows,
                rate,
                share / rate,
                low / rate,
                high / rate);
    }
}

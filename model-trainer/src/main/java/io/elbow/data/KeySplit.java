// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How well some columns split rows into series.
 *
 * @param keys number of distinct keys
 * @param rows number of rows that have one
 * @param clashes share of rows whose key has a row at that very time already: a series has one row at a time
 * @param roughness mean squared step from row to row of a key, relative to what it is in a random order: 1 where the
 *     split is of no use, near 0 where each key stays at a level of its own or moves steadily. In ranks, so that
 *     neither scales nor outliers matter
 * @param gap median distance from row to row of a key, in time or in rows
 * @param regularity share of the distances that are within half the median of it
 */
record KeySplit(int keys, int rows, double clashes, double roughness, double gap, double regularity) {
    private static final int FEWEST_STEPS = 10;

    /** The least total by which a split counts as better than another. */
    static final double BETTER = 0.1;

    /** What a table's rows are judged by. */
    record Rows(int count, double[] times, List<double[]> ranks) {}

    /**
     * Measures a split.
     *
     * @param columns whose values together are the key; none: all rows are one series
     */
    static KeySplit of(Rows rows, List<SampleColumn> columns) {
        int[] groups = groups(rows.count(), columns);
        int keys = Arrays.stream(groups).max().orElse(-1) + 1;
        int keyed = (int) Arrays.stream(groups).filter(group -> group >= 0).count();
        double[] gaps = gaps(groups, keys, rows.times());
        double median = gaps.length == 0 ? 0 : gaps[gaps.length / 2];
        double regular = gaps.length == 0 || median == 0
                ? 0
                : Arrays.stream(gaps)
                                .filter(gap -> Math.abs(gap - median) <= median / 2)
                                .count()
                        / (double) gaps.length;
        return new KeySplit(
                keys,
                keyed,
                clashes(groups, keyed, rows.times()),
                roughness(groups, keys, rows.ranks()),
                median,
                regular);
    }

    /** What is wrong with the split in all: 0 is best. */
    double fault() {
        return clashes + roughness;
    }

    double rowsAKey() {
        return keys == 0 ? 0 : (double) rows / keys;
    }

    /**
     * Whether a finer split finds series that were mixed in this one. A text such as a state also splits rows into
     * steadier ones, but it does not take rows of the same time apart, nor leave each part as regular as a series is.
     *
     * @param named whether the finer split is by a column with a key's name: then rows that come by turns are enough
     */
    boolean isMixedOf(KeySplit finer, boolean named) {
        if (finer.regularity < 0.8) {
            return false;
        }
        if (clashes >= 0.3 && finer.clashes <= clashes / 2) {
            return true;
        }
        return finer.gap >= 1.5 * gap
                && (named || fault() - finer.fault() >= BETTER || regularity <= finer.regularity - 0.2);
    }

    /** The number of each row's key; -1: it has none. */
    static int[] groups(int count, List<SampleColumn> columns) {
        Map<List<String>, Integer> numbers = new HashMap<>();
        int[] groups = new int[count];
        for (int row = 0; row < count; row++) {
            int r = row;
            List<String> key =
                    columns.stream().map(column -> column.cells().get(r)).toList();
            groups[row] = key.contains("") ? -1 : numbers.computeIfAbsent(key, k -> numbers.size());
        }
        return groups;
    }

    private static double clashes(int[] groups, int keyed, double[] times) {
        Set<List<Number>> seen = new HashSet<>();
        int clashing = 0;
        for (int row = 0; row < groups.length; row++) {
            if (groups[row] >= 0 && !seen.add(List.of(groups[row], times[row]))) {
                clashing++;
            }
        }
        return keyed == 0 ? 0 : (double) clashing / keyed;
    }

    private static double roughness(int[] groups, int keys, List<double[]> ranks) {
        return ranks.stream()
                .mapToDouble(feature -> roughness(groups, keys, feature))
                .filter(rough -> !Double.isNaN(rough))
                .average()
                .orElse(1);
    }

    private static double roughness(int[] groups, int keys, double[] feature) {
        double[] last = new double[keys];
        Arrays.fill(last, Double.NaN);
        double squares = 0;
        int steps = 0;
        for (int row = 0; row < groups.length; row++) {
            if (groups[row] < 0 || Double.isNaN(feature[row])) {
                continue;
            }
            double before = last[groups[row]];
            if (!Double.isNaN(before)) {
                squares += (feature[row] - before) * (feature[row] - before);
                steps++;
            }
            last[groups[row]] = feature[row];
        }
        double variance = variance(feature);
        return steps < FEWEST_STEPS || variance == 0 ? Double.NaN : squares / steps / (2 * variance);
    }

    private static double variance(double[] feature) {
        double[] there = Arrays.stream(feature).filter(x -> !Double.isNaN(x)).toArray();
        double mean = Arrays.stream(there).average().orElse(0);
        return Arrays.stream(there).map(x -> (x - mean) * (x - mean)).average().orElse(0);
    }

    /** The distances from row to row of each key, sorted. */
    private static double[] gaps(int[] groups, int keys, double[] times) {
        double[] last = new double[keys];
        Arrays.fill(last, Double.NaN);
        double[] gaps = new double[groups.length];
        int count = 0;
        for (int row = 0; row < groups.length; row++) {
            if (groups[row] < 0) {
                continue;
            }
            double before = last[groups[row]];
            if (!Double.isNaN(before)) {
                gaps[count++] = Math.abs(times[row] - before);
            }
            last[groups[row]] = times[row];
        }
        double[] sorted = Arrays.copyOf(gaps, count);
        Arrays.sort(sorted);
        return sorted;
    }
}

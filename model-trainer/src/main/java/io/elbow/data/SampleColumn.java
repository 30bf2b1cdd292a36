// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A column of a table's first rows, for a guess at what it is for.
 *
 * @param cells one a row; empty: missing
 * @param written the cells that are text in the file although they may look like numbers; only JSON says so
 */
record SampleColumn(String name, List<String> cells, boolean written) {
    private static final double DISORDER = 0.02;

    /** Fewer steps are the same by chance. */
    private static final int FEWEST_STEPS = 10;

    /** The last part of a dotted path, in small letters and digits alone. */
    String plainName() {
        String last = name.substring(name.lastIndexOf('.') + 1);
        return last.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }

    /** The cells that are there. */
    List<String> values() {
        return cells.stream().filter(cell -> !cell.isEmpty()).toList();
    }

    int distinct() {
        Set<String> distinct = new HashSet<>(cells);
        distinct.remove("");
        return distinct.size();
    }

    boolean isConstant() {
        return distinct() == 1;
    }

    /** Whether the job would take it as a feature: every value that is there is a number, and none is text. */
    boolean isNumeric() {
        return !written && values().stream().allMatch(SampleColumn::isNumber);
    }

    /** Whether every value that is there is a number, be it written as text. */
    boolean holdsNumbers() {
        return values().stream().allMatch(SampleColumn::isNumber);
    }

    private static boolean isNumber(String cell) {
        return Cells.kind(cell) != Cells.Kind.TEXT;
    }

    /** The numbers, one a row; NaN: missing or no number. */
    double[] numbers() {
        return cells.stream().mapToDouble(Cells::numberOrNaN).toArray();
    }

    /**
     * The order of the values, in (0, 1), ties at their middle; NaN: missing. It does away with scales and outliers.
     */
    double[] ranks() {
        double[] numbers = numbers();
        double[] sorted =
                Arrays.stream(numbers).filter(x -> !Double.isNaN(x)).sorted().toArray();
        return Arrays.stream(numbers)
                .map(x ->
                        Double.isNaN(x) ? x : (below(sorted, x) + below(sorted, Math.nextUp(x))) / 2.0 / sorted.length)
                .toArray();
    }

    /** How many are below a value. */
    private static int below(double[] sorted, double value) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /**
     * Share of the rises among the steps from row to row that change the value. A fall by less than a fiftieth of the
     * range is some disorder and counts as a rise. 0 where nothing changes.
     */
    double risingShare() {
        double[] there = Arrays.stream(numbers()).filter(x -> !Double.isNaN(x)).toArray();
        double range = Arrays.stream(there).max().orElse(0)
                - Arrays.stream(there).min().orElse(0);
        int rising = 0;
        int changes = 0;
        for (int i = 1; i < there.length; i++) {
            changes += there[i] == there[i - 1] ? 0 : 1;
            rising += there[i] != there[i - 1] && there[i] >= there[i - 1] - DISORDER * range ? 1 : 0;
        }
        return changes == 0 ? 0 : (double) rising / changes;
    }

    /**
     * Whether each value is the one before it and the same step: a number of the row, or a time since some start.
     *
     * @param groups the key's number by row, each of which may count anew
     */
    boolean isCountedUp(int[] groups) {
        double[] x = numbers();
        Map<Integer, Double> last = new HashMap<>();
        double step = Double.NaN;
        int steps = 0;
        for (int row = 0; row < x.length; row++) {
            if (Double.isNaN(x[row])) {
                return false;
            }
            Double before = last.put(groups[row], x[row]);
            if (before != null) {
                step = Double.isNaN(step) ? x[row] - before : step;
                if (step <= 0 || Math.abs(x[row] - before - step) > 1e-9 * Math.abs(x[row])) {
                    return false;
                }
                steps++;
            }
        }
        return steps >= FEWEST_STEPS;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Finds columns that only grow, row by row of a key: counters, which may stand still and now and then begin again near
 * 0, and identifiers and times. Missing values are passed over.
 */
public final class CounterColumns {
    /** Rises without which values alone do not make a counter. */
    private static final int LEAST_RISES = 20;

    /** The same for a name that counters and other things have. */
    private static final int LEAST_RISES_BY_NAME = 5;

    /** Rises and standstills for each time that a counter begins again, where its name says that it is one. */
    private static final int STEPS_A_RESET_BY_NAME = 20;

    /** The same where values alone say it: a level that fills up and empties does so more often. */
    private static final int STEPS_A_RESET = 200;

    /** Rises for each of these times: what rises once and falls again is a burst. */
    private static final int RISES_A_RESET_BY_NAME = 2;

    private static final int RISES_A_RESET = 10;

    /** A fall to at most this share of the value, or to a few steps, is one to about 0. */
    private static final double NEARLY_NOTHING = 0.1;

    private static final int FEW_STEPS = 3;

    /** Share of a counter's value below which a fall is rounding or a correction. */
    public static final double CORRECTION = 1e-4;

    private static final double SAME_STEP = 1e-6;

    /** Limit on the number of keys; further keys are ignored. */
    private static final int MOST_KEYS = 1_000;

    private static final long MOST_ROWS_OF_A_FILE = 10_000;

    private final List<String> names;
    private final Steps[] steps;
    private final Map<String, double[]> last = new HashMap<>();
    private int left;

    /** How one column goes from row to row. */
    private static final class Steps {
        private long rises;
        private long standstills;
        private long resets;
        private boolean falls;
        private double least = Double.POSITIVE_INFINITY;
        private double most;

        void take(double before, double now) {
            if (now > before) {
                rises++;
                least = Math.min(least, now - before);
                most = Math.max(most, now - before);
            } else if (isCorrection(before, now)) {
                standstills++;
            } else if (now >= 0 && now <= Math.max(NEARLY_NOTHING * before, FEW_STEPS * most)) {
                resets++;
            } else {
                falls = true;
            }
        }

        boolean hasEqualSteps() {
            return standstills == 0 && resets == 0 && most - least <= SAME_STEP * most;
        }

        boolean resetsSeldom(int stepsAReset, int risesAReset, int keys) {
            return resets <= Math.max(keys, (rises + standstills) / stepsAReset) && resets * risesAReset <= rises;
        }
    }

    /** Whether a counter that fell from one value to another was corrected, as kernels and sums of fractions do. */
    public static boolean isCorrection(double before, double now) {
        return before - now <= CORRECTION * Math.abs(before);
    }

    /** @param names of the columns, in the order of the values */
    public CounterColumns(List<String> names) {
        this.names = List.copyOf(names);
        steps = new Steps[names.size()];
        Arrays.setAll(steps, column -> new Steps());
        left = steps.length;
    }

    /**
     * Looks at the first rows of a file, up to one that cannot be read.
     *
     * @param key column of the key; null: the file is one series
     * @return names of the columns that hold counters, in the given order
     */
    public static List<String> of(Path file, String key, List<String> columns) {
        return of(file, key, List.of(), columns);
    }

    /**
     * The same of records that may have keys besides their fields.
     *
     * @param keys of the rows, in their order, which count where no column holds the key; none: the file is one series
     */
    public static List<String> of(Path file, String key, List<String> keys, List<String> columns) {
        CounterColumns found = new CounterColumns(columns);
        if (columns.isEmpty()) {
            return List.of();
        }
        try (TableRows rows = TableRows.open(file, new ColumnRoles(key, null, null, columns), 0)) {
            for (long i = 0; i < MOST_ROWS_OF_A_FILE && rows.hasNext(); i++) {
                Dataset.Row row = rows.next();
                boolean own = key == null && row.number() < keys.size();
                if (!found.take(own ? keys.get((int) row.number()) : row.key(), row.values())) {
                    break;
                }
            }
        } catch (DataException unreadable) {
            // A look is no reading: whoever reads the file says what is wrong with it.
            return found.counters();
        }
        return found.counters();
    }

    /** Takes the next row. Returns false if no column is left that only grows. */
    public boolean take(String key, double[] values) {
        double[] before = last.get(key);
        if (before == null) {
            if (last.size() < MOST_KEYS) {
                last.put(key, values.clone());
            }
            return left > 0;
        }
        for (int column = 0; column < steps.length; column++) {
            if (steps[column].falls || Double.isNaN(values[column])) {
                continue;
            }
            if (!Double.isNaN(before[column])) {
                steps[column].take(before[column], values[column]);
                left -= steps[column].falls ? 1 : 0;
            }
            before[column] = values[column];
        }
        return left > 0;
    }

    /** Names of the columns that hold counters. */
    public List<String> counters() {
        return named(this::isCounter);
    }

    /** Names of the columns that rise as identifiers and times do. */
    public List<String> identifiers() {
        return named(this::isIdentifier);
    }

    private List<String> named(Predicate<Integer> holds) {
        List<String> found = new ArrayList<>();
        for (int column = 0; column < steps.length; column++) {
            if (holds.test(column)) {
                found.add(names.get(column));
            }
        }
        return found;
    }

    private boolean isCounter(int column) {
        Steps of = steps[column];
        if (of.falls) {
            return false;
        }
        int keys = last.size();
        boolean byName = of.resetsSeldom(STEPS_A_RESET_BY_NAME, RISES_A_RESET_BY_NAME, keys);
        return switch (CounterNames.of(names.get(column))) {
            case COUNTER -> byName && of.rises > 0;
            case MAYBE_COUNTER -> byName && of.rises >= LEAST_RISES_BY_NAME;
            case IDENTIFIER -> false;
            case NEUTRAL ->
                of.resetsSeldom(STEPS_A_RESET, RISES_A_RESET, keys) && of.rises >= LEAST_RISES && !of.hasEqualSteps();
        };
    }

    private boolean isIdentifier(int column) {
        Steps of = steps[column];
        if (of.falls || of.resets > 0 || of.rises < LEAST_RISES) {
            return false;
        }
        return switch (CounterNames.of(names.get(column))) {
            case COUNTER, MAYBE_COUNTER -> false;
            case IDENTIFIER -> true;
            case NEUTRAL -> of.hasEqualSteps();
        };
    }
}

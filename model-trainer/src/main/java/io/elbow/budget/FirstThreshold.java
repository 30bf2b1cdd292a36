// SPDX-License-Identifier: Apache-2.0
package io.elbow.budget;

import io.elbow.config.AlertBudget;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The threshold h0 that a model begins with: the lowest at which, and above which, no more than
 * max({@value #LEAST_GROUPS}, budget times days) groups open on normal training rows, and never below {@value #LEAST}.
 * It counts incidents, not rows, and extrapolates no tail.
 *
 * <p>The scan is exact. It goes down the distinct surprises of the rows and stops at the first that opens too many; h0
 * lies just above it. All rows of all keys are needed: from a sample of rows an incident looks like several, or like
 * none.
 */
public final class FirstThreshold {
    /** Least threshold in spreads of the normal: below it noise would open incidents that are no news. */
    public static final double LEAST = 1.5;

    /** Groups that are allowed however short the training data are. */
    static final int LEAST_GROUPS = 3;

    private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();

    private FirstThreshold() {}

    /**
     * The threshold of a budget.
     *
     * @param times [rows], event time in ms, in any order
     * @param keys [rows], a number for each key
     * @param surprise [rows], u
     * @param days that the rows cover, see {@link #days}
     * @param cooldown event time without an anomaly after which an incident of a key closes
     * @throws IllegalArgumentException if the arrays differ in length
     */
    public static double of(
            long[] times, int[] keys, double[] surprise, double days, AlertBudget budget, Duration cooldown) {
        if (times.length != keys.length || times.length != surprise.length) {
            throw new IllegalArgumentException("rows have " + times.length + " times, " + keys.length + " keys and "
                    + surprise.length + " surprises");
        }
        int most = (int) Math.min(Integer.MAX_VALUE - 1, Math.max(LEAST_GROUPS, budget.perDay() * days));
        int[] descending = IntStream.range(0, surprise.length)
                .filter(row -> surprise[row] >= LEAST)
                .boxed()
                .sorted((one, other) -> Double.compare(surprise[other], surprise[one]))
                .mapToInt(row -> row)
                .toArray();
        return lowest(times, keys, surprise, descending, most, cooldown.toMillis());
    }

    /** Counts again only where the rows added since may have opened too many. */
    private static double lowest(
            long[] times, int[] keys, double[] surprise, int[] descending, int most, long cooldownMillis) {
        OpeningCount count = new OpeningCount(cooldownMillis);
        int atMost = 0;
        for (int i = 0; i < descending.length; i++) {
            int row = descending[i];
            count.add(keys[row], times[row]);
            atMost++;
            boolean last = i + 1 == descending.length || surprise[descending[i + 1]] < surprise[row];
            if (last && atMost > most) {
                atMost = count.groups(most);
            }
            if (last && atMost > most) {
                return Math.nextUp(surprise[row]);
            }
        }
        return LEAST;
    }

    /** Days of event time, a gap of more than a day as one. */
    static double days(long[] times) {
        long[] sorted = times.clone();
        Arrays.sort(sorted);
        double millis = 0;
        for (int i = 1; i < sorted.length; i++) {
            long gap = sorted[i] - sorted[i - 1];
            millis += gap < 0 ? DAY_MILLIS : Math.min(gap, DAY_MILLIS);
        }
        return millis / DAY_MILLIS;
    }
}

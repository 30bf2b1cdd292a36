// SPDX-License-Identifier: Apache-2.0
package io.elbow.budget;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Normal training rows as a model scores them, in the order of event time within each key.
 *
 * @param times [rows], event time, ms
 * @param keys [rows], a number for each key
 * @param scores [rows], nats
 */
public record NormalRows(long[] times, int[] keys, double[] scores) {
    /** Nothing is an anomaly here: all rows are normal, and each key's past learns from all of its own. */
    private static final double NO_THRESHOLD = Double.POSITIVE_INFINITY;

    /** Median of the times from one row of a key to the next, ms; 0: no key has two. */
    long medianIntervalMillis() {
        Map<Integer, Long> last = new HashMap<>();
        double[] intervals = new double[times.length];
        int count = 0;
        for (int row = 0; row < times.length; row++) {
            Long before = last.put(keys[row], times[row]);
            if (before != null) {
                intervals[count++] = (double) ElapsedTimes.elapsed(before, times[row]);
            }
        }
        return count == 0 ? 0 : Math.round(Medians.median(Arrays.copyOf(intervals, count)));
    }

    /** u of each row, as the stream would see it at its key. */
    double[] surprise(SurpriseScale scale, long halfLifeMillis) {
        KeySurprise law = new KeySurprise(scale, NO_THRESHOLD, halfLifeMillis, Duration.ZERO, Duration.ZERO);
        Map<Integer, SurpriseState> states = new HashMap<>();
        double[] surprise = new double[times.length];
        for (int row = 0; row < times.length; row++) {
            SurpriseState key = states.computeIfAbsent(keys[row], absent -> law.start());
            surprise[row] = law.take(key, scores[row], times[row]).value();
        }
        return surprise;
    }
}

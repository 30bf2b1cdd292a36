// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Puts back what a guard kept out of a sample. Records that a champion gives a low p-value are not learned from, for there is no
 * telling them from an incident; but of normal records too a share has a low p-value, and a calibration without it would
 * promise a rate and alert many times as often.
 *
 * <p>The champion's own calibration says how many are lost and what they cost by the champion. By the challenger they are taken to
 * cost as much more or less as the costliest records that were kept do, in the median.
 */
public final class GuardedTail {
    /** The records next to the guard: those of a p-value up to so many times what is lost. */
    private static final double NEXT_TO_GUARD = 10;

    private GuardedTail() {}

    /**
     * The challenger's scores of kept records and of those that the guard kept out.
     *
     * @param champion calibration of the model by whose p-values the guard judged
     * @param before [rows], the champion's scores, nats
     * @param after [rows], the challenger's scores of the same rows, nats
     * @param lost share of normal records that the guard keeps out, in [0, 1)
     * @return [rows + lost rows], nats
     */
    public static double[] restore(TailCalibration champion, double[] before, double[] after, double lost) {
        double[] pValues = Arrays.stream(before).map(champion::pValue).toArray();
        long guarded = Arrays.stream(pValues).filter(p -> p >= lost).count();
        int missing = (int) Math.round(guarded * lost / (1 - lost));
        if (missing == 0) {
            return after.clone();
        }
        double most = Math.min(1, NEXT_TO_GUARD * lost);
        double moved = median(IntStream.range(0, before.length)
                .filter(i -> pValues[i] >= lost && pValues[i] <= most)
                .mapToDouble(i -> after[i] - before[i])
                .toArray());
        double[] restored = Arrays.copyOf(after, after.length + missing);
        for (int i = 0; i < missing; i++) {
            restored[after.length + i] = reached(champion, lost * (i + 0.5) / missing) + moved;
        }
        return restored;
    }

    private static double reached(TailCalibration champion, double pValue) {
        double threshold = champion.threshold(pValue);
        return Double.isFinite(threshold) ? threshold : champion.scores()[0];
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values.length == 0 ? 0 : values[values.length / 2];
    }
}

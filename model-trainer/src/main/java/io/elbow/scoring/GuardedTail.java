// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Puts back what a guard kept out of a sample. Records that a champion gives a low p-value are not learned from, for there is no
 * telling them from an incident; but of normal records too a share has a low p-value, and a calibration without it would
 * promise a rate and alert many times as often.
 *
 * <p>The champion's own calibration says how many are lost and what they cost by the champion. What they cost by the challenger
 * follows from the costliest records that were kept: the least squares line of the one cost over the other, and around it the
 * distances of those records, each in turn. Cutting by the champion's cost alone does not bend that line.
 */
public final class GuardedTail {
    /** The records next to the guard: those of a p-value up to so many times what is lost. */
    private static final double NEXT_TO_GUARD = 10;

    /** Fewer records than this make no line; the costs then differ by their median difference. */
    private static final int LEAST_FOR_A_LINE = 100;

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
        int[] near = IntStream.range(0, before.length)
                .filter(i -> pValues[i] >= lost && pValues[i] <= most)
                .toArray();
        Line line = near.length < LEAST_FOR_A_LINE ? moved(before, after, near) : Line.through(before, after, near);
        double[] restored = Arrays.copyOf(after, after.length + missing);
        for (int i = 0; i < missing; i++) {
            double expected = line.at(reached(champion, lost * (i + 0.5) / missing));
            int one = near.length == 0 ? -1 : near[(int) ((long) i * near.length / missing)];
            restored[after.length + i] = expected + (one < 0 ? 0 : after[one] - line.at(before[one]));
        }
        return restored;
    }

    private record Line(double slope, double offset) {
        double at(double x) {
            return offset + slope * x;
        }

        static Line through(double[] x, double[] y, int[] chosen) {
            double meanX = Arrays.stream(chosen).mapToDouble(i -> x[i]).average().orElseThrow();
            double meanY = Arrays.stream(chosen).mapToDouble(i -> y[i]).average().orElseThrow();
            double xx = 0;
            double xy = 0;
            for (int i : chosen) {
                xx += (x[i] - meanX) * (x[i] - meanX);
                xy += (x[i] - meanX) * (y[i] - meanY);
            }
            double slope = xx > 0 ? xy / xx : 1;
            return new Line(slope, meanY - slope * meanX);
        }
    }

    private static Line moved(double[] before, double[] after, int[] near) {
        double[] differences =
                Arrays.stream(near).mapToDouble(i -> after[i] - before[i]).sorted().toArray();
        return new Line(1, differences.length == 0 ? 0 : differences[differences.length / 2]);
    }

    private static double reached(TailCalibration champion, double pValue) {
        double threshold = champion.threshold(pValue);
        return Double.isFinite(threshold) ? threshold : champion.scores()[0];
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Makes up for the records that a guard kept out of a calibration. A guard that drops what has a champion's p-value below
 * g drops the share g of the normal records too, and those that score highest: a calibration on the rest alone would promise
 * a rate of 1e-4 and alert on more than g.
 *
 * <p>How many are missing is known, m = n g / (1 - g), and so is what each cost the champion: the scores at which its
 * calibration gives the p-values g / m, .., g. What they would cost the challenger follows from the records just below the
 * guard: the least squares line of the challenger's cost over the champion's, and around it the distances of those records,
 * each in turn. Cutting by the champion's cost alone does not bend that line.
 */
public final class GuardedScores {
    /** The records next to the guard: those of a p-value up to so many times g. */
    private static final double NEXT_TO_THE_GUARD = 10;

    /** Fewer records than this make no line; the costs then differ by their median difference. */
    private static final int LEAST_FOR_A_LINE = 100;

    private GuardedScores() {}

    /**
     * The challenger's scores and those of the missing records.
     *
     * @param champion [rows], nats
     * @param challenger [rows], nats, of the same rows
     * @param calibration the champion's
     * @param guard least p-value that was let through, in [0, 1); 0: none was kept out
     */
    public static double[] completed(
            double[] champion, double[] challenger, TailCalibration calibration, double guard) {
        double[] pValues = Arrays.stream(champion).map(calibration::pValue).toArray();
        // Rows above the guard were let through for another reason, all of them: they are the new normal of their key.
        long below = Arrays.stream(pValues).filter(p -> p >= guard).count();
        int missing = guard <= 0 ? 0 : (int) Math.round(below * guard / (1 - guard));
        if (missing == 0) {
            return challenger.clone();
        }
        double most = Math.min(1, NEXT_TO_THE_GUARD * guard);
        int[] next = IntStream.range(0, champion.length)
                .filter(row -> pValues[row] >= guard && pValues[row] <= most)
                .toArray();
        Line line = next.length < LEAST_FOR_A_LINE
                ? Line.beside(champion, challenger, next)
                : Line.through(champion, challenger, next);
        double[] completed = Arrays.copyOf(challenger, challenger.length + missing);
        for (int i = 0; i < missing; i++) {
            double expected = line.at(cost(calibration, guard * (i + 0.5) / missing));
            completed[challenger.length + i] = expected;
            if (next.length > 0) {
                // Spread over the rows next to the guard, so that their distances come in as they are spread.
                int row = next[(int) ((long) i * next.length / missing)];
                completed[challenger.length + i] += challenger[row] - line.at(champion[row]);
            }
        }
        return completed;
    }

    private static double cost(TailCalibration calibration, double pValue) {
        double threshold = calibration.threshold(pValue);
        return Double.isFinite(threshold) ? threshold : calibration.scores()[0];
    }

    private record Line(double slope, double offset) {
        double at(double x) {
            return offset + slope * x;
        }

        static Line through(double[] x, double[] y, int[] rows) {
            double meanX = Arrays.stream(rows).mapToDouble(i -> x[i]).average().orElseThrow();
            double meanY = Arrays.stream(rows).mapToDouble(i -> y[i]).average().orElseThrow();
            double xx = 0;
            double xy = 0;
            for (int i : rows) {
                xx += (x[i] - meanX) * (x[i] - meanX);
                xy += (x[i] - meanX) * (y[i] - meanY);
            }
            double slope = xx > 0 ? xy / xx : 1;
            return new Line(slope, meanY - slope * meanX);
        }

        static Line beside(double[] x, double[] y, int[] rows) {
            double[] differences =
                    Arrays.stream(rows).mapToDouble(i -> y[i] - x[i]).sorted().toArray();
            return new Line(1, rows.length == 0 ? 0 : differences[rows.length / 2]);
        }
    }
}

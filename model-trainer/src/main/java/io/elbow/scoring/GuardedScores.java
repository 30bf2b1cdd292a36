// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Makes up for the records that a guard kept out of a calibration. A guard that drops what has a champion's p-value below
 * g drops the share g of the normal records too, and those that score highest: a calibration on the rest alone would promise
 * a rate of 1e-4 and alert on more than g.
 *
 * <p>How many are missing is known, m = n g / (1 - g), and so is what each cost the champion: the scores at which its
 * calibration gives the p-values g / m, .., g. What they would cost the challenger is taken to differ by as much as it does
 * for the records just below the guard.
 */
public final class GuardedScores {
    /** Share of the records, the champion's costliest, that tell how the challenger differs up there. */
    private static final double NEXT_TO_THE_GUARD = 0.05;

    private static final int LEAST_NEXT = 10;

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
        if (guard <= 0) {
            return challenger.clone();
        }
        // Rows above the guard were let through for another reason, all of them: they are the new normal of their key.
        double limit = calibration.threshold(guard);
        int[] below = IntStream.range(0, champion.length)
                .filter(row -> champion[row] < limit)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer row) -> champion[row]))
                .mapToInt(Integer::intValue)
                .toArray();
        int missing = (int) Math.round(below.length * guard / (1 - guard));
        if (missing == 0) {
            return challenger.clone();
        }
        int next = Math.min(below.length, Math.max(LEAST_NEXT, (int) (NEXT_TO_THE_GUARD * below.length)));
        double[] completed = Arrays.copyOf(challenger, challenger.length + missing);
        for (int i = 0; i < missing; i++) {
            // Spread over the rows next to the guard, so that their differences come in as they are spread.
            int row = below[below.length - 1 - (int) ((long) i * next / missing)];
            double cost = calibration.threshold(guard * (i + 0.5) / missing);
            double difference = challenger[row] - champion[row];
            completed[challenger.length + i] = Double.isFinite(cost) ? cost + difference : highest(challenger);
        }
        return completed;
    }

    private static double highest(double[] scores) {
        return Arrays.stream(scores).max().orElse(0);
    }
}

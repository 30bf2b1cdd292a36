// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

import io.elbow.features.Order;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Puts records that a guard kept from being learned back into a calibration, in the proportion that the champion's own
 * calibration gives them. A guard that drops what has a champion's p-value below g drops the share g of the normal
 * records too, and those that score highest: a calibration on the rest alone would promise a rate of 1e-4 and alert on
 * more than g.
 *
 * <p>Of normal records p-values are uniform, so of n records that were let through, n g / (1 - g) are owed from below
 * g: half of those between g / 2 and g, a quarter between g / 4 and g / 2, and so on. Just as many are taken of each
 * such stratum of what the guard kept out, evenly by rank. Real anomalies among it have p-values far smaller than the
 * least one owed, or crowd a stratum without weighing more there, so a challenger's threshold does not rise with them.
 *
 * <p>A stratum without a record is filled with the champion's quantiles, moved by what the challenger costs more for
 * the record that is nearest.
 */
public final class CalibrationRebalancing {
    private final double[] champion;
    private final double[] challenger;
    private final TailCalibration calibration;
    private final double guard;

    /** Rows below the guard, the least p-value last. */
    private final int[] below;

    private final double[] pValues;

    private CalibrationRebalancing(
            double[] champion, double[] challenger, boolean[] adopted, TailCalibration calibration, double guard) {
        this.champion = champion;
        this.challenger = challenger;
        this.calibration = calibration;
        this.guard = guard;
        pValues = IntStream.range(0, champion.length)
                .mapToDouble(row -> calibration.pValue(champion[row]))
                .toArray();
        below = Arrays.stream(Order.ascending(champion))
                .filter(row -> !adopted[row] && pValues[row] < guard)
                .toArray();
    }

    /**
     * The challenger's scores of the rows let through, and of those kept out as many as are owed.
     *
     * @param champion [rows], nats, of rows that the guard let through and of rows that it kept out
     * @param challenger [rows], nats, of the same rows
     * @param adopted [rows], whether a row counts as it is: it was anomalous, and is its key's new normal
     * @param calibration the champion's
     * @param guard least p-value that was let through, in [0, 1); 0: none was kept out
     */
    public static double[] balanced(
            double[] champion, double[] challenger, boolean[] adopted, TailCalibration calibration, double guard) {
        return guard <= 0
                ? challenger.clone()
                : new CalibrationRebalancing(champion, challenger, adopted, calibration, guard).balanced(adopted);
    }

    private double[] balanced(boolean[] adopted) {
        int[] kept = IntStream.range(0, champion.length)
                .filter(row -> adopted[row] || pValues[row] >= guard)
                .toArray();
        long guarded = IntStream.of(kept).filter(row -> !adopted[row]).count();
        int owed = (int) Math.round(guarded * guard / (1 - guard));
        double[] balanced = new double[kept.length + owed];
        for (int i = 0; i < kept.length; i++) {
            balanced[i] = challenger[kept[i]];
        }
        double upper = guard;
        for (int done = 0; done < owed; upper /= 2) {
            double left = owed * upper / guard;
            boolean last = left < 2;
            int end = last ? owed : (int) Math.round(owed - left / 2);
            fill(balanced, kept.length + done, kept.length + end, last ? upper / 4 : upper / 2, upper);
            done = end;
        }
        return balanced;
    }

    /** Fills the places from {@code first} to before {@code end} out of the p-values in [lower, upper). */
    private void fill(double[] balanced, int first, int end, double lower, double upper) {
        int[] stratum = IntStream.of(below)
                .filter(row -> pValues[row] >= lower && pValues[row] < upper)
                .toArray();
        int places = end - first;
        for (int i = 0; i < places; i++) {
            double part = (i + 0.5) / places;
            balanced[first + i] = stratum.length > 0
                    ? challenger[stratum[(int) (part * stratum.length)]]
                    : moved(upper - part * (upper - lower));
        }
    }

    private double moved(double pValue) {
        double threshold = calibration.threshold(pValue);
        double cost = Double.isFinite(threshold) ? threshold : calibration.scores()[0];
        int nearest = IntStream.range(0, champion.length)
                .boxed()
                .min(Comparator.comparingDouble(row -> Math.abs(champion[row] - cost)))
                .orElseThrow();
        return cost + challenger[nearest] - champion[nearest];
    }
}

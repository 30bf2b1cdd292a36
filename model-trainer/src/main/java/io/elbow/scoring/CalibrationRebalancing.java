// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

import io.elbow.features.Order;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Puts records that the guard kept out of training back into the calibration of a challenger, in the proportion that
 * the champion's calibration predicts. A guard that drops records with a champion's p-value below g also drops the
 * share g of the normal records, those with the highest scores: a calibration on the rest alone would promise a rate of
 * 1e-4 and alert on more than g.
 *
 * <p>P-values of normal records are uniform. So if n records passed the guard, n g / (1 - g) normal records below g are
 * missing: half of them between g / 2 and g, a quarter between g / 4 and g / 2, and so on. As many are taken from each
 * such stratum of the records kept out, evenly by rank. Real anomalies among these have p-values far below the lowest
 * stratum, or crowd a stratum without giving it more weight. So they do not raise the challenger's threshold.
 *
 * <p>A stratum without a record is filled with the champion's quantiles, each shifted by the difference between the two
 * models on the record with the nearest score.
 */
public final class CalibrationRebalancing {
    private final double[] champion;
    private final double[] challenger;
    private final TailCalibration calibration;
    private final double guard;

    /** Rows below the guard, with the lowest p-value last. */
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
     * Returns the challenger's scores of the rows that passed the guard, and of as many rows kept out as are missing.
     *
     * @param champion [rows], nats, of rows that passed the guard and of rows that it kept out
     * @param challenger [rows], nats, of the same rows
     * @param adopted [rows], whether a row always counts: it was anomalous, and is now its key's new normal
     * @param calibration the champion's
     * @param guard lowest p-value that passed, in [0, 1); 0: none was kept out
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

    /** Fills the places from {@code first} to before {@code end} with rows whose p-values are in [lower, upper). */
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

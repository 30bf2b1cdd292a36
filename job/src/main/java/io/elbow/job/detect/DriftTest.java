// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

/**
 * Detects when normal records score higher than the calibration says, by their p-values: those above the alert rate r.
 * The others are incidents' own, of which one that lasts would speak for all keys. Without drift the remaining ones are
 * uniform above r, and p = (pValue - r) / (1 - r) is uniform in (0, 1].
 *
 * <p>Each p is bet on by e = epsilon p^(epsilon - 1), whose mean under a uniform p is 1 (the power martingale of Vovk,
 * Nouretdinov and Gammerman, Testing exchangeability on-line, 2003). The bets begun at every record are summed, R
 * becomes (1 + R) e (Shiryaev and Roberts), and drift is reported when the mean of R over a few epsilons reaches the
 * run length: without drift that takes, on average, at least so many records (Shin, Ramdas and Rinaldo, E-detectors,
 * 2022, theorem 2.4).
 *
 * <p>A calibration of n rows is itself a sample: by the inequality of Dvoretzky, Kiefer, Wolfowitz and Massart its
 * p-values are, with a chance of {@value #CHANCE_OF_POOR_CALIBRATION} at most not, within b = sqrt(ln(2 / chance) / 2n)
 * of true ones. Of those above r then at most x + (b + min(r, b)) / (1 - r) are below x, and that much is added to
 * each. It holds for exchangeable records; rows that follow each other closely are correlated.
 */
public final class DriftTest {
    static final double CHANCE_OF_POOR_CALIBRATION = 0.01;
    private static final double[] EPSILONS = {0.3, 0.5, 0.7, 0.9};

    /** Above it R says nothing new, and would overflow. */
    private static final double ENOUGH = 1e100;

    private final double runLength;
    private final double alertRate;
    private final double band;
    private final double[] sums;

    /**
     * @param runLength records without drift to a false word of it, on average at least
     * @param calibrationRows that the p-values rest on
     * @param alertRate p-values up to it are not to be added
     * @param sums {@link #sums} of a checkpoint; null: anew
     */
    public DriftTest(double runLength, int calibrationRows, double alertRate, double[] sums) {
        this.runLength = runLength;
        this.alertRate = alertRate;
        double distance = Math.sqrt(Math.log(2 / CHANCE_OF_POOR_CALIBRATION) / (2.0 * calibrationRows));
        this.band = (distance + Math.min(alertRate, distance)) / (1 - alertRate);
        this.sums = sums == null || sums.length != EPSILONS.length ? new double[EPSILONS.length] : sums.clone();
    }

    /** Takes a normal record's p-value; returns whether there is drift. */
    public boolean add(double pValue) {
        // A p-value that was judged at another rate may lie below this one.
        double uniform = Math.max(0, (pValue - alertRate) / (1 - alertRate));
        double p = Math.min(1, uniform + band);
        double mean = 0;
        for (int i = 0; i < sums.length; i++) {
            sums[i] = Math.min(ENOUGH, (1 + sums[i]) * EPSILONS[i] * Math.pow(p, EPSILONS[i] - 1));
            mean += sums[i] / sums.length;
        }
        return mean >= runLength;
    }

    /** What a checkpoint holds. */
    public double[] sums() {
        return sums.clone();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.hipparchus.distribution.continuous.BetaDistribution;

/** A two-sided interval of {@value #PER_CENT} % confidence for a share of rows. */
public record RateInterval(double low, double high) {
    /** Confidence of every interval here. */
    public static final int PER_CENT = 95;

    private static final double OUTSIDE = 1 - PER_CENT / 100.0;
    private static final int RESAMPLES = 1_000;
    private static final double SOLVED_WITHIN = 1e-12;

    /**
     * The exact binomial interval, for rows that are independent of each other (Clopper and Pearson, The Use of
     * Confidence or Fiducial Limits Illustrated in the Case of the Binomial, 1934).
     *
     * @param flagged 0 to {@code rows}
     * @param rows at least 1
     */
    public static RateInterval exact(int flagged, int rows) {
        if (rows < 1 || flagged < 0 || flagged > rows) {
            throw new IllegalArgumentException(flagged + " of " + rows + " rows is no share");
        }
        double low = flagged == 0 ? 0 : betaQuantile(OUTSIDE / 2, flagged, rows - flagged + 1.0);
        double high = flagged == rows ? 1 : betaQuantile(1 - OUTSIDE / 2, flagged + 1.0, rows - flagged);
        return new RateInterval(low, high);
    }

    /**
     * The percentile interval of a circular block bootstrap, for rows in time order whose flags come in bursts (Politis
     * and Romano, A Circular Block-Resampling Procedure for Stationary Data, 1992). It is never narrower than the exact
     * interval, because resamples of few flags underestimate what did not happen.
     *
     * @param flags of each row, in order
     * @param blockLength number of rows that are drawn together
     */
    public static RateInterval blockBootstrap(boolean[] flags, int blockLength, long seed) {
        int rows = flags.length;
        int block = Math.min(blockLength, rows);
        int[] before = prefixSums(flags, block);
        SplittableRandom random = new SplittableRandom(seed);
        double[] shares = new double[RESAMPLES];
        for (int i = 0; i < RESAMPLES; i++) {
            long sum = 0;
            for (int taken = 0; taken < rows; taken += block) {
                int start = random.nextInt(rows);
                sum += before[start + Math.min(block, rows - taken)] - before[start];
            }
            shares[i] = (double) sum / rows;
        }
        Arrays.sort(shares);
        RateInterval exact = exact(before[rows], rows);
        return new RateInterval(
                Math.min(exact.low, quantile(shares, OUTSIDE / 2)),
                Math.max(exact.high, quantile(shares, 1 - OUTSIDE / 2)));
    }

    /** The square root of the number of rows: long compared with the bursts, short enough for many blocks. */
    public static int blockLength(int rows) {
        return Math.max(1, (int) Math.ceil(Math.sqrt(rows)));
    }

    /** The number of flags before each row. The first rows are repeated after the last, for blocks that wrap around. */
    private static int[] prefixSums(boolean[] flags, int more) {
        int[] before = new int[flags.length + more + 1];
        for (int i = 0; i < before.length - 1; i++) {
            before[i + 1] = before[i] + (flags[i % flags.length] ? 1 : 0);
        }
        return before;
    }

    private static double quantile(double[] sorted, double share) {
        return sorted[(int) Math.round(share * (sorted.length - 1))];
    }

    private static double betaQuantile(double share, double alpha, double beta) {
        return new BetaDistribution(alpha, beta, SOLVED_WITHIN).inverseCumulativeProbability(share);
    }
}

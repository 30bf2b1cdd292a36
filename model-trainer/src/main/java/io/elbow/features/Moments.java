// SPDX-License-Identifier: Apache-2.0
package io.elbow.features;

/**
 * Combines the means and population variances of two sets of rows by the parallel form of Welford's recurrence (Chan,
 * Golub and LeVeque, 1979), which needs no sum of squares.
 */
final class Moments {
    private Moments() {}

    /** The mean of n rows and m more. */
    static double mean(double n, double mean, double m, double otherMean) {
        return mean + (otherMean - mean) * (m / (n + m));
    }

    /** The variance of n rows and m more about their common mean. */
    static double variance(double n, double mean, double variance, double m, double otherMean, double otherVariance) {
        double share = m / (n + m);
        double difference = otherMean - mean;
        return (1 - share) * variance + share * otherVariance + share * (1 - share) * difference * difference;
    }
}

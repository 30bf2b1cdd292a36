// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.bench;

import java.util.Arrays;

/**
 * A figure that was measured several times.
 *
 * @param median the middle one; of an even number the mean of the middle two
 * @param rounds how often it was measured
 */
record Summary(double median, double min, double max, int rounds) {

    /** @throws IllegalArgumentException where there is no value, or one is not finite */
    static Summary of(double... values) {
        if (values.length == 0 || !Arrays.stream(values).allMatch(Double::isFinite)) {
            throw new IllegalArgumentException(
                    "a summary needs finite values but was given " + Arrays.toString(values));
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int n = sorted.length;
        double median = (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
        return new Summary(median, sorted[0], sorted[n - 1], n);
    }

    /** The quotients of values that were measured in the same round, which share what disturbed that round. */
    static Summary ofRatios(double[] values, double[] bases) {
        if (values.length != bases.length) {
            throw new IllegalArgumentException(values.length + " values cannot be paired with " + bases.length);
        }
        return of(ratios(values, bases));
    }

    /** Each value by its base. */
    static double[] ratios(double[] values, double[] bases) {
        double[] ratios = new double[values.length];
        Arrays.setAll(ratios, i -> values[i] / bases[i]);
        return ratios;
    }

    /** The same in another unit. */
    Summary times(double factor) {
        return new Summary(median * factor, min * factor, max * factor, rounds);
    }
}

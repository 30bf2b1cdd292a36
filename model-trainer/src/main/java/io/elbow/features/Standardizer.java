// SPDX-License-Identifier: Apache-2.0
package io.elbow.features;

import java.util.Collection;

/**
 * z = (x - mean) / deviation, per feature, by the statistics of the training rows alone.
 *
 * @param mean [features], the user's units
 * @param deviation [features], population deviation; 1 where it is below {@link #LEAST_DEVIATION}
 */
public record Standardizer(double[] mean, double[] deviation) {
    public static final double LEAST_DEVIATION = 1e-9;

    /** Fits on rows of [features]; NaN cells are left out. */
    public static Standardizer fit(Collection<double[]> rows, int features) {
        throw new UnsupportedOperationException(rows.size() + " " + features);
    }

    /** Mean 0 and deviation 1: leaves values as they are. */
    public static Standardizer identity(int features) {
        double[] ones = new double[features];
        java.util.Arrays.fill(ones, 1.0);
        return new Standardizer(new double[features], ones);
    }

    /** The standardised value of one cell, guarded; NaN stays NaN. */
    public float apply(int feature, double value) {
        throw new UnsupportedOperationException(feature + " " + value);
    }

    /** The user's units of a standardised value. */
    public double invert(int feature, double standardized) {
        return standardized * deviation[feature] + mean[feature];
    }
}

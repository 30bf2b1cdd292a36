// SPDX-License-Identifier: Apache-2.0
package io.elbow.features;

import java.util.Arrays;
import java.util.Collection;

/**
 * z = (x - mean) / deviation, per feature, with statistics of the training rows only. Beyond a knee it grows with the
 * logarithm: sign(z) knee (1 + ln(|z| / knee)), which is smooth at the knee and keeps the order. So a feature that
 * hardly moved in training does not drown all others when it moves.
 *
 * @param mean [features], the user's units
 * @param deviation [features], population deviation; 1 if it is below {@link #LEAST_DEVIATION}
 * @param knee in deviations; {@link #NO_KNEE}: z as it is
 */
public record Standardizer(double[] mean, double[] deviation, double knee) {
    public static final double NO_KNEE = 0;

    public static final double LEAST_DEVIATION = 1e-9;

    /** Standardised values stay within +-GUARD: far outside anything learnt, and still harmless in float arithmetic. */
    public static final double GUARD = 1e4;

    /** A standardizer without a knee. */
    public Standardizer(double[] mean, double[] deviation) {
        this(mean, deviation, NO_KNEE);
    }

    public Standardizer {
        if (!(knee >= 0 && Double.isFinite(knee))) {
            throw new IllegalArgumentException("the knee must be at least 0 but was " + knee);
        }
        if (mean.length != deviation.length) {
            throw new IllegalArgumentException("as many means as deviations are needed but there were " + mean.length
                    + " and " + deviation.length);
        }
    }

    /**
     * Computes the statistics of rows of [features]; NaN cells are ignored. A column without any value has mean 0 and
     * deviation 1.
     *
     * @throws IllegalArgumentException if a row has another number of values
     */
    public static Standardizer fit(Collection<double[]> rows, int features) {
        double[] mean = new double[features];
        double[] deviation = new double[features];
        long[] count = new long[features];
        double[] unit = units(rows, features);
        for (double[] row : rows) {
            for (int f = 0; f < features; f++) {
                if (!Double.isNaN(row[f])) {
                    count[f]++;
                    mean[f] += (row[f] / unit[f] - mean[f]) / count[f];
                }
            }
        }
        // A second pass over the rows: the sum of squares less the squared sum would lose all precision in a column
        // far from 0.
        for (double[] row : rows) {
            for (int f = 0; f < features; f++) {
                if (!Double.isNaN(row[f])) {
                    double difference = row[f] / unit[f] - mean[f];
                    deviation[f] += difference * difference;
                }
            }
        }
        for (int f = 0; f < features; f++) {
            mean[f] *= unit[f];
            double population = count[f] == 0 ? 0 : Math.sqrt(deviation[f] / count[f]) * unit[f];
            deviation[f] = population < LEAST_DEVIATION ? 1.0 : population;
        }
        return new Standardizer(mean, deviation);
    }

    /** Mean 0 and deviation 1: leaves values as they are. */
    public static Standardizer identity(int features) {
        double[] ones = new double[features];
        Arrays.fill(ones, 1.0);
        return new Standardizer(new double[features], ones);
    }

    /** Returns this standardizer with another knee. */
    public Standardizer withKnee(double other) {
        return new Standardizer(mean, deviation, other);
    }

    /** Number of features. */
    public int features() {
        return mean.length;
    }

    /** The standardised value of one cell, within +-{@link #GUARD}; NaN stays NaN. */
    public float apply(int feature, double value) {
        double z = (value - mean[feature]) / deviation[feature];
        return (float) bend(Math.max(-GUARD, Math.min(GUARD, z)));
    }

    /**
     * How much less a row's standardised values grow than its values in deviations, because of the knee: the sum of
     * ln(|z| / knee) over the values beyond the knee, nats; 0 if there are none.
     *
     * @param values [features]; a missing one adds nothing
     */
    public double logBend(double[] values) {
        double sum = 0;
        for (int f = 0; f < values.length; f++) {
            double size = Math.min(GUARD, Math.abs((values[f] - mean[f]) / deviation[f]));
            sum += knee == NO_KNEE || !(size > knee) ? 0 : Math.log(size / knee);
        }
        return sum;
    }

    private double bend(double z) {
        double size = Math.abs(z);
        return knee == NO_KNEE || !(size > knee) ? z : Math.copySign(knee * (1 + Math.log(size / knee)), z);
    }

    private double unbend(double z) {
        double size = Math.abs(z);
        if (knee == NO_KNEE || !(size > knee)) {
            return z;
        }
        return Math.copySign(Math.min(GUARD, knee * Math.exp(size / knee - 1)), z);
    }

    /** Converts a standardised value back to the user's units. */
    public double invert(int feature, double standardized) {
        return unbend(standardized) * deviation[feature] + mean[feature];
    }

    /** The difference, nats a row, between the cost of a density in the user's units and in standardised units. */
    public double logDeviations() {
        return Arrays.stream(deviation).map(Math::log).sum();
    }

    /** A divisor for each column, so that squares cannot overflow: 1 in all but absurdly large columns. */
    private static double[] units(Collection<double[]> rows, int features) {
        double[] largest = new double[features];
        for (double[] row : rows) {
            if (row.length != features) {
                throw new IllegalArgumentException("a row must have " + features + " values but had " + row.length);
            }
            for (int f = 0; f < features; f++) {
                largest[f] = Math.max(largest[f], Double.isNaN(row[f]) ? 0 : Math.abs(row[f]));
            }
        }
        return Arrays.stream(largest).map(m -> m > 1e150 ? m : 1.0).toArray();
    }
}

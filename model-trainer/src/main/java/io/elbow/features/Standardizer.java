// SPDX-License-Identifier: Apache-2.0
package io.elbow.features;

import java.util.Arrays;
import java.util.Collection;

/**
 * z = (x - mean) / deviation, per feature, with statistics of the training rows only. Beyond a knee it grows with the
 * logarithm: sign(z) knee (1 + ln(|z| / knee)), which is smooth at the knee and keeps the order. So a feature that
 * hardly moved in training does not drown all others when it moves. A feature that did not move at all has a rule of
 * its own, {@link StillFeatures}.
 *
 * @param mean [features], the user's units
 * @param deviation [features], population deviation; 1 of a feature that stood still
 * @param knee in deviations; {@link #NO_KNEE}: z as it is
 * @param still features that stood still or nearly so; null: none, or the scaler is of a version before there was such
 *     a rule
 */
public record Standardizer(double[] mean, double[] deviation, double knee, StillFeatures still) {
    public static final double NO_KNEE = 0;

    /** Standardised values stay within +-GUARD: far outside anything learnt, and still harmless in float arithmetic. */
    public static final double GUARD = 1e4;

    /** A standardizer without a knee. */
    public Standardizer(double[] mean, double[] deviation) {
        this(mean, deviation, NO_KNEE);
    }

    /** A standardizer all of whose features moved. */
    public Standardizer(double[] mean, double[] deviation, double knee) {
        this(mean, deviation, knee, null);
    }

    public Standardizer {
        if (!(knee >= 0 && Double.isFinite(knee))) {
            throw new IllegalArgumentException("the knee must be at least 0 but was " + knee);
        }
        if (mean.length != deviation.length) {
            throw new IllegalArgumentException("as many means as deviations are needed but there were " + mean.length
                    + " and " + deviation.length);
        }
        if (still != null && still.tolerance().length != mean.length) {
            throw new IllegalArgumentException("as many tolerances as means are needed but there were "
                    + still.tolerance().length + " and " + mean.length);
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
        double[] largest = largest(rows, features);
        // So that squares can neither overflow nor vanish.
        double[] unit = Arrays.stream(largest)
                .map(m -> m > 1e150 || (m < 1e-150 && m > 0) ? m : 1.0)
                .toArray();
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
        double[] population = new double[features];
        for (int f = 0; f < features; f++) {
            mean[f] *= unit[f];
            double exact = count[f] == 0 ? 0 : Math.sqrt(deviation[f] / count[f]) * unit[f];
            population[f] = StillFeatures.isRounding(exact, largest[f]) ? 0 : exact;
            deviation[f] = population[f] == 0 ? 1 : population[f];
        }
        return new Standardizer(mean, deviation, NO_KNEE, StillFeatures.of(largest, population));
    }

    /** Mean 0 and deviation 1: leaves values as they are. */
    public static Standardizer identity(int features) {
        double[] ones = new double[features];
        Arrays.fill(ones, 1.0);
        return new Standardizer(new double[features], ones);
    }

    /** Returns this standardizer with another knee. */
    public Standardizer withKnee(double other) {
        return new Standardizer(mean, deviation, other, still);
    }

    /** Returns this standardizer with other bounds of the features that stood still, of which there must be some. */
    public Standardizer withBounds(double[] bounds) {
        return new Standardizer(mean, deviation, knee, still.withBounds(bounds));
    }

    /**
     * Returns this standardizer with another mean and deviation of those features that moved; the others keep theirs.
     */
    public Standardizer withStatistics(double[] otherMean, double[] otherDeviation) {
        double[] means = otherMean.clone();
        double[] deviations = otherDeviation.clone();
        for (int f = 0; f < means.length; f++) {
            if (isStill(f)) {
                means[f] = mean[f];
                deviations[f] = deviation[f];
            }
        }
        return new Standardizer(means, deviations, knee, still);
    }

    /**
     * Returns the standardizer for rows of which others are to be scored: what stood still, or nearly so, in these rows
     * but not in all has the statistics of all.
     *
     * @param all of these rows and the others
     */
    public Standardizer within(Standardizer all) {
        if (still == null) {
            return this;
        }
        double[] means = mean.clone();
        double[] deviations = deviation.clone();
        double[] tolerances = still.tolerance().clone();
        for (int f = 0; f < means.length; f++) {
            if (isStill(f) && !(all.isStill(f) && all.stoodStill(f) == stoodStill(f))) {
                means[f] = all.mean[f];
                deviations[f] = all.deviation[f];
                tolerances[f] = all.isStill(f) ? all.still.tolerance()[f] : 0;
            }
        }
        return new Standardizer(means, deviations, knee, StillFeatures.ofAny(tolerances, still.bound()));
    }

    /** Whether a feature stood still in training or nearly so, and the scaler knows. */
    public boolean isStill(int feature) {
        return still != null && still.holds(feature);
    }

    /** Whether a feature never moved in training but by rounding. */
    public boolean stoodStill(int feature) {
        return isStill(feature) && still.tolerance()[feature] != deviation[feature];
    }

    /** Number of features. */
    public int features() {
        return mean.length;
    }

    /** The standardised value of one cell, within +-{@link #GUARD}; NaN stays NaN. */
    public float apply(int feature, double value) {
        if (isStill(feature)) {
            return (float) still.apply(feature, value - mean[feature]);
        }
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
            double size = isStill(f) ? 0 : Math.min(GUARD, Math.abs((values[f] - mean[f]) / deviation[f]));
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
        if (isStill(feature)) {
            return standardized * still.tolerance()[feature] + mean[feature];
        }
        return unbend(standardized) * deviation[feature] + mean[feature];
    }

    /** The difference, nats a row, between the cost of a density in the user's units and in standardised units. */
    public double logDeviations() {
        return Arrays.stream(deviation).map(Math::log).sum();
    }

    /** The largest absolute value of each column; NaN: it has none. */
    private static double[] largest(Collection<double[]> rows, int features) {
        double[] largest = new double[features];
        Arrays.fill(largest, Double.NaN);
        for (double[] row : rows) {
            if (row.length != features) {
                throw new IllegalArgumentException("a row must have " + features + " values but had " + row.length);
            }
            for (int f = 0; f < features; f++) {
                if (!Double.isNaN(row[f])) {
                    double size = Math.abs(row[f]);
                    largest[f] = Double.isNaN(largest[f]) ? size : Math.max(largest[f], size);
                }
            }
        }
        return largest;
    }
}

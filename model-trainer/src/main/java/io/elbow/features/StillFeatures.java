// SPDX-License-Identifier: Apache-2.0
package io.elbow.features;

import java.util.Arrays;

/**
 * The features that stood still in training, or nearly so: their deviation is no measure of what a move of them means.
 * In place of it they have a tolerance, and a bound beyond which a larger move hardly counts more. So a move of any
 * size and in any unit is noticed, a larger one ranks higher, and none drowns the other features.
 *
 * <p>A feature stood still where its values differed by no more than doubles are rounded, relative to their size. Its
 * tolerance is {@value #TOLERANCE} of its level: at level 0, where nothing tells a small value from a large one, any
 * other value is a move. It stood nearly still where its deviation is below {@value #NEARLY} of its level, as after
 * rounding to single precision; that deviation is its tolerance.
 *
 * @param tolerance [features], the user's units; 0: the feature moved
 * @param bound [features], in tolerances, of a small move; without meaning where the feature moved
 */
public record StillFeatures(double[] tolerance, double[] bound) {
    /** Deviations below this share of the largest value are rounding of doubles. */
    static final double ROUNDING = 1e-13;

    static final double TOLERANCE = 1e-9;

    static final double NEARLY = 1e-6;

    /** The bound grows by this share for every power of ten of a move, in levels and one more, */
    static final double GROWTH = 0.1;

    /** up to this many levels. */
    static final double MOST_LEVELS = 1e6;

    public StillFeatures {
        if (tolerance.length != bound.length) {
            throw new IllegalArgumentException(
                    "as many tolerances as bounds of still features are needed but there were " + tolerance.length
                            + " and " + bound.length);
        }
        for (int f = 0; f < tolerance.length; f++) {
            if (!(tolerance[f] >= 0 && bound[f] >= 0 && bound[f] <= Standardizer.GUARD)) {
                throw new IllegalArgumentException(
                        "tolerance and bound of a still feature must be at least 0, the bound"
                                + " at most " + Standardizer.GUARD + ", but those of feature " + f + " were "
                                + tolerance[f]
                                + " and " + bound[f]);
            }
        }
    }

    /**
     * Finds them, with the widest bounds.
     *
     * @param largest [features], largest absolute value; NaN: there was no value
     * @param deviation [features], population deviation; 0 where the feature stood still
     * @return null: there are none
     */
    static StillFeatures of(double[] largest, double[] deviation) {
        double[] tolerance = new double[largest.length];
        for (int f = 0; f < largest.length; f++) {
            if (deviation[f] == 0 && !Double.isNaN(largest[f])) {
                double own = Math.max(Double.MIN_NORMAL, TOLERANCE * largest[f]);
                // A tolerance that is the scaler's deviation tells a feature that stood nearly still: here that is 1.
                tolerance[f] = own == 1 ? Math.nextUp(own) : own;
            } else if (deviation[f] < NEARLY * largest[f]) {
                tolerance[f] = deviation[f];
            }
        }
        double[] bound = new double[largest.length];
        Arrays.fill(bound, Standardizer.GUARD);
        return ofAny(tolerance, bound);
    }

    /** Whether values no further apart than this are the same up to the rounding of doubles. */
    public static boolean isRounding(double difference, double largest) {
        return !(difference > ROUNDING * largest);
    }

    /** Null: none stood still. */
    static StillFeatures ofAny(double[] tolerance, double[] bound) {
        return Arrays.stream(tolerance).allMatch(t -> t == 0) ? null : new StillFeatures(tolerance, bound);
    }

    /** Whether this feature stood still or nearly so. */
    public boolean holds(int feature) {
        return tolerance[feature] > 0;
    }

    /** The difference from the level in tolerances, within the bound, which grows with it a little; NaN stays NaN. */
    double apply(int feature, double difference) {
        double size = Math.abs(difference) / tolerance[feature];
        double levels = Math.min(MOST_LEVELS, TOLERANCE * size);
        double limit = Math.min(Standardizer.GUARD, bound[feature] * (1 + GROWTH * Math.log10(1 + levels)));
        return Math.copySign(Math.min(limit, size), difference);
    }

    /** The same features with other bounds. */
    public StillFeatures withBounds(double[] others) {
        return new StillFeatures(tolerance, others);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.features;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What is known beforehand of a key's own deviation, for the features whose keys' deviations span a decade or more.
 * There the average of the keys' variances is that of the largest keys, and says nothing about a small one.
 *
 * <p>Of such a feature the logarithm of a key's deviation is taken as normal over the keys, with mean ln s and variance
 * t^2. If deviations go with levels, as those of keys of other sizes do, it is the deviation over the level that has
 * such a distribution. The deviation of n rows is known to a variance of about 1 / (2 n) in its logarithm, so that the
 * prior counts as 1 / (2 t^2) rows (an empirical Bayes estimate; Robbins 1956). Keys that are alike lend each other as
 * much as n0 rows, keys that have nothing in common next to nothing.
 *
 * <p>A law holds by construction: where one key's values are multiplied by a number, its mean and deviation are too.
 *
 * @param numbers [{@value #WIDTH} * features]: of each feature how a prior is made ({@link #NONE}, {@link #ABSOLUTE},
 *     {@link #RELATIVE}), the mean logarithm of the keys' deviations in global units, that of their deviations over
 *     their levels, and the rows as which the prior counts
 */
public record SpreadPriors(float[] numbers) {
    static final int WIDTH = 4;

    /** Keys' deviations are alike: the variance within keys serves all. */
    static final int NONE = 0;

    static final int ABSOLUTE = 1;

    /** Deviations are in proportion to levels. */
    static final int RELATIVE = 2;

    /** How many times its least the greatest deviation of a key is at least, where a feature has a prior. */
    static final double DECADE = 10;

    /** Rows of a key without which its deviation is too vague to be looked at here. */
    static final int LEAST_ROWS = 10;

    /**
     * Keys without which nothing can be said of how their deviations differ, unless they are in proportion to levels.
     */
    static final int LEAST_KEYS = 8;

    /** How much less the deviations over levels must differ than the deviations, to be the ones that are alike. */
    private static final double CLEARLY = 0.5;

    private static final double LEAST_VARIANCE = 1e-3;

    /** Part of the mean below which a deviation is the rounding of the floats that statistics are kept in. */
    private static final double ROUNDING = 1e-6;

    public SpreadPriors {
        if (numbers.length % WIDTH != 0) {
            throw new IllegalArgumentException(
                    "spread priors have " + WIDTH + " numbers a feature, but there are " + numbers.length);
        }
        for (int i = 0; i < numbers.length; i++) {
            boolean kind = i % WIDTH == 0;
            if (!Float.isFinite(numbers[i]) || (kind && (numbers[i] < NONE || numbers[i] > RELATIVE))) {
                throw new IllegalArgumentException("keys.spread[" + i + "] cannot be " + numbers[i]);
            }
        }
    }

    /** Whether no feature has a prior. */
    boolean isEmpty() {
        return IntStream.range(0, features()).noneMatch(this::has);
    }

    public int features() {
        return numbers.length / WIDTH;
    }

    /** Whether keys' deviations of a feature span a decade. */
    boolean has(int feature) {
        return kind(feature) != NONE;
    }

    private int kind(int feature) {
        return (int) numbers[WIDTH * feature];
    }

    /** The variance that is expected of a key of this mean, both in global units. */
    private double expected(int feature, double mean) {
        boolean relative = kind(feature) == RELATIVE && mean != 0;
        double logarithm = numbers[WIDTH * feature + (relative ? 2 : 1)] + (relative ? Math.log(Math.abs(mean)) : 0);
        return Math.exp(2 * logarithm);
    }

    /**
     * The variance within a key as its rows and the prior together say.
     *
     * @param rows of the key
     * @param mean of the rows, global units
     * @param variance of the rows, global units; where it is mere rounding they say nothing but that it is small
     */
    double variance(int feature, double rows, double mean, double variance) {
        double expected = expected(feature, mean);
        if (isRounding(mean, variance)) {
            return expected;
        }
        double prior = numbers[WIDTH * feature + 3];
        return Math.exp((rows * Math.log(variance) + prior * Math.log(expected)) / (rows + prior));
    }

    private static boolean isRounding(double mean, double variance) {
        return variance <= ROUNDING * ROUNDING * mean * mean;
    }

    /**
     * Estimates the priors.
     *
     * @param rows [keys]
     * @param means [keys][features], global units, of a scaler that leaves 0 where it is or of another
     * @param zero [features], where the user's 0 lies in global units
     * @param variances [keys][features]
     * @param most rows as which a prior may count
     */
    static SpreadPriors estimate(double[] rows, double[][] means, double[] zero, double[][] variances, double most) {
        float[] numbers = new float[WIDTH * zero.length];
        for (int f = 0; f < zero.length; f++) {
            int feature = f;
            int[] keys = IntStream.range(0, rows.length)
                    .filter(k -> rows[k] >= LEAST_ROWS
                            && !isRounding(means[k][feature] - zero[feature], variances[k][feature]))
                    .toArray();
            double[] spreads = Arrays.stream(keys)
                    .mapToDouble(k -> Math.log(variances[k][feature]) / 2)
                    .toArray();
            double[] levels = Arrays.stream(keys)
                    .mapToDouble(k -> Math.log(Math.abs(means[k][feature] - zero[feature])))
                    .toArray();
            double noise = Arrays.stream(keys)
                    .mapToDouble(k -> 1 / (2 * rows[k]))
                    .average()
                    .orElse(0);
            estimate(numbers, WIDTH * f, spreads, levels, noise, most);
        }
        return new SpreadPriors(numbers);
    }

    private static void estimate(
            float[] numbers, int at, double[] spreads, double[] levels, double noise, double most) {
        double[] sorted = spreads.clone();
        Arrays.sort(sorted);
        int keys = sorted.length;
        if (keys < 2 || sorted[keys - 1] - sorted[0] < Math.log(DECADE)) {
            return;
        }
        double[] ratios = IntStream.range(0, keys)
                .mapToDouble(k -> spreads[k] - levels[k])
                .toArray();
        double absolute = Math.max(LEAST_VARIANCE, spread(spreads) - noise);
        double relative = Math.max(LEAST_VARIANCE, spread(ratios) - noise);
        boolean proportional = relative < CLEARLY * absolute;
        if (!proportional && keys < LEAST_KEYS) {
            return;
        }
        numbers[at] = proportional ? RELATIVE : ABSOLUTE;
        numbers[at + 1] = (float) mean(spreads);
        numbers[at + 2] = proportional ? (float) mean(ratios) : 0;
        numbers[at + 3] = (float) Math.min(most, 1 / (2 * (proportional ? relative : absolute)));
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    /** Not a number where a key's level is 0, so that nothing is in proportion to it. */
    private static double spread(double[] values) {
        double mean = mean(values);
        return Arrays.stream(values)
                .map(value -> (value - mean) * (value - mean))
                .average()
                .orElseThrow();
    }

    /**
     * A scaler in whose units floats tell the small keys' values apart: of a feature with a prior, 0 stays 0, since a
     * float is finest there.
     */
    public Standardizer centred(Standardizer global) {
        double[] mean = global.mean().clone();
        double[] deviation = global.deviation().clone();
        for (int f = 0; f < mean.length; f++) {
            if (has(f)) {
                deviation[f] = Math.hypot(mean[f], deviation[f]);
                mean[f] = 0;
            }
        }
        return global.withStatistics(mean, deviation);
    }
}

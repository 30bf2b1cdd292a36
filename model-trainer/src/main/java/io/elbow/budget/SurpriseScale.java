// SPDX-License-Identifier: Apache-2.0
package io.elbow.budget;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Compresses a model's scores and compares them with those of normal training rows. Nats are heavy-tailed, their
 * logarithm is not.
 *
 * @param floor s0, in nats: one nat below the least score of normal training rows
 * @param median m0, of the compressed scores of normal training rows
 * @param spread v0, 1.4826 times their median absolute deviation, at least {@value #LEAST_SPREAD}
 */
public record SurpriseScale(double floor, double median, double spread) implements Serializable {
    /** Least spread of compressed scores: scores that hardly differ are not told apart by less. */
    public static final double LEAST_SPREAD = 0.05;

    public SurpriseScale {
        require(Double.isFinite(floor), "floor", "finite", floor);
        require(Double.isFinite(median), "median", "finite", median);
        require(Double.isFinite(spread) && spread >= LEAST_SPREAD, "spread", "at least " + LEAST_SPREAD, spread);
    }

    /**
     * The scale of a model.
     *
     * @param scores [rows], nats, of normal training rows; at least one
     */
    public static SurpriseScale ofNormalScores(double[] scores) {
        if (scores.length == 0) {
            throw new IllegalArgumentException("a surprise scale needs the score of at least one normal row");
        }
        double floor = Arrays.stream(scores).min().getAsDouble() - 1;
        double[] compressed =
                Arrays.stream(scores).map(score -> logExcess(score, floor)).toArray();
        double median = Medians.median(compressed);
        return new SurpriseScale(floor, median, Math.max(Medians.spread(compressed, median), LEAST_SPREAD));
    }

    /**
     * r = ln(1 + max(0, score - s0)): 0 at the floor, and finite for every score but NaN.
     *
     * @param score nats
     */
    public double logExcess(double score) {
        return logExcess(score, floor);
    }

    /**
     * (r - m0) / v0, how far a score lies above those of normal training rows, in their spreads.
     *
     * @param score nats
     */
    public double firstTerm(double score) {
        return firstTermOf(logExcess(score));
    }

    /** The same of a score that is compressed already. */
    double firstTermOf(double compressed) {
        return (compressed - median) / spread;
    }

    /** A compressed score of another model as one of this model that lies as far from the normal ones. */
    double fromScale(SurpriseScale other, double compressed) {
        return median + (compressed - other.median) * spread / other.spread;
    }

    private static double logExcess(double score, double floor) {
        return Math.log1p(Math.min(Double.MAX_VALUE, Math.max(0, score - floor)));
    }

    private static void require(boolean holds, String name, String allowed, double value) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "a surprise scale's " + name + " must be " + allowed + " but was " + value);
        }
    }
}

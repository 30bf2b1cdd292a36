// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

import io.elbow.config.BadInputException;

/**
 * Turns a score into a p-value by the held-back normal scores: (1 + number at or above) / (n + 1), and above the
 * highest ones by a generalised Pareto tail.
 *
 * <p>The count is used up to the highest score that {@value #EMPIRICAL_LEAST} held-back scores reach. Above it the
 * count is too small to mean much, so the tail is used, scaled to meet the count there. So the p-value is continuous
 * where the two meet and never rises with the score. Where scores tie the tail is a cautious guess (see
 * {@link TiedTail}), and the count holds as long as it is the lower of the two.
 *
 * @param scores distinct held-back normal scores, descending, nats; a thinned list keeps every score of the upper tail
 * @param atOrAbove how many of all {@code count} held-back scores are at or above {@code scores[i]}; in the thinned
 *     body of a long list the scores between two kept ones count as the upper of the two, so that a p-value is too
 *     large rather than too small
 * @param count n, the number of all held-back scores
 * @param tail the fitted tail, or the reason why there is none
 */
public record TailCalibration(double[] scores, long[] atOrAbove, long count, Tail tail) {
    /** If fewer held-back scores are at or above a score, the tail is used instead of the count. */
    static final int EMPIRICAL_LEAST = 10;

    public TailCalibration {
        require(count >= 1, "calibration count must be at least 1 but was " + count);
        require(
                scores.length >= 1 && scores.length == atOrAbove.length,
                "calibration needs as many counts as scores, at least 1, but has " + scores.length + " scores and "
                        + atOrAbove.length + " counts");
        for (int i = 0; i < scores.length; i++) {
            require(Double.isFinite(scores[i]), "calibration score " + i + " is " + scores[i]);
            require(i == 0 || scores[i] < scores[i - 1], "calibration scores must fall but do not at " + i);
            require(atOrAbove[i] > (i == 0 ? 0 : atOrAbove[i - 1]), "calibration counts must rise but do not at " + i);
        }
        long last = atOrAbove[atOrAbove.length - 1];
        require(last == count, "calibration counts must end at " + count + " but end at " + last);
        require(
                !tail.isFitted() || count >= EMPIRICAL_LEAST,
                "a fitted tail needs at least " + EMPIRICAL_LEAST + " scores but has " + count);
    }

    /**
     * Peaks over a threshold: P(S > threshold + y) = pThreshold (1 + shape y / scale)^(-1/shape).
     *
     * @param kind {@code generalised-pareto} or {@code empirical}
     * @param threshold nats; this and the following numbers are 0 for an empirical tail
     * @param pThreshold chosen so that the tail meets the count where it takes over
     * @param shape in [-0.5, 1]
     * @param excesses how many scores lie above the threshold
     * @param reason why the tail is empirical, or exponential and a guess; null for a fitted one
     */
    public record Tail(
            String kind, double threshold, double pThreshold, double shape, double scale, int excesses, String reason) {
        public static final String GENERALISED_PARETO = "generalised-pareto";
        public static final String EMPIRICAL = "empirical";

        public Tail {
            boolean fitted = GENERALISED_PARETO.equals(kind);
            require(
                    fitted || EMPIRICAL.equals(kind),
                    "tail kind must be generalised-pareto or empirical but was " + kind);
            require(Double.isFinite(threshold), "tail threshold must be finite but was " + threshold);
            require(!fitted || (pThreshold > 0 && Double.isFinite(pThreshold)), "tail pThreshold was " + pThreshold);
            require(!fitted || Double.isFinite(shape), "tail shape must be finite but was " + shape);
            require(!fitted || (scale > 0 && Double.isFinite(scale)), "tail scale must be positive but was " + scale);
        }

        static Tail empirical(String reason) {
            return new Tail(EMPIRICAL, 0, 0, 0, 0, 0, reason);
        }

        /** Whether it is more than the count: fitted, or guessed where scores tie. */
        boolean isFitted() {
            return GENERALISED_PARETO.equals(kind);
        }

        /** Whether too few distinct scores lie in it for its shape to be fitted, so that it is a cautious guess. */
        public boolean isGuessed() {
            return isFitted() && reason != null;
        }

        /**
         * The p-value by the tail. It is above zero even beyond the end point of a negative shape, so that its
         * logarithm exists.
         */
        double pValue(double score) {
            double survival = new GeneralizedPareto(shape, scale).survival(score - threshold);
            return Math.max(Double.MIN_NORMAL, pThreshold * survival);
        }
    }

    /**
     * Calibrates on held-back normal scores, in any order.
     *
     * @throws BadInputException where there is no score or one is not finite
     */
    public static TailCalibration fit(double[] heldBack) {
        return TailFit.fit(heldBack);
    }

    /**
     * The p-value of a score, in (0, 1]. It never rises with the score. NaN, as from an overflow, counts as the highest
     * score.
     */
    public double pValue(double score) {
        // Where many scores tie, rounding must not put half of a level above the level itself.
        int kept = keptAtOrAbove(tail.isGuessed() ? score - TiedTail.resolution(score) : score);
        long reached = kept == 0 ? 0 : atOrAbove[kept - 1];
        if (!tail.isFitted() || reached >= EMPIRICAL_LEAST) {
            return empirical(reached);
        }
        int joint = kept;
        while (atOrAbove[joint] < EMPIRICAL_LEAST) {
            joint++;
        }
        double highest = Double.isNaN(score) ? Double.POSITIVE_INFINITY : score;
        return Math.min(empirical(tail.isGuessed() ? reached : atOrAbove[joint]), tail.pValue(highest));
    }

    /**
     * The lowest score whose p-value is at most {@code rate}; positive infinity if no score has one, negative infinity
     * if every score has.
     */
    public double threshold(double rate) {
        if (rate >= 1.0) {
            return Double.NEGATIVE_INFINITY;
        }
        if (!(pValue(Double.MAX_VALUE) <= rate)) {
            return Double.POSITIVE_INFINITY;
        }
        // Bisects pValue itself, so that the two agree to the last bit.
        double low = scores[scores.length - 1];
        double high = Math.max(scores[0], 1.0);
        while (pValue(high) > rate) {
            low = high;
            high = Math.min(high * 2, Double.MAX_VALUE);
        }
        while (Math.nextUp(low) < high) {
            double middle = middle(low, high);
            if (pValue(middle) <= rate) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return high;
    }

    /**
     * The plain empirical quantile, without a tail: the highest held-back score that at least the share {@code rate} of
     * them reaches.
     */
    public double empiricalQuantile(double rate) {
        int i = 0;
        while (i < scores.length - 1 && atOrAbove[i] < rate * count) {
            i++;
        }
        return scores[i];
    }

    /**
     * The middle of the two, even if their difference would overflow. With an infinite bound the bisection would never
     * end.
     */
    private static double middle(double low, double high) {
        double difference = high - low;
        return Double.isFinite(difference) ? low + difference / 2 : low / 2 + high / 2;
    }

    private double empirical(long reached) {
        return (1.0 + reached) / (count + 1.0);
    }

    /** The number of kept scores at or above this one; NaN is above all. */
    private int keptAtOrAbove(double score) {
        int low = 0;
        int high = scores.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (scores[middle] >= score) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}

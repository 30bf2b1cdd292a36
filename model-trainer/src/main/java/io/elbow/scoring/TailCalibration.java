// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

/**
 * Turns a score into a p-value by the held-back normal scores: (1 + number at or above) / (n + 1), and above the
 * highest ones by a generalised Pareto tail.
 *
 * @param scores held-back normal scores, descending, nats; a thinned list keeps every score of the upper tail
 * @param atOrAbove how many of all {@code count} held-back scores are at or above {@code scores[i]}
 * @param count n, all held-back scores
 * @param tail the fitted tail, or the reason that there is none
 */
public record TailCalibration(double[] scores, long[] atOrAbove, long count, Tail tail) {

    /**
     * Peaks over a threshold: P(S > threshold + y) = pThreshold (1 + shape y / scale)^(-1/shape).
     *
     * @param kind {@code generalised-pareto} or {@code empirical}
     * @param reason why the tail is empirical; null for a fitted one
     */
    public record Tail(
            String kind,
            double threshold,
            double pThreshold,
            double shape,
            double scale,
            int excesses,
            String reason) {}

    /** Calibrates on held-back normal scores, in any order. */
    public static TailCalibration fit(double[] heldBack) {
        throw new UnsupportedOperationException("" + heldBack.length);
    }

    /** p-value of a score in (0, 1], falling in the score. */
    public double pValue(double score) {
        throw new UnsupportedOperationException("" + score);
    }

    /** The least score whose p-value is at most {@code rate}; positive infinity where no score has one. */
    public double threshold(double rate) {
        throw new UnsupportedOperationException("" + rate);
    }
}

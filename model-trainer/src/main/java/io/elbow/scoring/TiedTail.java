// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

import io.elbow.scoring.TailCalibration.Tail;

/**
 * The tail above held-back scores that tie, as those of whole numbers or of a constant do: too few distinct scores lie
 * in it to tell its shape, so it is exponential and errs on the high side.
 *
 * <p>It starts from the count at the highest score that {@value TailCalibration#EMPIRICAL_LEAST} held-back scores
 * reach, and falls by a factor e over its scale. The scale is the largest of
 *
 * <ul>
 *   <li>one nat: the excess of -log p(x) of a Gaussian feature falls by about a factor e a nat;
 *   <li>what scores of two implementations may differ by, so that rounding is never taken for spread;
 *   <li>what it takes not to fall below the count at any held-back score, seen from the tail's start and from the score
 *       that {@code exceeding} scores lie above.
 * </ul>
 */
final class TiedTail {
    private static final double LEAST_SCALE = 1.0;

    /** Scores of the same row by two implementations agree within this share of their size. */
    private static final double ROUNDING = 1e-5;

    private final double[] scores;
    private final long[] atOrAbove;
    private final long count;

    private TiedTail(double[] scores, long[] atOrAbove, long count) {
        this.scores = scores;
        this.atOrAbove = atOrAbove;
        this.count = count;
    }

    /**
     * The tail above the count.
     *
     * @param scores distinct held-back scores, descending, nats
     * @param atOrAbove as {@link TailCalibration#atOrAbove}
     * @param count all held-back scores, at least {@value TailCalibration#EMPIRICAL_LEAST}
     * @param exceeding how many of the highest scores the tail's slope is taken from
     * @param reason why no shape could be fitted
     */
    static Tail of(double[] scores, long[] atOrAbove, long count, int exceeding, String reason) {
        return new TiedTail(scores, atOrAbove, count).tail(exceeding, reason);
    }

    /** The least difference between scores of this size that is more than rounding, nats. */
    static double resolution(double score) {
        return ROUNDING * (1 + Math.abs(score));
    }

    private Tail tail(int exceeding, String reason) {
        int start = firstReachedBy(TailCalibration.EMPIRICAL_LEAST);
        int body = firstReachedBy(exceeding + 1L);
        // Where the highest score alone makes up the tail, the one below it is all there is to tell a slope.
        if (body == 0 && scores.length > 1) {
            body = 1;
        }
        double scale = Math.max(LEAST_SCALE, resolution(scores[0]));
        scale = Math.max(scale, Math.max(steepest(body), steepest(start)));
        return new Tail(
                Tail.GENERALISED_PARETO,
                scores[start],
                pValue(start),
                0,
                Math.min(scale, Double.MAX_VALUE),
                (int) (start == 0 ? 0 : atOrAbove[start - 1]),
                reason);
    }

    /** The highest score that this many scores reach. */
    private int firstReachedBy(long least) {
        int i = 0;
        while (i < scores.length - 1 && atOrAbove[i] < least) {
            i++;
        }
        return i;
    }

    /**
     * The least scale of an exponential from this score's count that lies at or above the counts of all higher ones.
     */
    private double steepest(int from) {
        double scale = 0;
        for (int i = 0; i < from; i++) {
            scale = Math.max(scale, (scores[i] - scores[from]) / Math.log(pValue(from) / pValue(i)));
        }
        return scale;
    }

    private double pValue(int i) {
        return (1.0 + atOrAbove[i]) / (count + 1.0);
    }
}

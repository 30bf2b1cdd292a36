// SPDX-License-Identifier: Apache-2.0
package io.elbow.features;

import io.elbow.config.BadInputException;

/**
 * A moving average of a key's scores, for incidents that last: s = s + a (score - s), a = 1 - 2^(-1 / halfLife). It
 * starts at the key's first score and uses no later ones. It is in nats, like the score and the threshold.
 *
 * @param halfLife number of rows after which a score has half its weight; 0: no average, the score itself
 * @param judged whether verdicts rest on the average; otherwise they rest on the score, and the average is for ranking
 *     and drawing
 */
public record Smoothing(double halfLife, boolean judged) {
    public static final Smoothing NONE = new Smoothing(0, false);

    /** The average before the first score. */
    public static final double NOTHING = Double.NaN;

    public Smoothing {
        if (!(halfLife >= 0 && Double.isFinite(halfLife))) {
            throw new BadInputException("smooth must be at least 0 rows but was " + halfLife);
        }
        if (judged && halfLife == 0) {
            throw new BadInputException("verdicts cannot rest on an average without a half-life; give --smooth ROWS");
        }
    }

    public boolean isNone() {
        return halfLife == 0;
    }

    /** The step of the average. Callers that average many scores should keep it. */
    public Step step() {
        return new Step(isNone() ? 1 : 1 - Math.pow(2, -1 / halfLife));
    }

    /**
     * The average's step from row to row.
     *
     * @param weight of the newest score, in (0, 1]
     */
    public record Step(double weight) {
        /**
         * The average after one more score.
         *
         * @param before the average up to the key's row before, or {@link #NOTHING}
         */
        public double next(double before, double score) {
            return weight == 1 || Double.isNaN(before) ? score : before + weight * (score - before);
        }
    }
}

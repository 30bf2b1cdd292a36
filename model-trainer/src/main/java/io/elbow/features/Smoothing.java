// SPDX-License-Identifier: Apache-2.0
package io.elbow.features;

import io.elbow.config.BadInputException;

/**
 * A causal average of a key's scores, for incidents that last: s = s + a (score - s), a = 1 - 2^(-1 / halfLife), which
 * begins at the key's first score. It is in nats, like the score and the threshold.
 *
 * @param halfLife rows after which a score weighs half; 0: no average, the score itself
 * @param judged whether verdicts rest on the average; else on the score, and the average is for ranking and drawing
 */
public record Smoothing(double halfLife, boolean judged) {
    public static final Smoothing NONE = new Smoothing(0, false);

    /** Where nothing went before. */
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

    /** How one score after the other is taken up; to be kept by whoever averages many. */
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

// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

import io.elbow.artifact.VaeSpec;
import java.util.Arrays;
import java.util.Optional;

/**
 * Scores two ordinary rows to check a model before it is used. Even if each weight is finite, the sums that they lead
 * to may overflow.
 */
public final class TrialScore {
    /**
     * Values of the two rows, in training deviations from the mean; both also lie in the unit interval of
     * {@code bernoulli}.
     */
    private static final float[] ROWS = {0, 1};

    /** A model whose condition has more numbers than this is refused without a trial. */
    private static final int MAX_CONDITION = 1 << 20;

    private TrialScore() {}

    /** What is wrong with the scores, in one line; empty: they are finite. */
    public static Optional<String> fault(Scorer scorer, VaeSpec spec) {
        if (spec.conditionDim() > MAX_CONDITION) {
            return Optional.of("a condition of " + spec.conditionDim() + " numbers is more than " + MAX_CONDITION);
        }
        for (float value : ROWS) {
            float[] row = new float[spec.inputDim() + spec.conditionDim()];
            Arrays.fill(row, value);
            double score = sum(scorer.score(row, 1));
            if (!Double.isFinite(score)) {
                return Optional.of("a row " + value + " training deviations from the mean scores " + score
                        + " nats: weights or sigma are out of proportion, train again");
            }
        }
        return Optional.empty();
    }

    private static double sum(ElboTerms terms) {
        double sum = terms.kl()[0];
        for (float nats : terms.nats()) {
            sum += nats;
        }
        return sum;
    }
}

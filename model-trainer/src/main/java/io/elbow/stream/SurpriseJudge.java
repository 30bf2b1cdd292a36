// SPDX-License-Identifier: Apache-2.0
package io.elbow.stream;

import io.elbow.budget.Candidate;
import io.elbow.budget.CandidateRuns;
import io.elbow.budget.KeySurprise;
import io.elbow.budget.SurpriseFit;
import io.elbow.budget.SurpriseScale;
import io.elbow.budget.SurpriseState;

/**
 * Judges records by how surprising one model's scores are for their keys. Carries a key's memory over from the model
 * before at the key's first record under this one.
 *
 * <p>Without memory of its own, so one serves any number of keys.
 */
public final class SurpriseJudge {
    private final SurpriseScale scale;
    private final double firstThreshold;
    private final double candidateThreshold;
    private final KeySurprise keys;

    public SurpriseJudge(SurpriseFit fit, BudgetOptions options) {
        scale = fit.scale();
        firstThreshold = fit.firstThreshold(options.budget(), options.cooldown());
        candidateThreshold = CandidateRuns.threshold(firstThreshold);
        keys = new KeySurprise(scale, firstThreshold, fit.halfLifeMillis(), options.cooldown(), options.adaptAfter());
    }

    /** h0 of the model under the budget. */
    public double firstThreshold() {
        return firstThreshold;
    }

    /**
     * What a key's next record finds: the key's memory as one of this model.
     *
     * @param before null: the key has none
     */
    public SurpriseState current(SurpriseState before) {
        if (before == null) {
            SurpriseState first = keys.start();
            first.scale = scale;
            return first;
        }
        if (!scale.equals(before.scale)) {
            keys.rescale(before, before.scale);
            before.scale = scale;
        }
        return before;
    }

    /**
     * Judges a key's next record, in the order of its event time, and learns from it.
     *
     * @param key as {@link #current} gave it
     * @param score nats
     */
    public RowSurprise take(SurpriseState key, double score, long timestampMillis) {
        boolean young = key.records < Candidate.YOUNG;
        key.records += young ? 1 : 0;
        double value = keys.take(key, score, timestampMillis).value();
        return new RowSurprise(value, firstThreshold, young, value >= candidateThreshold);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

import java.util.List;

/**
 * Scores by the mean of several members: each term is the mean of their terms, so that the terms still add up to the
 * score.
 *
 * <p>If the members are VAEs, the mean of their negative ELBOs is itself a negative ELBO: that of the mixture p(x) =
 * 1/M sum_m p_m(x) with the posterior q(m, z given x) = 1/M q_m(z given x). Its divergence from the prior 1/M p_m(z) is
 * the mean of the members' divergences, because the weights 1/M cancel. Owned state: the members, closed with it.
 */
public final class EnsembleScorer implements Scorer {
    private final List<Scorer> members;

    /**
     * Joins members.
     *
     * @param members at least one; all take the same rows
     */
    public EnsembleScorer(List<Scorer> members) {
        this.members = List.copyOf(members);
    }

    @Override
    public int inputDim() {
        return members.get(0).inputDim();
    }

    @Override
    public int rowWidth() {
        return members.get(0).rowWidth();
    }

    @Override
    public ElboTerms score(float[] rows, int batch) {
        float[] nats = new float[batch * inputDim()];
        float[] kl = new float[batch];
        for (Scorer member : members) {
            ElboTerms terms = member.score(rows, batch);
            add(terms.nats(), nats);
            add(terms.kl(), kl);
        }
        divide(nats);
        divide(kl);
        return new ElboTerms(batch, inputDim(), nats, kl);
    }

    @Override
    public float[] expected(float[] rows, int batch) {
        float[] expected = new float[batch * inputDim()];
        for (Scorer member : members) {
            add(member.expected(rows, batch), expected);
        }
        divide(expected);
        return expected;
    }

    @Override
    public void close() {
        members.forEach(Scorer::close);
    }

    private static void add(float[] terms, float[] sums) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += terms[i];
        }
    }

    private void divide(float[] sums) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] /= members.size();
        }
    }
}

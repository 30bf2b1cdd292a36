// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae.lab;

import io.elbow.artifact.Bound;
import io.elbow.artifact.Family;
import io.elbow.artifact.Members;
import io.elbow.artifact.ModelArtifact;
import io.elbow.artifact.Tensor;
import io.elbow.artifact.VaeSpec;
import io.elbow.artifact.VaeTensors;
import io.elbow.config.ScoreOptions.ScorerChoice;
import io.elbow.scoring.BoundGap;
import io.elbow.scoring.ElboTerms;
import io.elbow.scoring.Scorer;
import io.elbow.vae.NormalDraws;
import io.elbow.vae.Scorers;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Compares a model's score with the importance-weighted bound of many draws; the difference is what the score loses.
 *
 * <p>The bound of K draws is -log of the mean weight, so it can be computed from the bounds of groups of draws of equal
 * size. Only one group's draws are in memory at a time. Missing inputs are ignored in both.
 */
public final class LargeBound {
    private static final int GROUP = 50;
    private static final long SEED = 1;

    private LargeBound() {}

    /**
     * Compares the two on some rows.
     *
     * @param rows [count * rowWidth], standardised, each followed by its condition; NaN: missing
     * @param draws k, rounded up to a multiple of 50 for each member
     * @return null for families without a posterior and if there are no rows
     */
    public static BoundGap of(ModelArtifact artifact, float[] rows, int draws) {
        VaeSpec spec = artifact.manifest().spec();
        int count = rows.length / spec.rowWidth();
        if (spec.family() != Family.VAE || count == 0) {
            return null;
        }
        double[] scores = costs(spec, artifact.tensors(), rows, count);
        // Each member gets the same number of draws, as the components of a mixture with equal weights do.
        int rounds = (draws + GROUP * spec.members() - 1) / (GROUP * spec.members());
        int groups = rounds * spec.members();
        VaeSpec weighted = spec.ofMember().withBound(Bound.IMPORTANCE_WEIGHTED, GROUP);
        SplittableRandom random = new SplittableRandom(SEED);
        double[][] bounds = new double[groups][];
        for (int group = 0; group < groups; group++) {
            Map<String, Tensor> tensors = new HashMap<>(Members.of(spec, artifact.tensors(), group % spec.members()));
            tensors.put(
                    VaeTensors.NOISE,
                    NormalDraws.antithetic(weighted.posteriorSamples(), weighted.latentDim(), random));
            bounds[group] = costs(weighted, tensors, rows, count);
        }
        double sum = 0;
        for (int row = 0; row < count; row++) {
            sum += joined(bounds, row);
        }
        return new BoundGap(
                count, groups * GROUP, Arrays.stream(scores).average().orElseThrow(), sum / count);
    }

    /** -log of the mean of exp(-bound). */
    private static double joined(double[][] bounds, int row) {
        double least = Double.POSITIVE_INFINITY;
        for (double[] ofGroup : bounds) {
            least = Math.min(least, ofGroup[row]);
        }
        double sum = 0;
        for (double[] ofGroup : bounds) {
            sum += Math.exp(least - ofGroup[row]);
        }
        return least - Math.log(sum / bounds.length);
    }

    private static double[] costs(VaeSpec spec, Map<String, Tensor> tensors, float[] rows, int count) {
        double[] costs = new double[count];
        try (Scorer scorer = Scorers.create(spec, tensors, ScorerChoice.PYTORCH)) {
            ElboTerms terms = scorer.score(rows, count);
            for (int row = 0; row < count; row++) {
                costs[row] = terms.kl()[row];
                for (int i = 0; i < spec.inputDim(); i++) {
                    boolean missing = Float.isNaN(rows[row * spec.rowWidth() + i]);
                    costs[row] += missing ? 0 : terms.nats()[row * spec.inputDim() + i];
                }
            }
        }
        return costs;
    }
}

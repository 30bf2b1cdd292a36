// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import io.elbow.artifact.Members;
import io.elbow.artifact.Tensor;
import io.elbow.artifact.VaeSpec;
import io.elbow.config.ScoreOptions.ScorerChoice;
import io.elbow.scoring.EnsembleScorer;
import io.elbow.scoring.GaussianMixtureScorer;
import io.elbow.scoring.JavaScorer;
import io.elbow.scoring.PcaScorer;
import io.elbow.scoring.Scorer;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/** Makes the scorer of a model of any family. */
public final class Scorers {
    private Scorers() {}

    /**
     * Makes a scorer, which the caller closes. Each thread needs its own.
     *
     * @param choice ignored for families without a network, which have only one implementation
     */
    public static Scorer create(VaeSpec spec, Map<String, Tensor> tensors, ScorerChoice choice) {
        return switch (spec.family()) {
            case VAE, AUTOENCODER -> ofNetwork(spec, tensors, choice);
            case PCA -> new PcaScorer(spec, tensors);
            case GAUSSIAN_MIXTURE -> new GaussianMixtureScorer(spec, tensors);
        };
    }

    private static Scorer ofNetwork(VaeSpec spec, Map<String, Tensor> tensors, ScorerChoice choice) {
        return switch (choice) {
            case AUTO -> new BatchSizeScorer(spec, tensors);
            case PYTORCH -> ofMembers(spec, tensors, VaeScorer::new);
            case JAVA -> ofMembers(spec, tensors, JavaScorer::new);
        };
    }

    private static Scorer ofMembers(
            VaeSpec spec, Map<String, Tensor> tensors, BiFunction<VaeSpec, Map<String, Tensor>, Scorer> one) {
        if (spec.members() == 1) {
            return one.apply(spec, tensors);
        }
        return new EnsembleScorer(IntStream.range(0, spec.members())
                .mapToObj(member -> one.apply(spec.ofMember(), Members.of(spec, tensors, member)))
                .toList());
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import io.elbow.artifact.Tensor;
import io.elbow.artifact.VaeSpec;
import io.elbow.config.ScoreOptions.ScorerChoice;
import io.elbow.scoring.GaussianMixtureScorer;
import io.elbow.scoring.JavaScorer;
import io.elbow.scoring.PcaScorer;
import io.elbow.scoring.Scorer;
import java.util.Map;

/** Makes the scorer of a model, whatever its family. */
public final class Scorers {
    private Scorers() {}

    /**
     * A scorer to close; one a thread.
     *
     * @param choice families without a network have one implementation alone, whatever the choice
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
            case PYTORCH -> new VaeScorer(spec, tensors);
            case JAVA -> new JavaScorer(spec, tensors);
        };
    }
}

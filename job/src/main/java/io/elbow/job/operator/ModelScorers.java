// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.artifact.ModelArtifact;
import io.elbow.artifact.VaeSpec;
import io.elbow.config.ScoreOptions.ScorerChoice;
import io.elbow.scoring.JavaScorer;
import io.elbow.scoring.Scorer;
import io.elbow.vae.BatchSizeScorer;
import io.elbow.vae.VaeScorer;

/** The scorers there are. */
public final class ModelScorers implements ScorerFactory {
    private static final long serialVersionUID = 1L;

    @Override
    public Scorer create(ModelArtifact artifact, ScorerChoice choice) {
        VaeSpec spec = artifact.manifest().spec();
        return switch (choice) {
            case AUTO -> new BatchSizeScorer(spec, artifact.tensors());
            case PYTORCH -> new VaeScorer(spec, artifact.tensors());
            case JAVA -> new JavaScorer(spec, artifact.tensors());
        };
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.artifact.ModelArtifact;
import io.elbow.config.ScoreOptions.ScorerChoice;
import io.elbow.scoring.JavaScorer;
import io.elbow.scoring.Scorer;
import io.elbow.vae.VaeScorer;

/** The scorers there are. */
public final class ModelScorers implements ScorerFactory {
    private static final long serialVersionUID = 1L;

    @Override
    public Scorer create(ModelArtifact artifact, ScorerChoice choice) {
        return choice == ScorerChoice.JAVA
                ? new JavaScorer(artifact.manifest().spec(), artifact.tensors())
                : new VaeScorer(artifact.manifest().spec(), artifact.tensors());
    }
}

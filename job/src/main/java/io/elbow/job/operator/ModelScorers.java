// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.artifact.ModelArtifact;
import io.elbow.config.ScoreOptions.ScorerChoice;
import io.elbow.scoring.Scorer;
import io.elbow.vae.Scorers;

/** The scorers there are. */
public final class ModelScorers implements ScorerFactory {
    private static final long serialVersionUID = 1L;

    @Override
    public Scorer create(ModelArtifact artifact, ScorerChoice choice) {
        return Scorers.create(artifact.manifest().spec(), artifact.tensors(), choice);
    }
}

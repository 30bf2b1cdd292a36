// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.artifact.ModelArtifact;
import io.elbow.config.ScoreOptions.ScorerChoice;
import io.elbow.scoring.Scorer;
import java.io.Serializable;

/** Makes a scorer where a task runs; travels to it. */
@FunctionalInterface
public interface ScorerFactory extends Serializable {
    /** A scorer of the caller's own: not shared, closed by the caller. */
    Scorer create(ModelArtifact artifact, ScorerChoice choice);
}

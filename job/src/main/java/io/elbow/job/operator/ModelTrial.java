// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.artifact.ModelArtifact;
import io.elbow.artifact.VaeSpec;
import io.elbow.config.ScoreOptions.ScorerChoice;
import io.elbow.job.detect.LiveModel;
import io.elbow.job.detect.ModelAcceptance.Refusal;
import io.elbow.scoring.Scorer;
import io.elbow.scoring.TrialScore;
import io.elbow.vae.Scorers;
import java.util.Optional;

/** Lets a model score ordinary rows before it may score the stream: in plain Java, so that it leaves nothing native. */
public final class ModelTrial {
    /** Reason of a model whose scores are no numbers. */
    public static final String CODE = "not-finite";

    /** Reason of a model that cannot keep the yaml's budget. */
    public static final String NO_SURPRISE = "no-surprise";

    private ModelTrial() {}

    /**
     * Empty: it may score the stream.
     *
     * @param underBudget whether a budget decides what alerts
     */
    public static Optional<Refusal> refusal(ModelArtifact artifact, boolean underBudget) {
        return underBudget && LiveModel.refusal(artifact).isPresent()
                ? LiveModel.refusal(artifact).map(detail -> new Refusal(NO_SURPRISE, detail))
                : refusal(artifact);
    }

    /** Empty: its scores are finite. */
    public static Optional<Refusal> refusal(ModelArtifact artifact) {
        VaeSpec spec = artifact.manifest().spec();
        try (Scorer scorer = Scorers.create(spec, artifact.tensors(), ScorerChoice.JAVA)) {
            return TrialScore.fault(scorer, spec)
                    .map(fault -> new Refusal(CODE, "model " + artifact.shortId() + " cannot score: " + fault));
        }
    }
}

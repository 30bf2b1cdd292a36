// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.artifact.ArtifactCodec;
import io.elbow.artifact.ArtifactException;
import io.elbow.artifact.ModelArtifact;
import io.elbow.job.detect.ModelAcceptance;
import io.elbow.job.detect.ModelAcceptance.Refusal;
import io.elbow.job.detect.ModelInUse;
import io.elbow.job.event.ModelUpdate;
import java.util.Optional;
import org.apache.flink.util.function.ThrowingConsumer;

/**
 * The model that scores, and what may take its place.
 *
 * <p>Owned state: the live model with its native scorer. Lifecycle: made in {@code open}, closed with the operator; the
 * old model is closed once the new one is complete. Design constraint: knows nothing of batches; the caller empties its
 * batch before it lets a new model in.
 */
final class ModelSwitch implements AutoCloseable {
    private final ScoreSettings settings;
    private final ScorerFactory scorers;
    private final ModelAcceptance acceptance;
    private ModelInUse inUse;

    /** @throws IllegalStateException where the bytes are no model for this job: names the reason */
    ModelSwitch(ScoreSettings settings, ScorerFactory scorers, byte[] champion) {
        this.settings = settings;
        this.scorers = scorers;
        this.acceptance = new ModelAcceptance(settings.detector(), settings.features(), settings.conditions());
        ModelArtifact artifact = read(champion);
        acceptance.refusal(artifact).ifPresent(refusal -> {
            throw new IllegalStateException("the job cannot go on with its model: " + refusal.detail());
        });
        this.inUse = live(artifact);
    }

    private static ModelArtifact read(byte[] champion) {
        try {
            return ArtifactCodec.decode(champion);
        } catch (ArtifactException e) {
            throw new IllegalStateException(
                    "the job cannot go on with its model, the state 'model' of operator 'score': " + e.getMessage()
                            + ". Start the job from this snapshot with the release that wrote it, or a newer one, or"
                            + " start without it",
                    e);
        }
    }

    ModelInUse inUse() {
        return inUse;
    }

    /** Whether a message of the models topic names a champion for this detector. */
    boolean concerns(ModelUpdate update) {
        return settings.detector().equals(update.key()) && update.artifact() != null;
    }

    /** The artifact of an update that may take over; empty where it is refused, which {@code refused} hears, or is in use. */
    Optional<ModelArtifact> accept(ModelUpdate update, ThrowingConsumer<Refusal, Exception> refused) throws Exception {
        ModelArtifact artifact;
        try {
            artifact = ArtifactCodec.decode(update.artifact());
        } catch (ArtifactException e) {
            refused.accept(new Refusal("unreadable", e.getMessage()));
            return Optional.empty();
        }
        if (artifact.modelId().equals(inUse.id())) {
            return Optional.empty();
        }
        Optional<Refusal> refusal = acceptance.refusal(artifact).or(() -> ModelTrial.refusal(artifact));
        if (refusal.isPresent()) {
            refused.accept(refusal.get());
            return Optional.empty();
        }
        return Optional.of(artifact);
    }

    /** Lets an accepted model take over. */
    void swap(ModelArtifact artifact) {
        ModelInUse old = inUse;
        inUse = live(artifact);
        old.close();
    }

    private ModelInUse live(ModelArtifact artifact) {
        return new ModelInUse(
                artifact,
                settings.alertRate(),
                scorers.create(artifact, settings.score().scorer()),
                settings.conditions());
    }

    @Override
    public void close() {
        inUse.close();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.artifact.ArtifactCodec;
import io.elbow.artifact.ArtifactException;
import io.elbow.artifact.ModelArtifact;
import io.elbow.job.detect.LiveModel;
import io.elbow.job.detect.ModelAcceptance;
import io.elbow.job.detect.ModelAcceptance.Refusal;
import io.elbow.job.detect.ModelTimeline;
import io.elbow.job.event.ModelUpdate;
import io.elbow.stream.Models;
import java.util.Optional;
import java.util.function.Function;
import org.apache.flink.util.function.ThrowingConsumer;

/**
 * The models that score, and what may take their place.
 *
 * <p>Owned state: the live models with their native scorers: the newest, the one before it around an activation, and
 * the challenger. Lifecycle: made in {@code open}, closed with the operator; an old model is closed once the new one is
 * complete. Design constraint: knows nothing of batches; the caller empties them before it lets another model in.
 */
final class ModelSwitch implements Models, AutoCloseable {
    private final ScoreSettings settings;
    private final ScorerFactory scorers;
    private final ModelAcceptance acceptance;
    private final ModelTimeline timeline;
    private LiveModel challenger;

    /** @throws IllegalStateException where the bytes are no model for this job: names the reason */
    ModelSwitch(ScoreSettings settings, ScorerFactory scorers, byte[] champion) {
        this.settings = settings;
        this.scorers = scorers;
        this.acceptance = new ModelAcceptance(settings.detector(), settings.features(), settings.conditions());
        this.timeline = new ModelTimeline(restored(champion));
    }

    /** With all that a job's state holds. */
    static ModelSwitch of(ScoreSettings settings, ScorerFactory scorers, ChampionState state) throws Exception {
        ModelSwitch models = new ModelSwitch(settings, scorers, state.bytes());
        try {
            if (state.previous() != null) {
                models.timeline.restore(models.restored(state.previous()), state.activationMillis());
            }
            if (state.challenger() != null) {
                models.challenger = models.restored(state.challenger());
            }
            return models;
        } catch (RuntimeException e) {
            models.close();
            throw e;
        }
    }

    private LiveModel restored(byte[] bytes) {
        ModelArtifact artifact = read(bytes);
        acceptance.refusal(artifact).ifPresent(refusal -> {
            throw new IllegalStateException("the job cannot go on with its model: " + refusal.detail());
        });
        return live(artifact);
    }

    private static ModelArtifact read(byte[] bytes) {
        try {
            return ArtifactCodec.decode(bytes);
        } catch (ArtifactException e) {
            throw new IllegalStateException(
                    "the job cannot go on with its model, the state 'model' of operator 'score': " + e.getMessage()
                            + ". Start the job from this snapshot with the release that wrote it, or a newer one, or"
                            + " start without it",
                    e);
        }
    }

    /** The model that was accepted last. */
    @Override
    public LiveModel newest() {
        return timeline.newest();
    }

    /** The model before it; null: it is no longer held. */
    @Override
    public LiveModel previous() {
        return timeline.previous();
    }

    /** The model of a record of this event time. */
    @Override
    public LiveModel at(long timestampMillis) {
        return timeline.at(timestampMillis);
    }

    /** Null: none runs. */
    @Override
    public LiveModel challenger() {
        return challenger;
    }

    /** Whether a message of the models topic names a champion for this detector. */
    boolean concerns(ModelUpdate update) {
        return settings.detector().equals(update.key()) && update.artifact() != null;
    }

    /**
     * The artifact of an update that may take over; empty where it is refused, which {@code refused} hears, or is in
     * use.
     */
    Optional<ModelArtifact> accept(ModelUpdate update, ThrowingConsumer<Refusal, Exception> refused) throws Exception {
        return accept(update, newest(), artifact -> ModelAcceptance.refusal(artifact, update, newest().id()), refused);
    }

    /** Likewise of one that may run beside the champion; empty also where it runs already, or is the champion. */
    Optional<ModelArtifact> acceptChallenger(ModelUpdate update, ThrowingConsumer<Refusal, Exception> refused)
            throws Exception {
        return accept(
                        update,
                        challenger,
                        artifact -> ModelAcceptance.challengerRefusal(artifact, update, newest().shingleLength()),
                        refused)
                .filter(artifact -> !artifact.modelId().equals(newest().id()));
    }

    private Optional<ModelArtifact> accept(
            ModelUpdate update,
            LiveModel sameRole,
            Function<ModelArtifact, Optional<Refusal>> byMessage,
            ThrowingConsumer<Refusal, Exception> refused)
            throws Exception {
        ModelArtifact artifact;
        try {
            artifact = ArtifactCodec.decode(update.artifact());
        } catch (ArtifactException e) {
            refused.accept(new Refusal("unreadable", e.getMessage()));
            return Optional.empty();
        }
        if (sameRole != null && artifact.modelId().equals(sameRole.id())) {
            return Optional.empty();
        }
        Optional<Refusal> refusal =
                acceptance.refusal(artifact).or(() -> byMessage.apply(artifact)).or(() -> ModelTrial.refusal(artifact));
        if (refusal.isPresent()) {
            refused.accept(refusal.get());
            return Optional.empty();
        }
        return Optional.of(artifact);
    }

    /** Lets an accepted model take over. */
    void swap(ModelArtifact artifact) {
        timeline.replace(live(artifact));
    }

    /**
     * Lets an accepted model take over from an event time on.
     *
     * @return whether {@link #previous} stays what it was
     */
    boolean announce(ModelArtifact artifact, long activationMillis, long watermarkMillis) {
        return timeline.announce(live(artifact), activationMillis, watermarkMillis);
    }

    /** Whether no record can need the model before the newest any more. */
    boolean canForget(long watermarkMillis) {
        return timeline.canForget(watermarkMillis);
    }

    void forgetPrevious() {
        timeline.forgetPrevious();
    }

    /** Lets an accepted model run beside the champion. */
    void challenge(ModelArtifact artifact) {
        LiveModel old = challenger;
        challenger = live(artifact);
        if (old != null) {
            old.close();
        }
    }

    /** Lets no model run beside the champion. */
    void endChallenge() {
        challenger.close();
        challenger = null;
    }

    private LiveModel live(ModelArtifact artifact) {
        return new LiveModel(
                artifact,
                settings.alertRate(),
                settings.guard(),
                scorers.create(artifact, settings.score().scorer()),
                settings.conditions());
    }

    @Override
    public void close() {
        if (challenger != null) {
            challenger.close();
        }
        timeline.close();
    }
}

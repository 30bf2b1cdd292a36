// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import io.elbow.artifact.ArtifactException;
import io.elbow.artifact.ModelArtifact;
import io.elbow.job.detect.ModelAcceptance.Refusal;
import io.elbow.job.detect.Transition.Activated;
import io.elbow.job.detect.Transition.Announce;
import io.elbow.job.detect.Transition.EndShadow;
import io.elbow.job.detect.Transition.ForgetPrevious;
import io.elbow.job.detect.Transition.Refuse;
import io.elbow.job.detect.Transition.RepublishChampion;
import io.elbow.job.detect.Transition.StartShadow;
import io.elbow.job.detect.Transition.Swap;
import io.elbow.protocol.EncodedModel;
import io.elbow.protocol.ModelHeaders;
import io.elbow.protocol.ModelMessage;
import io.elbow.protocol.ModelRole;
import io.elbow.protocol.ModelsTopicProtocol;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Which models a job scores with: the champion, around an activation the model before it, and a challenger.
 *
 * <p>A state machine: messages of the models topic and watermarks go in, {@link Transition}s come out. It follows from
 * these and the restored state alone, so that every subtask decides alike, and a replay too.
 */
public final class ModelRegistry {
    /**
     * Event time for which the model before an activation is held: a key may be behind the others without being late.
     * What comes later still is scored by the champion.
     */
    public static final Duration HELD = Duration.ofDays(1);

    /** What becomes of a message's model. */
    private sealed interface Assessment {
        record Accepted(RegisteredModel model) implements Assessment {}

        record Refused(Refusal refusal) implements Assessment {}

        /** It has its role already. */
        record InUse() implements Assessment {}
    }

    private final ModelsTopicProtocol protocol;
    private final ModelAcceptance acceptance;
    private final long announcedOffset;
    private RegisteredModel champion;
    private long offset;
    private long activationMillis;
    private boolean pending;
    private RegisteredModel previous;
    private RegisteredModel challenger;
    private long watermarkMillis = Long.MIN_VALUE;
    private long passedOver = ModelMessage.NONE;

    /**
     * Goes on from a state.
     *
     * @param first what was known when the job was submitted
     * @throws IllegalStateException where the state holds no model for this job: names the reason
     */
    public ModelRegistry(String detector, ModelAcceptance acceptance, RegistryState state, InitialModel first) {
        this.protocol = new ModelsTopicProtocol(detector);
        this.acceptance = acceptance;
        this.announcedOffset = first.activationMillis() == ModelMessage.NONE ? ModelMessage.NONE : first.offset();
        this.champion = restored(state.champion());
        this.offset = state.offset();
        this.activationMillis = state.activationMillis();
        this.pending = state.pending();
        this.previous = state.previous() == null ? null : restored(state.previous());
        this.challenger = state.challenger() == null ? null : restored(state.challenger());
    }

    private RegisteredModel restored(byte[] bytes) {
        RegisteredModel model;
        try {
            model = RegisteredModel.decode(bytes);
        } catch (ArtifactException e) {
            throw new IllegalStateException(
                    "the job cannot go on with its model, the state 'model' of operator 'score': " + e.getMessage()
                            + ". Start the job from this snapshot with the release that wrote it, or a newer one, or"
                            + " start without it",
                    e);
        }
        acceptance.refusal(model.artifact()).ifPresent(refusal -> {
            throw new IllegalStateException("the job cannot go on with its model: " + refusal.detail());
        });
        return model;
    }

    public RegistryState state() {
        return new RegistryState(
                champion.bytes(),
                offset,
                activationMillis,
                pending,
                previous == null ? null : previous.bytes(),
                challenger == null ? null : challenger.bytes());
    }

    /** The model that was accepted last, in force or not. */
    public RegisteredModel champion() {
        return champion;
    }

    /** The model that scores the records before {@link #activationMillis}; null: the champion scores all. */
    public RegisteredModel previous() {
        return previous;
    }

    /** Null: none runs. */
    public RegisteredModel challenger() {
        return challenger;
    }

    /**
     * Event time from which on the champion scores, ms; {@link ModelMessage#NONE}: from where it stood in the topic.
     */
    public long activationMillis() {
        return activationMillis;
    }

    /** Whether event time has not reached the activation, so that the previous model is in force. */
    public boolean isPending() {
        return pending;
    }

    /** Event time. */
    public long watermarkMillis() {
        return watermarkMillis;
    }

    /**
     * Takes what was announced when the job was submitted, where the state is older: the models input would bring it,
     * but maybe after the records that it is for.
     */
    public List<Transition> begin(InitialModel first) {
        if (announcedOffset == ModelMessage.NONE || offset >= announcedOffset) {
            return List.of();
        }
        ModelHeaders headers = ModelHeaders.of(ModelRole.CHAMPION, null, null)
                .withActivation(Instant.ofEpochMilli(first.activationMillis()).toString());
        ModelMessage announced =
                new ModelMessage(protocol.detector(), first.champion(), headers, announcedOffset, ModelMessage.NONE);
        // A refusal is reported when the models input brings the message.
        return assessChampion(announced) instanceof Assessment.Accepted accepted
                ? List.of(install(accepted.model(), announced))
                : List.of();
    }

    /** Takes no champion from before an offset: the job was started with it, and it took a restored one's place. */
    public void passOver(long before) {
        passedOver = before;
    }

    /** Takes the next message of the models topic. */
    public List<Transition> take(ModelMessage message) {
        if (protocol.isChampion(message.key()) && message.artifact() != null) {
            return takeChampion(message);
        }
        return protocol.isKept(message.key()) ? takeKept(message) : List.of();
    }

    /** Takes the progress of event time. */
    public List<Transition> advance(long timestampMillis) {
        watermarkMillis = timestampMillis;
        List<Transition> transitions = new ArrayList<>();
        if (pending && timestampMillis >= activationMillis) {
            pending = false;
            transitions.add(new Activated(activationMillis));
        }
        if (previous != null && timestampMillis >= activationMillis + HELD.toMillis()) {
            previous = null;
            transitions.add(new ForgetPrevious());
        }
        return transitions;
    }

    private List<Transition> takeChampion(ModelMessage message) {
        boolean beforeAnnounced = message.offset() < announcedOffset && offset >= announcedOffset;
        if (beforeAnnounced || message.offset() < passedOver) {
            // Older than what was known from the start.
            return List.of();
        }
        if (message.headers().isAnswer() && message.headers().answers() < offset) {
            // Written back while a newer champion was on its way: it would undo that one, here and on the topic.
            return List.of(republishChampion(message));
        }
        Assessment assessment = assessChampion(message);
        if (assessment instanceof Assessment.Refused refused) {
            return List.of(new Refuse(message, refused.refusal()), republishChampion(message));
        }
        return assessment instanceof Assessment.Accepted accepted
                ? List.of(install(accepted.model(), message))
                : List.of();
    }

    private List<Transition> takeKept(ModelMessage message) {
        if (message.headers().role() == ModelRole.CHALLENGER && message.artifact() != null) {
            Assessment assessment = assessChallenger(message);
            if (assessment instanceof Assessment.Refused refused) {
                return List.of(new Refuse(message, refused.refusal()));
            }
            if (assessment instanceof Assessment.Accepted accepted) {
                challenger = accepted.model();
                return List.of(new StartShadow(challenger));
            }
        } else if (challenger != null && message.key().endsWith("/" + challenger.id())) {
            String gone = challenger.id();
            challenger = null;
            return List.of(new EndShadow(gone));
        }
        return List.of();
    }

    private Assessment assessChampion(ModelMessage message) {
        return assess(
                message.artifact(),
                champion,
                artifact -> ModelAcceptance.championRefusal(artifact, message.headers(), champion.id()));
    }

    private Assessment assessChallenger(ModelMessage message) {
        int shingleLength = champion.artifact().manifest().spec().shingleLength();
        Assessment assessment = assess(
                message.artifact(),
                challenger,
                artifact -> ModelAcceptance.challengerRefusal(artifact, message.key(), shingleLength));
        boolean isChampion = assessment instanceof Assessment.Accepted accepted
                && accepted.model().id().equals(champion.id());
        return isChampion ? new Assessment.InUse() : assessment;
    }

    /** @param sameRole the model that has the role now, or null */
    private Assessment assess(
            byte[] bytes, RegisteredModel sameRole, Function<ModelArtifact, Optional<Refusal>> byMessage) {
        RegisteredModel model;
        try {
            model = RegisteredModel.decode(bytes);
        } catch (ArtifactException e) {
            return new Assessment.Refused(new Refusal("unreadable", e.getMessage()));
        }
        if (sameRole != null && model.id().equals(sameRole.id())) {
            return new Assessment.InUse();
        }
        return acceptance
                .refusal(model.artifact())
                .or(() -> byMessage.apply(model.artifact()))
                .or(() -> acceptance.trial(model.artifact()))
                .<Assessment>map(Assessment.Refused::new)
                .orElseGet(() -> new Assessment.Accepted(model));
    }

    private Transition install(RegisteredModel model, ModelMessage message) {
        EncodedModel replaced = champion.encoded();
        OptionalLong activation = message.headers().activationMillis();
        challenger = null;
        offset = message.offset();
        if (activation.isEmpty()) {
            champion = model;
            previous = null;
            pending = false;
            activationMillis = ModelMessage.NONE;
            return new Swap(
                    model,
                    replaced,
                    ModelHeaders.BY_ROLLBACK.equals(message.headers().publisher()));
        }
        // Where the champion is not in force yet, the model before it still is, and stays.
        boolean previousIsInForce = previous != null && pending && watermarkMillis < activationMillis;
        previous = previousIsInForce ? previous : champion;
        champion = model;
        pending = true;
        activationMillis = activation.getAsLong();
        return new Announce(model, replaced, activationMillis);
    }

    private Transition republishChampion(ModelMessage refused) {
        String activation = activationMillis == ModelMessage.NONE
                ? null
                : Instant.ofEpochMilli(activationMillis).toString();
        return new RepublishChampion(ModelMessage.toPublish(
                protocol.detector(),
                champion.bytes(),
                new ModelHeaders(
                        ModelRole.CHAMPION,
                        champion.parent(),
                        ModelHeaders.BY_JOB,
                        activation,
                        false,
                        refused.offset())));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.artifact.ModelArtifact;
import io.elbow.job.detect.LiveModel;
import io.elbow.job.detect.ModelAcceptance;
import io.elbow.job.detect.ModelAcceptance.Refusal;
import io.elbow.job.event.DetectorEvent;
import io.elbow.job.event.ModelUpdate;
import io.elbow.job.event.RejectedRecord;
import io.elbow.job.event.ScorerNotification;
import io.elbow.job.metrics.ElboMeters;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the models topic's messages in: accepts or refuses them, and tells of it.
 *
 * <p>Owned state: none but the event time; it keeps {@link ChampionState} and {@link ModelSwitch} in step. Lifecycle:
 * made in {@code open}. Design constraint: every subtask decides alike, from the models input and the watermark alone;
 * the firstSubtask alone tells the outside. Batches are emptied before and made anew after each change.
 */
final class ModelUpdateHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ModelUpdateHandler.class);

    /** The batches of the models in use. */
    interface Batches {
        /** Scores what waits, and reports what the challenger made of it. */
        void empty() throws Exception;

        /** Makes room for the rows of the models that are in use now. */
        void renew() throws Exception;
    }

    private final ScoreSettings settings;
    private final ModelSwitch models;
    private final ChampionState state;
    private final ElboMeters meters;
    private final Output<?> output;
    private final Batches batches;
    private final boolean firstSubtask;
    private final long announcedOffset;
    private long watermarkMillis = Long.MIN_VALUE;

    /** @param firstSubtask whether this subtask tells the outside */
    ModelUpdateHandler(
            ScoreSettings settings,
            ModelSwitch models,
            ChampionState state,
            ElboMeters meters,
            Output<?> output,
            Batches batches,
            boolean firstSubtask,
            InitialModel first) {
        this.settings = settings;
        this.models = models;
        this.state = state;
        this.meters = meters;
        this.output = output;
        this.batches = batches;
        this.firstSubtask = firstSubtask;
        this.announcedOffset = first.activationMillis() == ModelUpdate.NONE ? ModelUpdate.NONE : first.offset();
    }

    /**
     * Begins with what the state holds and, where that is older, what was announced when the job was submitted: the
     * models input would bring it, but maybe after the records that it is for.
     */
    void open(InitialModel first) throws Exception {
        if (announcedOffset != ModelUpdate.NONE && state.offset() < announcedOffset) {
            ModelUpdate announced = ModelUpdate.published(
                            settings.detector(), first.champion(), ModelUpdate.CHAMPION, null, announcedOffset)
                    .withActivation(
                            Instant.ofEpochMilli(first.activationMillis()).toString());
            // A refusal is told when the models input brings it.
            Optional<ModelArtifact> accepted = models.accept(announced, refusal -> {});
            if (accepted.isPresent()) {
                install(accepted.get(), announced);
            }
        }
        LiveModel newest = models.newest();
        notifyOfModel(inForce());
        tell(ScorerNotification.champion(newest.id(), newest.parent(), null, null, null, watermarkMillis));
    }

    /** Takes the next message of the models input. */
    void take(StreamRecord<ModelUpdate> element) throws Exception {
        ModelUpdate update = element.getValue();
        if (update.command() != null) {
            tell(ScorerNotification.command(update.command(), watermarkMillis));
        } else if (models.concerns(update)) {
            takeChampion(update, element);
        } else if (update.key() != null && update.key().startsWith(settings.detector() + "/")) {
            takeKept(update, element);
        }
    }

    /** Takes the progress of event time; the batches are empty. */
    void onWatermark(long timestampMillis) throws Exception {
        watermarkMillis = timestampMillis;
        if (state.isPending() && timestampMillis >= state.activationMillis()) {
            state.activated();
            activated(DetectorEvent.ACTIVATED, state.activationMillis());
        }
        if (models.canForget(timestampMillis)) {
            models.forgetPrevious();
            state.forgetPrevious();
            batches.renew();
        }
    }

    long watermarkMillis() {
        return watermarkMillis;
    }

    private void takeChampion(ModelUpdate update, StreamRecord<?> element) throws Exception {
        if (update.offset() < announcedOffset && state.offset() >= announcedOffset) {
            // Older than what was known from the start.
            return;
        }
        if (update.answers() != ModelUpdate.NONE && update.answers() < state.offset()) {
            // Written back while a newer champion was on its way: it would undo that one, here and on the topic.
            restoreChampion(update);
            return;
        }
        Optional<ModelArtifact> accepted = models.accept(update, refusal -> {
            refuse(update, refusal, element);
            restoreChampion(update);
        });
        if (accepted.isPresent()) {
            install(accepted.get(), update);
        }
    }

    private void install(ModelArtifact artifact, ModelUpdate update) throws Exception {
        batches.empty();
        endChallenge();
        LiveModel replaced = models.newest();
        byte[] replacedBytes = state.bytes();
        String replacedId = replaced.id();
        String replacedParent = replaced.parent();
        OptionalLong activation = ModelAcceptance.activation(update);
        if (activation.isPresent()) {
            boolean earlierStays = models.announce(artifact, activation.getAsLong(), watermarkMillis);
            state.announce(update.artifact(), update.offset(), activation.getAsLong(), earlierStays);
            LOG.info("model {} scores from event time {} on", artifact.shortId(), update.activation());
        } else {
            models.swap(artifact);
            state.replace(update.artifact(), update.offset());
            boolean back = ModelUpdate.ROLLBACK.equals(update.publisher());
            activated(back ? DetectorEvent.ROLLED_BACK : DetectorEvent.ACTIVATED, watermarkMillis);
        }
        batches.renew();
        tell(ScorerNotification.champion(
                artifact.modelId(),
                models.newest().parent(),
                replacedBytes,
                replacedId,
                replacedParent,
                watermarkMillis));
    }

    /** The newest model is in force from now on. */
    private void activated(String event, long timestampMillis) {
        LiveModel model = models.newest();
        notifyOfModel(model);
        LOG.info("model {} scores from now on", model.shortId());
        if (firstSubtask) {
            meters.modelSwapped();
        }
        tell(event(event, timestampMillis, model.id(), model.parent(), null, Map.of("threshold", model.threshold())));
    }

    private LiveModel inForce() throws Exception {
        return state.isPending() && models.previous() != null ? models.previous() : models.newest();
    }

    private void takeKept(ModelUpdate update, StreamRecord<?> element) throws Exception {
        if (ModelUpdate.CHALLENGER.equals(update.role()) && update.artifact() != null) {
            Optional<ModelArtifact> accepted =
                    models.acceptChallenger(update, refusal -> refuse(update, refusal, element));
            if (accepted.isPresent()) {
                challenge(accepted.get(), update);
            }
        } else if (models.challenger() != null
                && update.key().endsWith("/" + models.challenger().id())) {
            String gone = models.challenger().id();
            batches.empty();
            endChallenge();
            batches.renew();
            tell(ScorerNotification.ended(gone, watermarkMillis));
        }
    }

    private void challenge(ModelArtifact artifact, ModelUpdate update) throws Exception {
        batches.empty();
        models.challenge(artifact);
        state.challenge(update.artifact());
        batches.renew();
        LiveModel challenger = models.challenger();
        LOG.info("model {} runs beside the champion from now on", challenger.shortId());
        tell(event(
                DetectorEvent.SHADOWING,
                watermarkMillis,
                challenger.id(),
                challenger.parent(),
                "runs beside " + models.newest().shortId(),
                Map.of("threshold", challenger.threshold())));
        tell(ScorerNotification.challenger(
                challenger.id(), challenger.parent(), update.artifact(), watermarkMillis, challenger.alertRate()));
    }

    private void endChallenge() throws Exception {
        if (models.challenger() != null) {
            models.endChallenge();
            state.challenge(null);
        }
    }

    private void refuse(ModelUpdate update, Refusal refusal, StreamRecord<?> cause) {
        if (!firstSubtask) {
            return;
        }
        LOG.warn("refused the model at offset {} of {}: {}", update.offset(), settings.modelsTopic(), refusal.detail());
        meters.modelRefused(refusal.code());
        RejectedRecord rejected = RejectedRecord.of(
                RejectedRecord.MODEL_REFUSED,
                refusal.code(),
                refusal.detail(),
                settings.modelsTopic(),
                0,
                update.offset(),
                update.key().getBytes(StandardCharsets.UTF_8),
                update.artifact(),
                RejectedRecord.TRUNCATED_BYTES);
        output.collect(DeadLetters.TAG, DeadLetters.deadLetter(rejected, cause));
        tell(event(
                DetectorEvent.REFUSED,
                watermarkMillis,
                null,
                update.parent(),
                refusal.code() + ": " + refusal.detail(),
                Map.of("offset", (double) update.offset())));
    }

    /** Puts the champion in use back under the detector's key, so that whoever starts from the topic finds it there. */
    private void restoreChampion(ModelUpdate refused) throws Exception {
        if (!firstSubtask) {
            return;
        }
        ModelUpdate restored = ModelUpdate.restored(
                settings.detector(), state.bytes(), models.newest().parent(), refused.offset());
        long activationMillis = state.activationMillis();
        if (activationMillis != ModelUpdate.NONE) {
            restored = restored.withActivation(
                    Instant.ofEpochMilli(activationMillis).toString());
        }
        output.collect(ModelsToPublish.TAG, new StreamRecord<>(restored));
    }

    private DetectorEvent event(
            String what,
            long timestampMillis,
            String model,
            String parent,
            String reason,
            Map<String, Double> figures) {
        // Before the first record there is no event time.
        return new DetectorEvent(
                what, settings.detector(), Math.max(0, timestampMillis), model, parent, reason, figures);
    }

    private void tell(DetectorEvent event) {
        if (firstSubtask) {
            output.collect(DetectorEvents.TAG, new StreamRecord<>(event));
        }
    }

    private void tell(ScorerNotification signal) {
        if (firstSubtask) {
            output.collect(ScorerNotifications.TAG, new StreamRecord<>(signal));
        }
    }

    private void notifyOfModel(LiveModel model) {
        meters.modelInUse(model.shortId(), model.threshold(), model.floor(), model.alertRate());
    }
}

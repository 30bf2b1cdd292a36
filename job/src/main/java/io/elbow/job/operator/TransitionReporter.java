// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.artifact.ModelArtifact;
import io.elbow.job.detect.LiveModel;
import io.elbow.job.detect.LiveModels;
import io.elbow.job.detect.ModelChangeAtStart;
import io.elbow.job.detect.ModelRegistry;
import io.elbow.job.detect.RegisteredModel;
import io.elbow.job.detect.Transition;
import io.elbow.job.detect.Transition.Activated;
import io.elbow.job.detect.Transition.Announce;
import io.elbow.job.detect.Transition.EndShadow;
import io.elbow.job.detect.Transition.Refuse;
import io.elbow.job.detect.Transition.RepublishChampion;
import io.elbow.job.detect.Transition.StartShadow;
import io.elbow.job.detect.Transition.Swap;
import io.elbow.job.event.ControlMessage;
import io.elbow.job.event.DetectorEvent;
import io.elbow.job.event.RejectedRecord;
import io.elbow.job.event.ScorerNotification;
import io.elbow.job.metrics.ElboMeters;
import io.elbow.protocol.EncodedModel;
import io.elbow.protocol.ModelMessage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs, counts and emits what a {@link ModelRegistry} did.
 *
 * <p>Owned state: none. Lifecycle: made in {@code open}; called once the registry and the live models are what the
 * transition made them. Design constraint: every subtask decides alike, so the first one alone reports to the outside.
 */
final class TransitionReporter {
    private static final Logger LOG = LoggerFactory.getLogger(TransitionReporter.class);

    private final ScoreSettings settings;
    private final ModelRegistry registry;
    private final LiveModels models;
    private final ElboMeters meters;
    private final Output<?> output;
    private final boolean firstSubtask;

    /** @param firstSubtask whether this subtask reports to the outside */
    TransitionReporter(
            ScoreSettings settings,
            ModelRegistry registry,
            LiveModels models,
            ElboMeters meters,
            Output<?> output,
            boolean firstSubtask) {
        this.settings = settings;
        this.registry = registry;
        this.models = models;
        this.meters = meters;
        this.output = output;
        this.firstSubtask = firstSubtask;
    }

    /** The task begins with the models that there are. */
    void began(ModelChangeAtStart change) {
        boolean previousIsInForce = registry.isPending() && registry.previous() != null;
        inForce(previousIsInForce ? models.previous() : models.newest());
        champion(null);
        if (change.isOne()) {
            tookOver(change.text());
        }
    }

    /**
     * The champion took the place of a restored one that cannot score what is read now.
     *
     * @param change for a person
     */
    private void tookOver(String change) {
        LiveModel model = models.newest();
        LOG.warn("model {} {}", model.shortId(), change);
        if (firstSubtask) {
            meters.modelSwapped();
        }
        emit(event(DetectorEvent.ACTIVATED, registry.watermarkMillis(), model, change));
    }

    /** @param cause the message; null: there is none */
    void report(Transition transition, StreamRecord<?> cause) {
        if (transition instanceof Swap swap) {
            activated(swap.back() ? DetectorEvent.ROLLED_BACK : DetectorEvent.ACTIVATED, registry.watermarkMillis());
            champion(swap.replaced());
        } else if (transition instanceof Announce announce) {
            ModelArtifact artifact = announce.model().artifact();
            LOG.info(
                    "model {} scores from event time {} on",
                    artifact.shortId(),
                    Instant.ofEpochMilli(announce.activationMillis()));
            champion(announce.replaced());
        } else if (transition instanceof Activated activated) {
            activated(DetectorEvent.ACTIVATED, activated.activationMillis());
        } else if (transition instanceof StartShadow start) {
            startShadow(start.model());
        } else if (transition instanceof EndShadow end) {
            emit(ScorerNotification.of(registry.watermarkMillis(), new ScorerNotification.Ended(end.model())));
        } else if (transition instanceof Refuse refuse) {
            refuse(refuse, cause);
        } else if (transition instanceof RepublishChampion republish) {
            emit(SideOutputs.MODELS_TO_PUBLISH, republish.message());
        }
    }

    /** Hands a command to the promotion policy. */
    void command(ControlMessage command) {
        emit(ScorerNotification.of(registry.watermarkMillis(), command));
    }

    /** @param replaced null: the champion is what it was */
    private void champion(EncodedModel replaced) {
        LiveModel newest = models.newest();
        emit(ScorerNotification.of(
                registry.watermarkMillis(), new ScorerNotification.Champion(newest.id(), newest.parent(), replaced)));
    }

    private void activated(String event, long timestampMillis) {
        LiveModel model = models.newest();
        inForce(model);
        LOG.info("model {} scores from now on", model.shortId());
        if (firstSubtask) {
            meters.modelSwapped();
        }
        emit(event(event, timestampMillis, model, null));
    }

    private void startShadow(RegisteredModel model) {
        LiveModel challenger = models.challenger();
        LOG.info("model {} runs as challenger from now on", challenger.shortId());
        String reason = "runs as challenger to " + models.newest().shortId();
        emit(event(DetectorEvent.SHADOWING, registry.watermarkMillis(), challenger, reason));
        emit(ScorerNotification.of(
                registry.watermarkMillis(),
                new ScorerNotification.Challenger(model.encoded(), challenger.alertRate())));
    }

    private void refuse(Refuse refuse, StreamRecord<?> cause) {
        if (!firstSubtask) {
            return;
        }
        ModelMessage message = refuse.message();
        String code = refuse.refusal().code();
        String detail = refuse.refusal().detail();
        LOG.warn("refused the model at offset {} of {}: {}", message.offset(), settings.modelsTopic(), detail);
        meters.modelRefused(code);
        RejectedRecord rejected = RejectedRecord.of(
                RejectedRecord.MODEL_REFUSED,
                code,
                detail,
                settings.modelsTopic(),
                0,
                message.offset(),
                message.key().getBytes(StandardCharsets.UTF_8),
                message.artifact(),
                RejectedRecord.TRUNCATED_BYTES);
        output.collect(SideOutputs.DEAD_LETTERS, SideOutputs.deadLetter(rejected, cause));
        emit(new DetectorEvent(
                DetectorEvent.REFUSED,
                settings.detector(),
                eventTime(registry.watermarkMillis()),
                null,
                message.headers().parent(),
                code + ": " + detail,
                Map.of("offset", (double) message.offset())));
    }

    private DetectorEvent event(String what, long timestampMillis, LiveModel model, String reason) {
        return new DetectorEvent(
                what,
                settings.detector(),
                eventTime(timestampMillis),
                model.id(),
                model.parent(),
                reason,
                Map.of("threshold", model.threshold()));
    }

    /** Before the first record there is none. */
    private static long eventTime(long watermarkMillis) {
        return Math.max(0, watermarkMillis);
    }

    private void inForce(LiveModel model) {
        // Under a budget no share of records is promised, so that no alarm may compare with one.
        double promised = model.surprises() == null ? model.alertRate() : Double.NaN;
        meters.modelInUse(model.shortId(), model.threshold(), model.floor(), promised);
    }

    private void emit(DetectorEvent event) {
        emit(SideOutputs.EVENTS, event);
    }

    private void emit(ScorerNotification notification) {
        emit(SideOutputs.NOTIFICATIONS, notification);
    }

    private <T> void emit(OutputTag<T> tag, T value) {
        if (firstSubtask) {
            output.collect(tag, new StreamRecord<>(value));
        }
    }
}

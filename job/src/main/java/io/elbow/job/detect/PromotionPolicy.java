// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import io.elbow.job.event.ControlMessage;
import io.elbow.job.event.DetectorEvent;
import io.elbow.job.event.ScorerNotification;
import io.elbow.job.event.ScorerNotification.Challenger;
import io.elbow.job.event.ScorerNotification.Champion;
import io.elbow.job.event.ScorerNotification.Counts;
import io.elbow.job.event.ScorerNotification.Ended;
import io.elbow.protocol.EncodedModel;
import io.elbow.protocol.ModelHeaders;
import io.elbow.protocol.ModelMessage;
import io.elbow.protocol.ModelRole;
import io.elbow.protocol.ModelsTopicProtocol;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Decides which model goes to the models topic by the job's own hand: whether a challenger is promoted or dropped, and
 * what {@code promote}, {@code rollback} and {@code drop} of the control topic come to.
 *
 * <p>It swaps nothing: what it publishes reaches the scorers as any other model does. Without memory of its own.
 */
public final class PromotionPolicy {
    /**
     * How it decides.
     *
     * @param shadow event time that a challenger runs; null: until somebody decides
     * @param auto whether the comparison promotes or drops it; else somebody decides
     * @param minRecords both must have scored for a verdict
     */
    public record Settings(String detector, Duration shadow, boolean auto, int minRecords) implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    /** Where decisions go to. */
    public interface Outcome {
        /** To the models topic. */
        void publish(ModelMessage message);

        /** To the events topic. */
        void emit(DetectorEvent event);
    }

    private final Settings settings;
    private final ModelsTopicProtocol protocol;

    public PromotionPolicy(Settings settings) {
        this.settings = settings;
        this.protocol = new ModelsTopicProtocol(settings.detector());
    }

    /** Takes what the scorers report. */
    public void take(PromotionState memory, ScorerNotification notification, Outcome outcome) {
        long timestampMillis = notification.timestampMillis();
        if (notification.champion() != null) {
            champion(memory, notification.champion(), timestampMillis, outcome);
        } else if (notification.challenger() != null) {
            challenger(memory, notification.challenger(), timestampMillis, outcome);
        } else if (notification.ended() != null) {
            ended(memory, notification.ended(), timestampMillis, outcome);
        } else if (notification.counts() != null) {
            counts(memory, notification.counts());
        } else {
            command(memory, notification.command(), timestampMillis, outcome);
        }
    }

    /** Takes the progress of event time: all that was counted before is known. */
    public void onEventTime(PromotionState memory, long watermarkMillis, Outcome outcome) {
        if (!memory.hasChallenger() || memory.challengerArtifact == null || watermarkMillis == Long.MIN_VALUE) {
            return;
        }
        if (memory.startedMillis == Long.MIN_VALUE) {
            memory.startedMillis = watermarkMillis;
        }
        ShadowGate gate = new ShadowGate(settings.minRecords(), memory.alertRate);
        boolean over = settings.shadow() != null
                && watermarkMillis >= memory.startedMillis + settings.shadow().toMillis();
        if (over && !memory.reported && !memory.decided && gate.isReady(memory.report)) {
            memory.reported = true;
            judge(memory, gate.faults(memory.report), watermarkMillis, outcome);
        }
    }

    private void judge(PromotionState memory, List<String> faults, long timestampMillis, Outcome outcome) {
        String verdict = faults.isEmpty() ? "no worse than the champion" : String.join("; ", faults);
        outcome.emit(aboutChallenger(
                memory,
                DetectorEvent.SHADOWING,
                timestampMillis,
                settings.auto() ? verdict : verdict + "; waits for promote or drop"));
        if (!settings.auto()) {
            return;
        }
        if (faults.isEmpty()) {
            promoteChallenger(memory, verdict, timestampMillis, outcome);
        } else {
            drop(memory, verdict, timestampMillis, outcome);
        }
    }

    private void champion(PromotionState memory, Champion now, long timestampMillis, Outcome outcome) {
        if (now.model().equals(memory.champion)) {
            return;
        }
        memory.champion = now.model();
        memory.championParent = now.parent();
        if (now.replaced() != null) {
            memory.previous = now.replaced().id();
            memory.previousParent = now.replaced().parent();
            memory.previousArtifact = now.replaced().artifact();
        }
        if (!memory.hasChallenger()) {
            return;
        }
        if (memory.challenger.equals(now.model()) || memory.decided) {
            memory.forgetChallenger();
        } else if (memory.challengerArtifact == null) {
            // Known by another subtask's counts alone: its own message is behind this one.
            return;
        } else {
            drop(memory, "the champion that it was compared with was replaced", timestampMillis, outcome);
            memory.forgetChallenger();
        }
    }

    private void challenger(PromotionState memory, Challenger started, long timestampMillis, Outcome outcome) {
        EncodedModel model = started.model();
        if (memory.hasChallenger()
                && memory.challengerArtifact != null
                && !memory.challenger.equals(model.id())
                && !memory.decided) {
            drop(memory, "another challenger took its place", timestampMillis, outcome);
        }
        if (!model.id().equals(memory.challenger) || memory.challengerArtifact != null) {
            memory.challenge(model.id());
        }
        memory.ended = null;
        memory.challengerParent = model.parent();
        memory.challengerArtifact = model.artifact();
        memory.alertRate = started.alertRate();
        memory.startedMillis = timestampMillis;
    }

    private void ended(PromotionState memory, Ended ended, long timestampMillis, Outcome outcome) {
        if (!ended.model().equals(memory.challenger)) {
            return;
        }
        if (!memory.decided) {
            outcome.emit(aboutChallenger(
                    memory, DetectorEvent.DROPPED, timestampMillis, "by a message of the models topic"));
        }
        memory.forgetChallenger();
    }

    private static void counts(PromotionState memory, Counts counts) {
        if (counts.challenger().equals(memory.ended)) {
            return;
        }
        if (!memory.hasChallenger()) {
            memory.challenge(counts.challenger());
        }
        if (counts.challenger().equals(memory.challenger)) {
            memory.report.add(counts.report());
        }
    }

    private void command(PromotionState memory, ControlMessage command, long timestampMillis, Outcome outcome) {
        switch (command.command()) {
            case PROMOTE -> promote(memory, command.model(), timestampMillis, outcome);
            case ROLLBACK -> rollBack(memory, command.model(), timestampMillis, outcome);
            case DROP -> {
                if (memory.challengerArtifact == null || memory.decided) {
                    outcome.emit(failed(null, timestampMillis, "there is no challenger to drop"));
                } else {
                    drop(memory, "by a control message", timestampMillis, outcome);
                }
            }
            case REFRESH, ACCEPT_SHIFT -> {
                // Not about models that are there already.
            }
        }
    }

    private void promote(PromotionState memory, String model, long timestampMillis, Outcome outcome) {
        if (names(model, memory.challenger) && memory.challengerArtifact != null && !memory.decided) {
            promoteChallenger(memory, "by a control message", timestampMillis, outcome);
        } else if (names(model, memory.previous)) {
            publish(memory.previous(), ModelHeaders.BY_PROMOTE, outcome);
            outcome.emit(event(
                    DetectorEvent.PROMOTED,
                    timestampMillis,
                    memory.previous,
                    memory.previousParent,
                    "by a control message"));
        } else {
            outcome.emit(failed(model, timestampMillis, notAtHand("promote", model)));
        }
    }

    private void rollBack(PromotionState memory, String model, long timestampMillis, Outcome outcome) {
        String parent = memory.championParent == null ? memory.previous : memory.championParent;
        String wanted = model == null ? parent : model;
        if (wanted == null) {
            outcome.emit(failed(null, timestampMillis, "the champion names no parent; run: models rollback MODEL"));
        } else if (names(wanted, memory.previous)) {
            // The scorers report it once they took it.
            publish(memory.previous(), ModelHeaders.BY_ROLLBACK, outcome);
        } else {
            outcome.emit(failed(wanted, timestampMillis, notAtHand("rollback", wanted)));
        }
    }

    /** As a person names it: by the first characters of its id. */
    private static boolean names(String wanted, String model) {
        return model != null && !wanted.isEmpty() && model.startsWith(wanted);
    }

    private static String notAtHand(String command, String model) {
        return "the job has neither a challenger nor a former champion " + model + " at hand; run: models " + command
                + " " + model;
    }

    private void promoteChallenger(PromotionState memory, String reason, long timestampMillis, Outcome outcome) {
        publish(memory.challenger(), ModelHeaders.BY_PROMOTE, outcome);
        outcome.emit(aboutChallenger(memory, DetectorEvent.PROMOTED, timestampMillis, reason));
        memory.decided = true;
    }

    private void drop(PromotionState memory, String reason, long timestampMillis, Outcome outcome) {
        outcome.publish(ModelMessage.toPublish(
                protocol.keptKey(memory.challenger),
                memory.challengerArtifact,
                ModelHeaders.of(ModelRole.DROPPED, memory.challengerParent, ModelHeaders.BY_JOB)));
        outcome.emit(aboutChallenger(memory, DetectorEvent.DROPPED, timestampMillis, reason));
        memory.decided = true;
    }

    private void publish(EncodedModel model, String publisher, Outcome outcome) {
        ModelHeaders headers = ModelHeaders.of(ModelRole.CHAMPION, model.parent(), publisher);
        protocol.publishing(model, headers).forEach(outcome::publish);
    }

    private DetectorEvent aboutChallenger(PromotionState memory, String what, long timestampMillis, String reason) {
        return new DetectorEvent(
                what,
                settings.detector(),
                Math.max(0, timestampMillis),
                memory.challenger,
                memory.challengerParent,
                reason,
                memory.report.figures());
    }

    private DetectorEvent failed(String model, long timestampMillis, String reason) {
        return event(DetectorEvent.FAILED, timestampMillis, model, null, reason);
    }

    private DetectorEvent event(String what, long timestampMillis, String model, String parent, String reason) {
        return new DetectorEvent(
                what, settings.detector(), Math.max(0, timestampMillis), model, parent, reason, Map.of());
    }
}

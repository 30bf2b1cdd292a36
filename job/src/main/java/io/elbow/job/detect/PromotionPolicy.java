// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import io.elbow.job.event.ControlMessage;
import io.elbow.job.event.DetectorEvent;
import io.elbow.job.event.ModelUpdate;
import io.elbow.job.event.ScorerNotification;
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
     * @param shadow event time that a challenger runs; null: until somebody says
     * @param auto whether the comparison promotes or drops it; else somebody says
     * @param minRecords both must have scored for a verdict
     */
    public record Settings(String detector, Duration shadow, boolean auto, int minRecords) implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    /** Where decisions go to. */
    public interface Outcome {
        /** To the models topic. */
        void publish(ModelUpdate update);

        /** To the events topic. */
        void tell(DetectorEvent event);
    }

    private final Settings settings;

    public PromotionPolicy(Settings settings) {
        this.settings = settings;
    }

    /** Takes what the scorers say. */
    public void take(PromotionState memory, ScorerNotification signal, Outcome outcome) {
        switch (signal.kind()) {
            case CHAMPION -> champion(memory, signal, outcome);
            case CHALLENGER -> challenger(memory, signal, outcome);
            case ENDED -> ended(memory, signal, outcome);
            case COUNTS -> counts(memory, signal);
            case COMMAND -> command(memory, signal.command(), signal.timestampMillis(), outcome);
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
        outcome.tell(aboutChallenger(
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

    private void champion(PromotionState memory, ScorerNotification signal, Outcome outcome) {
        if (signal.model().equals(memory.champion)) {
            return;
        }
        memory.champion = signal.model();
        memory.championParent = signal.parent();
        if (signal.artifact() != null) {
            memory.previous = signal.replaced();
            memory.previousParent = signal.replacedParent();
            memory.previousArtifact = signal.artifact();
        }
        if (!memory.hasChallenger()) {
            return;
        }
        if (memory.challenger.equals(signal.model()) || memory.decided) {
            memory.forgetChallenger();
        } else if (memory.challengerArtifact == null) {
            // Known by another subtask's counts alone: its own message is behind this one.
            return;
        } else {
            drop(memory, "the champion that it ran beside was replaced", signal.timestampMillis(), outcome);
            memory.forgetChallenger();
        }
    }

    private void challenger(PromotionState memory, ScorerNotification signal, Outcome outcome) {
        if (memory.hasChallenger()
                && memory.challengerArtifact != null
                && !memory.challenger.equals(signal.model())
                && !memory.decided) {
            drop(memory, "another challenger took its place", signal.timestampMillis(), outcome);
        }
        if (!signal.model().equals(memory.challenger) || memory.challengerArtifact != null) {
            memory.challenge(signal.model());
        }
        memory.ended = null;
        memory.challengerParent = signal.parent();
        memory.challengerArtifact = signal.artifact();
        memory.alertRate = signal.alertRate();
        memory.startedMillis = signal.timestampMillis();
    }

    private void ended(PromotionState memory, ScorerNotification signal, Outcome outcome) {
        if (!signal.model().equals(memory.challenger)) {
            return;
        }
        if (!memory.decided) {
            outcome.tell(aboutChallenger(
                    memory, DetectorEvent.DROPPED, signal.timestampMillis(), "by a message of the models topic"));
        }
        memory.forgetChallenger();
    }

    private static void counts(PromotionState memory, ScorerNotification signal) {
        if (signal.model().equals(memory.ended)) {
            return;
        }
        if (!memory.hasChallenger()) {
            memory.challenge(signal.model());
        }
        if (signal.model().equals(memory.challenger)) {
            memory.report.add(signal.report());
        }
    }

    private void command(PromotionState memory, ControlMessage command, long timestampMillis, Outcome outcome) {
        switch (command.command()) {
            case PROMOTE -> promote(memory, command.model(), timestampMillis, outcome);
            case ROLLBACK -> rollBack(memory, command.model(), timestampMillis, outcome);
            case DROP -> {
                if (memory.challengerArtifact == null || memory.decided) {
                    outcome.tell(failed(null, timestampMillis, "there is no challenger to drop"));
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
            publish(memory.previous, memory.previousParent, memory.previousArtifact, ModelUpdate.PROMOTE, outcome);
            outcome.tell(event(
                    DetectorEvent.PROMOTED,
                    timestampMillis,
                    memory.previous,
                    memory.previousParent,
                    "by a control message"));
        } else {
            outcome.tell(failed(model, timestampMillis, notAtHand("promote", model)));
        }
    }

    private void rollBack(PromotionState memory, String model, long timestampMillis, Outcome outcome) {
        String parent = memory.championParent == null ? memory.previous : memory.championParent;
        String wanted = model == null ? parent : model;
        if (wanted == null) {
            outcome.tell(failed(null, timestampMillis, "the champion names no parent; run: models rollback MODEL"));
        } else if (names(wanted, memory.previous)) {
            // The scorers tell of it once they took it.
            publish(memory.previous, memory.previousParent, memory.previousArtifact, ModelUpdate.ROLLBACK, outcome);
        } else {
            outcome.tell(failed(wanted, timestampMillis, notAtHand("rollback", wanted)));
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
        publish(memory.challenger, memory.challengerParent, memory.challengerArtifact, ModelUpdate.PROMOTE, outcome);
        outcome.tell(aboutChallenger(memory, DetectorEvent.PROMOTED, timestampMillis, reason));
        memory.decided = true;
    }

    private void drop(PromotionState memory, String reason, long timestampMillis, Outcome outcome) {
        outcome.publish(ModelUpdate.toPublish(
                keptKey(memory.challenger),
                memory.challengerArtifact,
                ModelUpdate.DROPPED,
                memory.challengerParent,
                ModelUpdate.JOB));
        outcome.tell(aboutChallenger(memory, DetectorEvent.DROPPED, timestampMillis, reason));
        memory.decided = true;
    }

    private void publish(String model, String parent, byte[] artifact, String publisher, Outcome outcome) {
        for (String key : List.of(keptKey(model), settings.detector())) {
            outcome.publish(ModelUpdate.toPublish(key, artifact, ModelUpdate.CHAMPION, parent, publisher));
        }
    }

    private String keptKey(String model) {
        return settings.detector() + "/" + model;
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

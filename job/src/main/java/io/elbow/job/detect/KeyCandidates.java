// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import io.elbow.budget.Candidate;
import io.elbow.budget.CandidateRuns;
import io.elbow.job.event.AlertCandidate;
import io.elbow.job.event.ScoredObservation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Under a budget, chooses of each key's records those that may open, or close, an incident, and writes the message for
 * each. {@link CandidateRuns} chooses; {@link BudgetedAlerts} decides what is sent.
 *
 * <p>Without clock and without memory of its own: the same records give the same candidates. Whether the key's own next
 * record or the watermark finds that the cooldown is over makes no difference to what is sent. As in
 * {@link KeyIncidents}, a key that event time has overtaken gets a whole cooldown of it to say more.
 */
public final class KeyCandidates {
    private final AlertMessages messages;
    private final Duration cooldown;

    /** @param cooldown event time without a surprising record after which a run is over */
    public KeyCandidates(String detector, Duration cooldown) {
        this.messages = new AlertMessages(detector);
        this.cooldown = cooldown;
    }

    /**
     * Takes a key's next record, in the order of the key's event time.
     *
     * @param watermarkMillis where event time was when it was taken
     */
    public List<AlertCandidate> onScored(ScoredObservation scored, KeySlot<CandidateState> key, long watermarkMillis) {
        boolean surprising = scored.surprise() >= CandidateRuns.threshold(scored.firstThreshold());
        CandidateState state = key.get();
        if (state == null && !surprising) {
            return List.of();
        }
        state = state == null ? new CandidateState() : state;
        List<AlertCandidate> candidates = take(state, scored);
        if (surprising) {
            state.take(scored);
            state.heldUntilMillis = EventTimes.later(watermarkMillis, cooldown.toMillis());
        }
        boolean begun = candidates.stream().anyMatch(candidate -> candidate.kind() == Candidate.Kind.START);
        if (surprising || !candidates.isEmpty()) {
            keep(state, key, begun);
        }
        return candidates;
    }

    /** Looks after a key's run at a time that was asked for. */
    public List<AlertCandidate> onTimer(long eventTimeMillis, KeySlot<CandidateState> key) {
        CandidateState state = key.get();
        if (state == null) {
            return List.of();
        }
        List<AlertCandidate> candidates = new ArrayList<>();
        if (eventTimeMillis >= dueAt(state)) {
            runs(state.last)
                    .onEventTime(state.run, state.last.key(), eventTimeMillis)
                    .forEach(over -> candidates.add(end(state, over)));
        }
        keep(state, key, true);
        return candidates;
    }

    private List<AlertCandidate> take(CandidateState state, ScoredObservation scored) {
        List<AlertCandidate> candidates = new ArrayList<>();
        for (Candidate candidate : runs(scored)
                .take(state.run, scored.key(), scored.surprise(), scored.timestampMillis(), scored.young())) {
            candidates.add(
                    candidate.kind() == Candidate.Kind.END ? end(state, candidate) : surprising(candidate, scored));
        }
        return candidates;
    }

    private AlertCandidate surprising(Candidate candidate, ScoredObservation scored) {
        return new AlertCandidate(
                candidate.kind(),
                scored.timestampMillis(),
                scored.surprise(),
                scored.firstThreshold(),
                scored.young(),
                messages.open(scored));
    }

    /** By the model of the run's last record, whoever found that it is over. */
    private AlertCandidate end(CandidateState state, Candidate over) {
        ScoredObservation last = state.last;
        long endMillis = endAt(state);
        AlertCandidate end = new AlertCandidate(
                Candidate.Kind.END,
                endMillis,
                over.surprise(),
                last.firstThreshold(),
                false,
                messages.closed(null, last, state.worst, endMillis, state.critical));
        state.clear();
        return end;
    }

    private CandidateRuns runs(ScoredObservation of) {
        return new CandidateRuns(of.firstThreshold(), cooldown);
    }

    private long endAt(CandidateState state) {
        return EventTimes.later(state.last.timestampMillis(), cooldown.toMillis());
    }

    private long dueAt(CandidateState state) {
        return Math.max(endAt(state), state.heldUntilMillis);
    }

    private void keep(CandidateState state, KeySlot<CandidateState> key, boolean needsTimer) {
        if (!state.run.open) {
            key.clear();
            return;
        }
        key.put(state);
        if (needsTimer) {
            key.wakeAt(dueAt(state));
        }
    }
}

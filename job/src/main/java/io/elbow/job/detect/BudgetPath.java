// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import io.elbow.config.AlertBudget;
import io.elbow.job.event.Alert;
import io.elbow.job.event.AlertCandidate;
import io.elbow.job.event.ScoredObservation;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Where a budget decides.
 *
 * <p>Owned state: each key's run of surprising records, and what the one place remembers.
 */
final class BudgetPath implements AlertPath {
    private final KeyCandidates candidates;
    private final BudgetedAlerts alerts;
    private final KeySlots<CandidateState> runs = new KeySlots<>();

    BudgetPath(String detector, AlertBudget budget, Duration cooldown) {
        candidates = new KeyCandidates(detector, cooldown);
        alerts = new BudgetedAlerts(budget, cooldown);
    }

    @Override
    public void take(ScoredObservation scored, long watermarkMillis, Consumer<Alert> sink) {
        decide(candidates.onScored(scored, runs.of(scored.key()), watermarkMillis), sink);
    }

    @Override
    public void advance(long watermarkMillis, Consumer<Alert> sink) {
        runs.advance(watermarkMillis, (atMillis, run) -> decide(candidates.onTimer(atMillis, run), sink));
        alerts.onEventTime(watermarkMillis).forEach(sink);
    }

    @Override
    public String incident(String key) {
        OpenIncident open = alerts.memory().open.get(key);
        return open == null ? null : open.id();
    }

    /** Incidents so far that the hard limit kept from opening. */
    long heldBack() {
        return alerts.heldBack();
    }

    private void decide(List<AlertCandidate> found, Consumer<Alert> sink) {
        for (AlertCandidate candidate : found) {
            alerts.take(candidate).forEach(sink);
        }
    }
}

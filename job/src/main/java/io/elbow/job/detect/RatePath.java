// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import io.elbow.job.event.Alert;
import io.elbow.job.event.ScoredObservation;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Where the alert rate decides.
 *
 * <p>Owned state: each key's open incident.
 */
final class RatePath implements AlertPath {
    private final KeyIncidents incidents;
    private final KeySlots<IncidentState> open = new KeySlots<>();

    RatePath(String detector, Duration cooldown) {
        incidents = new KeyIncidents(new Incidents(detector, cooldown));
    }

    @Override
    public void take(ScoredObservation scored, long watermarkMillis, Consumer<Alert> sink) {
        incidents.onScored(scored, open.of(scored.key()), watermarkMillis).forEach(sink);
    }

    @Override
    public void advance(long watermarkMillis, Consumer<Alert> sink) {
        open.advance(
                watermarkMillis,
                (atMillis, incident) -> incidents.onTimer(atMillis, incident).forEach(sink));
    }

    @Override
    public String incident(String key) {
        IncidentState state = open.get(key);
        return state == null ? null : state.incident;
    }
}

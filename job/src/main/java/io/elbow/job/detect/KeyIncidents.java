// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import io.elbow.job.event.Alert;
import io.elbow.job.event.ScoredObservation;
import java.util.List;

/**
 * Carries each key's incident from one record or timer to the next, as {@link Incidents} decides.
 *
 * <p>A further anomaly does not move the incident's timer; that looks again when it fires.
 */
public final class KeyIncidents {
    private final Incidents incidents;

    public KeyIncidents(Incidents incidents) {
        this.incidents = incidents;
    }

    /**
     * Takes a key's next record, in the order of the key's event time.
     *
     * @param watermarkMillis where event time was when it was taken
     */
    public List<Alert> onScored(ScoredObservation scored, KeySlot<IncidentState> key, long watermarkMillis) {
        IncidentState state = key.get();
        if (state == null) {
            if (!scored.anomaly()) {
                return List.of();
            }
            state = new IncidentState();
        }
        List<Alert> alerts = incidents.onScored(state, scored);
        if (scored.anomaly()) {
            incidents.hold(state, watermarkMillis);
        }
        if (scored.anomaly() || !alerts.isEmpty()) {
            keep(state, key, !alerts.isEmpty());
        }
        return alerts;
    }

    /** Looks after a key's incident at a time that was asked for. */
    public List<Alert> onTimer(long eventTimeMillis, KeySlot<IncidentState> key) {
        IncidentState state = key.get();
        if (state == null) {
            return List.of();
        }
        List<Alert> alerts =
                eventTimeMillis < incidents.dueAt(state) ? List.of() : incidents.onEventTime(state, eventTimeMillis);
        keep(state, key, true);
        return alerts;
    }

    private void keep(IncidentState state, KeySlot<IncidentState> key, boolean needsTimer) {
        if (!state.isOpen()) {
            key.clear();
            return;
        }
        key.put(state);
        if (needsTimer) {
            key.wakeAt(incidents.dueAt(state));
        }
    }
}

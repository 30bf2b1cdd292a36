// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import io.elbow.job.event.Alert;
import io.elbow.job.event.ScoredObservation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns a key's anomalies into incidents: the first one opens, those within the cooldown are part of it and stay
 * silent, and the incident closes once the key has gone a cooldown of event time without one.
 *
 * <p>Without clock and without memory of its own: the same records give the same alerts. Whether the key's own next
 * record or the watermark finds that the cooldown is over makes no difference to the closing message.
 */
public final class Incidents {
    private final AlertMessages messages;
    private final long cooldownMillis;

    /** @param cooldown event time without an anomaly after which an incident closes */
    public Incidents(String detector, Duration cooldown) {
        this.messages = new AlertMessages(detector);
        this.cooldownMillis = cooldown.toMillis();
    }

    /** Takes a key's next record, in the order of the key's event time; the closing message comes before an opening. */
    public List<Alert> onScored(IncidentState state, ScoredObservation scored) {
        List<Alert> closed = onEventTime(state, scored.timestampMillis());
        if (!scored.anomaly()) {
            return closed;
        }
        if (state.isOpen()) {
            state.take(scored);
            return closed;
        }
        List<Alert> alerts = new ArrayList<>(closed);
        alerts.add(open(state, scored));
        return alerts;
    }

    /** Takes the progress of event time: closes the incident where its cooldown is over. */
    public List<Alert> onEventTime(IncidentState state, long watermarkMillis) {
        if (!state.isOpen() || watermarkMillis < timerAt(state)) {
            return List.of();
        }
        return List.of(close(state));
    }

    /** The event time of the closing message unless another anomaly comes before. */
    public long timerAt(IncidentState state) {
        return EventTimes.later(state.lastAnomaly.timestampMillis(), cooldownMillis);
    }

    /**
     * Takes note of where event time was when an anomaly was taken. A key that event time has overtaken gets a whole
     * cooldown of it to say more: else each of its anomalies would be closed at once and the next one open another
     * incident. Neither the closing message nor a close by the key's own next record depends on it.
     */
    public void hold(IncidentState state, long watermarkMillis) {
        state.heldUntilMillis = EventTimes.later(watermarkMillis, cooldownMillis);
    }

    /** The event time at which the open incident of a key that says no more is to be closed. */
    public long dueAt(IncidentState state) {
        return Math.max(timerAt(state), state.heldUntilMillis);
    }

    private Alert open(IncidentState state, ScoredObservation scored) {
        Alert opened = messages.open(scored);
        state.incident = opened.id();
        state.take(scored);
        return opened;
    }

    private Alert close(IncidentState state) {
        ScoredObservation last = state.lastAnomaly;
        ScoredObservation shown = state.worst == null ? last : state.worst;
        Alert closed = messages.closed(state.incident, last, shown, timerAt(state), state.critical);
        state.clear();
        return closed;
    }
}

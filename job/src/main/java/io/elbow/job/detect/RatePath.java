// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import io.elbow.job.event.Alert;
import io.elbow.job.event.ScoredObservation;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Where the alert rate decides.
 *
 * <p>Owned state: each key's open incident.
 */
final class RatePath implements AlertPath {
    private final KeyIncidents incidents;
    private final Map<String, IncidentState> open = new HashMap<>();
    private final KeyTimers timers = new KeyTimers();

    RatePath(String detector, Duration cooldown) {
        incidents = new KeyIncidents(new Incidents(detector, cooldown));
    }

    @Override
    public void take(ScoredObservation scored, long watermarkMillis, Consumer<Alert> sink) {
        incidents.onScored(scored, new Incident(scored.key()), watermarkMillis).forEach(sink);
    }

    @Override
    public void advance(long watermarkMillis, Consumer<Alert> sink) {
        timers.advance(
                watermarkMillis,
                (atMillis, key) ->
                        incidents.onTimer(atMillis, new Incident(key)).forEach(sink));
    }

    @Override
    public String incident(String key) {
        IncidentState state = open.get(key);
        return state == null ? null : state.incident;
    }

    /** One key's. */
    private final class Incident implements KeyIncidents.Store {
        private final String key;

        Incident(String key) {
            this.key = key;
        }

        @Override
        public IncidentState get() {
            return open.get(key);
        }

        @Override
        public void put(IncidentState state) {
            open.put(key, state);
        }

        @Override
        public void clear() {
            open.remove(key);
        }

        @Override
        public void wakeAt(long atMillis) {
            timers.add(atMillis, key);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import io.elbow.job.event.Alert;
import io.elbow.job.event.ScoredObservation;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Says which anomalies belong to which incident under a budget, where that is known only after they were scored.
 *
 * <p>Owned state: of each key the anomalies since its last incident. An anomaly before an opening belongs to none.
 */
final class BudgetLinks {
    /** Hears of each record of an incident. */
    interface Sink {
        void belongs(String key, long timestampMillis, long row, String incident);
    }

    private final long cooldownMillis;
    private final Sink sink;
    private final Map<String, Deque<ScoredObservation>> waiting = new HashMap<>();

    /** @param cooldown event time between an incident's last record and its closing message */
    BudgetLinks(Duration cooldown, Sink sink) {
        this.cooldownMillis = cooldown.toMillis();
        this.sink = sink;
    }

    /** Takes a key's next anomaly, in the order of its event time. */
    void anomaly(ScoredObservation scored) {
        waiting.computeIfAbsent(scored.key(), key -> new ArrayDeque<>()).add(scored);
    }

    /** Takes the next message; the record that opens is part of the incident, an anomaly or not. */
    void alert(Alert alert) {
        Deque<ScoredObservation> anomalies = waiting.getOrDefault(alert.key(), new ArrayDeque<>());
        if (alert.status().equals(Alert.OPEN)) {
            while (!anomalies.isEmpty() && anomalies.peek().offset() <= alert.offset()) {
                anomalies.poll();
            }
            sink.belongs(alert.key(), alert.timestampMillis(), alert.offset(), alert.incident());
            return;
        }
        long lastMillis = alert.timestampMillis() - cooldownMillis;
        while (!anomalies.isEmpty() && anomalies.peek().timestampMillis() <= lastMillis) {
            ScoredObservation one = anomalies.poll();
            sink.belongs(one.key(), one.timestampMillis(), one.offset(), alert.incident());
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import io.elbow.job.event.Sample;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * When each key's last anomaly was, of as many keys as there is room for: the most recent ones. Where event time stands
 * still while anomalies go on coming, the oldest are forgotten; a key that is not remembered then counts as anomalous
 * at the newest time that was forgotten, so that nothing of an incident is taken for normal.
 */
final class LastAnomalies {
    private record Anomaly(String key, long millis) {}

    private final long mostBytes;
    private final Map<String, Anomaly> byKey = new HashMap<>();
    private final TreeSet<Anomaly> oldestFirst =
            new TreeSet<>(Comparator.comparingLong(Anomaly::millis).thenComparing(Anomaly::key));
    private long bytes;
    private long forgottenMillis = Long.MIN_VALUE;

    LastAnomalies(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    void put(String key, long millis) {
        Anomaly known = byKey.get(key);
        if (known != null && known.millis >= millis) {
            return;
        }
        if (known != null) {
            remove(known);
        }
        Anomaly anomaly = new Anomaly(key, millis);
        byKey.put(key, anomaly);
        oldestFirst.add(anomaly);
        bytes += cost(anomaly);
        while (bytes > mostBytes) {
            Anomaly oldest = oldestFirst.first();
            remove(oldest);
            forgottenMillis = Math.max(forgottenMillis, oldest.millis);
        }
    }

    /**
     * Event time of the key's last anomaly, ms, or a later one; {@link Long#MIN_VALUE}: there was none that matters.
     */
    long of(String key) {
        Anomaly known = byKey.get(key);
        return known == null ? forgottenMillis : known.millis;
    }

    /** Those of an event time up to this one matter no more. */
    void removeUntil(long millis) {
        while (!oldestFirst.isEmpty() && oldestFirst.first().millis <= millis) {
            remove(oldestFirst.first());
        }
        if (forgottenMillis <= millis) {
            forgottenMillis = Long.MIN_VALUE;
        }
    }

    /** Sorted by key. */
    Map<String, Long> byKey() {
        Map<String, Long> all = new TreeMap<>();
        byKey.forEach((key, anomaly) -> all.put(key, anomaly.millis));
        return all;
    }

    /** Of the newest anomaly that there was no room for, ms; {@link Long#MIN_VALUE}: none that matters. */
    long forgottenMillis() {
        return forgottenMillis;
    }

    void restore(Map<String, Long> anomalies, long forgotten) {
        anomalies.forEach(this::put);
        forgottenMillis = Math.max(forgottenMillis, forgotten);
    }

    private void remove(Anomaly anomaly) {
        byKey.remove(anomaly.key);
        oldestFirst.remove(anomaly);
        bytes -= cost(anomaly);
    }

    private static long cost(Anomaly anomaly) {
        return Sample.keyBytes(anomaly.key);
    }
}

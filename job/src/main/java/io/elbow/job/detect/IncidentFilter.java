// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import io.elbow.job.event.Sample;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Keeps out of what is learned whatever may belong to an incident: records of a low p-value, records with too much
 * missing, and records within a cooldown of an anomaly of their key, before or after it. A record is therefore withheld
 * until its key's event time, or the watermark, is a cooldown past it.
 */
public final class IncidentFilter {
    /** A shingle of which more is missing says little of what is normal. */
    static final double MOST_MISSING = 0.5;

    /** Withheld of one key; a key with more records in a cooldown is sampled well enough by these. */
    static final int MOST_WITHHELD = 16;

    private static final int ANOMALIES_PART = 8;

    private final double guard;
    private final long cooldownMillis;
    private final long mostBytes;
    // Sorted: what is released together is released in one order, restored or not, which decides what a full reservoir
    // gives up.
    private final Map<String, Deque<Sample>> withheld = new TreeMap<>();
    private final LastAnomalies anomalies;
    private long bytes;
    private long sweptMillis = Long.MIN_VALUE;

    /**
     * What a checkpoint holds besides what is withheld.
     *
     * @param anomalies event time of each key's last anomaly that still matters, ms
     * @param forgottenMillis of the newest anomaly that there was no room for; {@link Long#MIN_VALUE}: none
     * @param sweptMillis event time at which all keys were looked at last; {@link Long#MIN_VALUE}: never
     */
    public record Times(Map<String, Long> anomalies, long forgottenMillis, long sweptMillis) {}

    /**
     * @param guard least p-value of what is learned
     * @param mostBytes withheld of all keys, beyond which new records are not taken, and remembered of anomalies, an
     *     eighth
     */
    public IncidentFilter(double guard, Duration cooldown, long mostBytes) {
        this.guard = guard;
        this.cooldownMillis = cooldown.toMillis();
        long ofAnomalies = mostBytes / ANOMALIES_PART;
        this.mostBytes = mostBytes - ofAnomalies;
        anomalies = new LastAnomalies(ofAnomalies);
    }

    /** Takes a key's next record; returns what may be learned now. */
    public List<Sample> offer(Sample sample) {
        List<Sample> released = release(sample.key(), sample.timestampMillis());
        if (sample.anomaly()) {
            drop(sample.key());
            anomalies.put(sample.key(), sample.timestampMillis());
        } else if (sample.pValue() >= guard && sample.missingShare() <= MOST_MISSING && !isAfterAnomaly(sample)) {
            withhold(sample);
        }
        return released;
    }

    /** Takes the progress of event time, and looks at all keys at most once a cooldown. */
    public List<Sample> advance(long watermarkMillis) {
        if (watermarkMillis < EventTimes.later(sweptMillis, cooldownMillis)) {
            return List.of();
        }
        sweptMillis = watermarkMillis;
        List<Sample> released = new ArrayList<>();
        for (String key : List.copyOf(withheld.keySet())) {
            released.addAll(release(key, watermarkMillis));
        }
        anomalies.removeUntil(watermarkMillis - cooldownMillis);
        return released;
    }

    /** What a checkpoint holds besides {@link #times}. */
    public List<Sample> withheld() {
        List<Sample> all = new ArrayList<>();
        withheld.values().forEach(all::addAll);
        return all;
    }

    /** What a checkpoint holds besides {@link #withheld}. */
    public Times times() {
        return new Times(anomalies.byKey(), anomalies.forgottenMillis(), sweptMillis);
    }

    /** Goes on where a checkpoint was taken. */
    public void restore(List<Sample> samples, Times times) {
        anomalies.restore(times.anomalies(), times.forgottenMillis());
        sweptMillis = times.sweptMillis();
        samples.forEach(this::withhold);
    }

    private boolean isAfterAnomaly(Sample sample) {
        long anomaly = anomalies.of(sample.key());
        return anomaly != Long.MIN_VALUE && sample.timestampMillis() < EventTimes.later(anomaly, cooldownMillis);
    }

    private void withhold(Sample sample) {
        Deque<Sample> ofKey = withheld.computeIfAbsent(sample.key(), key -> new ArrayDeque<>());
        long cost = sample.bytes() + (ofKey.isEmpty() ? Sample.keyBytes(sample.key()) : 0);
        if (ofKey.size() < MOST_WITHHELD && bytes + cost <= mostBytes) {
            ofKey.add(sample);
            bytes += cost;
        }
        if (ofKey.isEmpty()) {
            withheld.remove(sample.key());
        }
    }

    private List<Sample> release(String key, long nowMillis) {
        Deque<Sample> ofKey = withheld.get(key);
        if (ofKey == null) {
            return List.of();
        }
        List<Sample> released = new ArrayList<>();
        Iterator<Sample> samples = ofKey.iterator();
        while (samples.hasNext()) {
            Sample sample = samples.next();
            if (EventTimes.later(sample.timestampMillis(), cooldownMillis) > nowMillis) {
                break;
            }
            samples.remove();
            bytes -= sample.bytes();
            released.add(sample);
        }
        if (ofKey.isEmpty()) {
            withheld.remove(key);
            bytes -= Sample.keyBytes(key);
        }
        return released;
    }

    private void drop(String key) {
        Deque<Sample> dropped = withheld.remove(key);
        if (dropped != null) {
            dropped.forEach(sample -> bytes -= sample.bytes());
            bytes -= Sample.keyBytes(key);
        }
    }
}

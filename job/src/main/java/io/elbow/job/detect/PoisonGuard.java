// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import io.elbow.job.event.Sample;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Keeps out of what is learned whatever may belong to an incident: records of a low p-value, records with too much missing,
 * and records within a cooldown of an anomaly of their key, before or after it. A record is therefore withheld until its
 * key's event time, or the watermark, is a cooldown past it.
 */
public final class PoisonGuard {
    /** A shingle of which more is missing says little of what is normal. */
    static final double MOST_MISSING = 0.5;

    /** Withheld of one key; a key with more records in a cooldown is sampled well enough by these. */
    static final int MOST_WITHHELD = 16;

    private final double guard;
    private final long cooldownMillis;
    private final long mostBytes;
    private final Map<String, Deque<Sample>> withheld = new HashMap<>();
    private final Map<String, Long> lastAnomaly = new HashMap<>();
    private long bytes;
    private long sweptMillis = Long.MIN_VALUE;

    /**
     * @param guard least p-value of what is learned
     * @param mostBytes withheld of all keys; beyond it new records are not taken
     */
    public PoisonGuard(double guard, Duration cooldown, long mostBytes) {
        this.guard = guard;
        this.cooldownMillis = cooldown.toMillis();
        this.mostBytes = mostBytes;
    }

    /** Takes a key's next record; returns what may be learned now. */
    public List<Sample> offer(Sample sample) {
        List<Sample> released = release(sample.key(), sample.timestampMillis());
        if (sample.anomaly()) {
            drop(sample.key());
            lastAnomaly.merge(sample.key(), sample.timestampMillis(), Math::max);
        } else if (sample.pValue() >= guard && sample.missingShare() <= MOST_MISSING && !isAfterAnomaly(sample)) {
            withhold(sample);
        }
        return released;
    }

    /** Takes the progress of event time, and looks at all keys at most once a cooldown. */
    public List<Sample> advance(long watermarkMillis) {
        if (watermarkMillis < saturatedAdd(sweptMillis, cooldownMillis)) {
            return List.of();
        }
        sweptMillis = watermarkMillis;
        List<Sample> released = new ArrayList<>();
        // In the keys' order: a restored map has another one, and the order decides what a full reservoir gives up.
        for (String key : new TreeSet<>(withheld.keySet())) {
            released.addAll(release(key, watermarkMillis));
        }
        lastAnomaly.values().removeIf(anomaly -> saturatedAdd(anomaly, cooldownMillis) <= watermarkMillis);
        return released;
    }

    /** What a checkpoint holds beside {@link #anomalies}. */
    public List<Sample> withheld() {
        List<Sample> all = new ArrayList<>();
        withheld.values().forEach(all::addAll);
        return all;
    }

    /** Event time of each key's last anomaly that still matters, ms. */
    public Map<String, Long> anomalies() {
        return Map.copyOf(lastAnomaly);
    }

    /** Goes on where a checkpoint was taken. */
    public void restore(List<Sample> samples, Map<String, Long> anomalies) {
        lastAnomaly.putAll(anomalies);
        samples.forEach(this::withhold);
    }

    private boolean isAfterAnomaly(Sample sample) {
        Long anomaly = lastAnomaly.get(sample.key());
        return anomaly != null && sample.timestampMillis() < saturatedAdd(anomaly, cooldownMillis);
    }

    private void withhold(Sample sample) {
        Deque<Sample> ofKey = withheld.computeIfAbsent(sample.key(), key -> new ArrayDeque<>());
        if (ofKey.size() < MOST_WITHHELD && bytes + sample.bytes() <= mostBytes) {
            ofKey.add(sample);
            bytes += sample.bytes();
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
            if (saturatedAdd(sample.timestampMillis(), cooldownMillis) > nowMillis) {
                break;
            }
            samples.remove();
            bytes -= sample.bytes();
            released.add(sample);
        }
        if (ofKey.isEmpty()) {
            withheld.remove(key);
        }
        return released;
    }

    private void drop(String key) {
        Deque<Sample> dropped = withheld.remove(key);
        if (dropped != null) {
            dropped.forEach(sample -> bytes -= sample.bytes());
        }
    }

    private static long saturatedAdd(long millis, long span) {
        return millis > Long.MAX_VALUE - span ? Long.MAX_VALUE : millis + span;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import io.elbow.job.event.Sample;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Anomalous records that wait for what they turn out to be. A key's incident that lasts {@code adaptAfter} of event
 * time is its new normal, and so is one that somebody accepts: its records are then to be learned. An incident that
 * ends before is one: its records become canaries, which a later model must still find anomalous. The rule is that of
 * {@link io.elbow.features.LastingShift}.
 */
public final class PendingAnomalies {
    private static final int CANARY_PART = 8;

    /**
     * A key's incident under way.
     *
     * @param accepted whether its records are learned as they come
     */
    public record Span(long firstMillis, long lastMillis, boolean accepted) {}

    private final long cooldownMillis;
    private final long adaptAfterMillis;
    private final long mostSpanBytes;
    private final SampleReservoir pending;
    private final SampleReservoir canaries;
    // Sorted, so that incidents that end together end in one order, restored or not.
    private final Map<String, Span> spans = new TreeMap<>();
    private long spanBytes;
    private long sweptMillis = Long.MIN_VALUE;

    /** @param mostBytes of pending records and canaries together */
    public PendingAnomalies(long mostBytes, Duration cooldown, Duration adaptAfter, long seed) {
        cooldownMillis = cooldown.toMillis();
        adaptAfterMillis = adaptAfter.toMillis();
        mostSpanBytes = mostBytes / CANARY_PART;
        // An incident's records are equally good, whenever in it they came.
        Duration never = Duration.ofDays(36_500);
        pending = new SampleReservoir(mostBytes - 2 * (mostBytes / CANARY_PART), never, seed);
        canaries = new SampleReservoir(mostBytes / CANARY_PART, Duration.ofDays(30), seed);
    }

    /** Takes a key's next anomalous record; returns what is to be learned now. */
    public List<Sample> offer(Sample sample) {
        String key = sample.key();
        Span span = spans.get(key);
        if (span != null && sample.timestampMillis() - span.lastMillis >= cooldownMillis) {
            end(key);
            span = null;
        }
        if (span == null && spanBytes + Sample.keyBytes(key) > mostSpanBytes) {
            return List.of();
        }
        long first = span == null ? sample.timestampMillis() : span.firstMillis;
        long last = span == null ? first : Math.max(span.lastMillis, sample.timestampMillis());
        boolean accepted = (span != null && span.accepted) || last - first >= adaptAfterMillis;
        put(key, new Span(first, last, accepted));
        if (!accepted) {
            pending.offer(sample);
            return List.of();
        }
        List<Sample> learned = learned(key);
        learned.add(sample);
        return learned;
    }

    /** Somebody says that this key's present incident is normal; returns what is to be learned now. */
    public List<Sample> accept(String key) {
        Span span = spans.get(key);
        if (span == null) {
            return List.of();
        }
        spans.put(key, new Span(span.firstMillis, span.lastMillis, true));
        return learned(key);
    }

    /** What a key does now may be what its earlier incidents announced, so they no longer speak against a model. */
    private List<Sample> learned(String key) {
        canaries.remove(key);
        return pending.remove(key);
    }

    /** Takes the progress of event time: incidents whose cooldown is over end. Looks at all at most once a cooldown. */
    public void advance(long watermarkMillis) {
        if (sweptMillis != Long.MIN_VALUE && watermarkMillis - sweptMillis < cooldownMillis) {
            return;
        }
        sweptMillis = watermarkMillis;
        for (String key : List.copyOf(spans.keySet())) {
            if (watermarkMillis - spans.get(key).lastMillis >= cooldownMillis) {
                end(key);
            }
        }
    }

    /** Records of incidents that were none to learn from. */
    public List<Sample> canaries() {
        return canaries.samples();
    }

    public List<Sample> pending() {
        return pending.samples();
    }

    /** Incidents under way by key. */
    public Map<String, Span> spans() {
        return Map.copyOf(spans);
    }

    /** Event time at which all incidents were looked at last, ms; {@link Long#MIN_VALUE}: never. */
    public long sweptMillis() {
        return sweptMillis;
    }

    /** Goes on where a checkpoint was taken. */
    public void restore(
            List<Sample> pendingThen, List<Sample> canariesThen, Map<String, Span> spansThen, long sweptThen) {
        pending.offerAll(pendingThen);
        canaries.offerAll(canariesThen);
        spansThen.forEach(this::put);
        sweptMillis = sweptThen;
    }

    private void put(String key, Span span) {
        if (spans.put(key, span) == null) {
            spanBytes += Sample.keyBytes(key);
        }
    }

    private void end(String key) {
        Span span = spans.remove(key);
        spanBytes -= Sample.keyBytes(key);
        List<Sample> ended = pending.remove(key);
        if (!span.accepted) {
            canaries.offerAll(ended);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import io.elbow.config.RefreshOptions;
import io.elbow.job.detect.RefreshPolicy.Cause;
import io.elbow.job.event.Sample;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Takes the samples of a stream: keeps what a refresh may learn from, and says when one is due.
 *
 * <p>Of {@code refresh.memory} half is for what is learned, an eighth for what is kept out of it for its low p-value,
 * an eighth for normal records that wait out a cooldown, the rest for incidents.
 */
public final class SampleStore {
    /** Records without drift before it is found by mistake, on average at least. */
    static final double RUN_LENGTH = 1e6;

    private static final long SEED = 20260101;
    private static final int LEARNED_PART = 2;
    private static final int WITHHELD_PART = 8;
    private static final int GUARDED_PART = 8;

    private final RefreshOptions options;
    private final SampleReservoir learned;
    private final SampleReservoir guarded;
    private final IncidentFilter guard;
    private final PendingAnomalies shift;
    private RefreshPolicy policy;
    private DriftTest drift;
    private String champion;
    private long eventTimeMillis = Long.MIN_VALUE;

    /**
     * All that a checkpoint holds.
     *
     * @param learned what a refresh learns from
     * @param guarded kept out of it for a low p-value
     * @param withheld normal records that wait for their cooldown
     * @param pending of incidents under way
     * @param canaries of incidents that are over
     */
    public record Contents(
            RefreshMemory memory,
            List<Sample> learned,
            List<Sample> guarded,
            List<Sample> withheld,
            List<Sample> pending,
            List<Sample> canaries) {}

    /**
     * What the champion's p-values rest on.
     *
     * @param rows held back from its fit
     * @param alertRate p-values up to it are anomalous
     */
    public record Calibration(long rows, double alertRate) {}

    /** @param cooldown event time without an anomaly after which an incident is over */
    public SampleStore(RefreshOptions options, Duration cooldown) {
        this.options = options;
        long memory = options.memoryBytes();
        long learnedBytes = learnedBytes(options);
        long withheldBytes = memory / WITHHELD_PART;
        learned = new SampleReservoir(learnedBytes, halfLife(options), SEED);
        long guardedBytes = memory / GUARDED_PART;
        guarded = new SampleReservoir(guardedBytes, halfLife(options), SEED);
        guard = new IncidentFilter(options.guard(), cooldown, withheldBytes);
        shift = new PendingAnomalies(
                memory - learnedBytes - withheldBytes - guardedBytes, cooldown, options.adaptAfter(), SEED);
        policy = new RefreshPolicy(options, RefreshPolicy.State.NEW);
    }

    /** Of {@code refresh.memory}, what the samples to learn from may take. */
    public static long learnedBytes(RefreshOptions options) {
        return options.memoryBytes() / LEARNED_PART;
    }

    private static Duration halfLife(RefreshOptions options) {
        Duration every = options.every();
        return every != null && every.compareTo(options.adaptAfter()) > 0 ? every : options.adaptAfter();
    }

    /** Takes a scored record; those of one key in the order in which they were scored. */
    public void take(Sample sample) {
        learned.offerAll(guard.offer(sample));
        if (sample.anomaly()) {
            takeAnomaly(sample);
        } else {
            if (sample.pValue() < options.guard()) {
                keepOut(sample);
            }
            policy.onNormal(sample.timestampMillis());
        }
        if (isForDrift(sample) && drift.add(sample.pValue())) {
            policy.onDrift();
        }
    }

    /** An incident is no drift, however long; and the p-value of another model says nothing of this one. */
    private boolean isForDrift(Sample sample) {
        return options.onDrift()
                && drift != null
                && !sample.anomaly()
                && sample.model().equals(champion);
    }

    private void takeAnomaly(Sample sample) {
        List<Sample> adopted = shift.offer(sample);
        if (adopted.isEmpty()) {
            keepOut(sample);
        }
        adopt(sample.key(), adopted);
    }

    private void keepOut(Sample sample) {
        if (sample.missingShare() <= IncidentFilter.MOST_MISSING) {
            guarded.offer(sample);
        }
    }

    private void adopt(String key, List<Sample> adopted) {
        if (!adopted.isEmpty()) {
            guarded.remove(key);
            learned.offerAll(adopted);
        }
    }

    /** Takes the progress of event time. */
    public void advance(long watermarkMillis) {
        eventTimeMillis = watermarkMillis;
        learned.offerAll(guard.advance(watermarkMillis));
        shift.advance(watermarkMillis);
    }

    /** Somebody asks for a refresh. */
    public void request() {
        policy.request();
    }

    /** Somebody says that a key's present incident is normal; returns how many of its records are learned by that. */
    public int accept(String key) {
        List<Sample> accepted = shift.accept(key);
        adopt(key, accepted);
        return accepted.size();
    }

    /** The model that scores: drift is measured against its calibration. */
    public void champion(String id, Calibration calibration) {
        if (!id.equals(champion)) {
            champion = id;
            drift = driftTest(calibration, null);
        }
    }

    private static DriftTest driftTest(Calibration calibration, double[] sums) {
        int rows = (int) Math.max(1, Math.min(Integer.MAX_VALUE, calibration.rows));
        return new DriftTest(RUN_LENGTH, rows, calibration.alertRate, sums);
    }

    /** Why a refresh is due now; empty: none is. */
    public Optional<Cause> due() {
        return policy.due(eventTimeMillis, learned.size());
    }

    /** A fit begins. */
    public void started() {
        policy.started(eventTimeMillis);
    }

    /** It ended, however. */
    public void ended() {
        policy.ended();
    }

    /** Event time, ms; {@link Long#MIN_VALUE}: no record came yet. */
    public long eventTimeMillis() {
        return eventTimeMillis;
    }

    /** Samples to learn from. */
    public int size() {
        return learned.size();
    }

    /** What they take, bytes. */
    public long bytes() {
        return learned.bytes();
    }

    /** A copy of what is to be learned. */
    public List<Sample> learned() {
        return learned.samples();
    }

    /** A copy of what is kept out of that for its low p-value. */
    public List<Sample> guarded() {
        return guarded.samples();
    }

    /** A copy of the records that must stay anomalous. */
    public List<Sample> canaries() {
        return shift.canaries();
    }

    /** What a checkpoint holds. */
    public Contents contents() {
        RefreshMemory memory = new RefreshMemory();
        RefreshPolicy.State state = policy.state();
        memory.sinceMillis = state.sinceMillis();
        memory.normals = state.normals();
        memory.requested = state.requested();
        memory.drifted = state.drifted();
        memory.champion = champion;
        memory.driftSums = drift == null ? new double[0] : drift.sums();
        memory.eventTimeMillis = eventTimeMillis;
        writeSpans(memory);
        writeAnomalies(memory);
        memory.shiftSweptMillis = shift.sweptMillis();
        return new Contents(
                memory, learned.samples(), guarded.samples(), guard.withheld(), shift.pending(), shift.canaries());
    }

    private void writeAnomalies(SampleStoreState memory) {
        IncidentFilter.Times times = guard.times();
        memory.anomalyKeys = times.anomalies().keySet().toArray(String[]::new);
        memory.anomalyMillis =
                times.anomalies().values().stream().mapToLong(Long::longValue).toArray();
        memory.anomalyForgottenMillis = times.forgottenMillis();
        memory.guardSweptMillis = times.sweptMillis();
    }

    private void writeSpans(SampleStoreState memory) {
        Map<String, PendingAnomalies.Span> spans = new TreeMap<>(shift.spans());
        memory.spanKeys = spans.keySet().toArray(String[]::new);
        memory.spanFirstMillis = new long[spans.size()];
        memory.spanLastMillis = new long[spans.size()];
        memory.spanAccepted = new boolean[spans.size()];
        int at = 0;
        for (PendingAnomalies.Span span : spans.values()) {
            memory.spanFirstMillis[at] = span.firstMillis();
            memory.spanLastMillis[at] = span.lastMillis();
            memory.spanAccepted[at++] = span.accepted();
        }
    }

    /**
     * Goes on where a checkpoint was taken; a fit that ran then is forgotten.
     *
     * @param calibration of the champion then; null: there was none
     */
    public void restore(Contents contents, Calibration calibration) {
        SampleStoreState memory = contents.memory();
        policy = new RefreshPolicy(
                options, new RefreshPolicy.State(memory.sinceMillis, memory.normals, memory.requested, memory.drifted));
        eventTimeMillis = memory.eventTimeMillis;
        champion = memory.champion;
        drift = champion == null || calibration == null ? null : driftTest(calibration, memory.driftSums);
        learned.offerAll(contents.learned());
        guarded.offerAll(contents.guarded());
        Map<String, Long> anomalies = new TreeMap<>();
        for (int i = 0; i < memory.anomalyKeys.length; i++) {
            anomalies.put(memory.anomalyKeys[i], memory.anomalyMillis[i]);
        }
        guard.restore(
                contents.withheld(),
                new IncidentFilter.Times(anomalies, memory.anomalyForgottenMillis, memory.guardSweptMillis));
        Map<String, PendingAnomalies.Span> spans = new TreeMap<>();
        for (int i = 0; i < memory.spanKeys.length; i++) {
            spans.put(
                    memory.spanKeys[i],
                    new PendingAnomalies.Span(
                            memory.spanFirstMillis[i], memory.spanLastMillis[i], memory.spanAccepted[i]));
        }
        shift.restore(contents.pending(), contents.canaries(), spans, memory.shiftSweptMillis);
    }
}

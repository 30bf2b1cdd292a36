// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import io.elbow.config.AlertOptions;
import io.elbow.config.ShingleOptions;
import io.elbow.data.Observation;
import io.elbow.features.KeyScaling;
import io.elbow.features.SeriesState;
import io.elbow.features.SmoothedScore;
import io.elbow.job.event.Alert;
import io.elbow.job.event.ScoredObservation;
import io.elbow.job.event.SourcedObservation;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * The job's decisions over records that are all there: what it admits, how it scores, which alerts it raises and when
 * it closes them. Event time is the newest record's, as of one partition, and at the end it is over.
 *
 * <p>Owned state: each key's series, statistics, average and open incident, and between two records a batch. Not
 * thread-safe.
 */
public final class Backtest {
    /** Hears of what happens, in order. */
    public interface Sink {
        /**
         * A record has its verdict.
         *
         * @param incident the incident that it opened or is part of; null: it is no anomaly
         */
        void scored(ScoredObservation scored, String incident);

        /** A message of the alerts topic; an opening one comes before its record's {@link #scored}. */
        void alert(Alert alert);
    }

    /** A moment at which a key's incident is looked at. */
    private record Timer(long atMillis, String key) implements Comparable<Timer> {
        @Override
        public int compareTo(Timer other) {
            int byTime = Long.compare(atMillis, other.atMillis);
            return byTime == 0 ? key.compareTo(other.key) : byTime;
        }
    }

    private final LiveModel model;
    private final Admission admission;
    private final Incidents incidents;
    private final Sink sink;
    private final MicroBatch batch;
    private final KeyScaling scaling;
    private final long[] eventTimeBefore;
    private final Map<String, SeriesState> series = new HashMap<>();
    private final Map<String, IncidentState> open = new HashMap<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();
    private final SmoothedScoreStore smoothed = new Averages();
    private long eventTimeMillis = Long.MIN_VALUE;
    private long late;
    private long warmingUp;

    /** @param batchSize records a call of the scorer */
    public Backtest(
            String detector, LiveModel model, ShingleOptions shingle, AlertOptions alerts, int batchSize, Sink sink) {
        this.model = model;
        this.sink = sink;
        admission = new Admission(shingle);
        incidents = new Incidents(detector, alerts.cooldown());
        batch = new MicroBatch(batchSize, model.rowWidth());
        scaling = new KeyScaling(model.standardizer(), model.perKey());
        eventTimeBefore = new long[batchSize];
    }

    /** Takes the next record. */
    public void take(SourcedObservation record) throws Exception {
        String key = record.observation().key();
        SeriesState state = series.computeIfAbsent(key, unknown -> new SeriesState());
        switch (admission.admit(state, record.observation(), model.shingleLength())) {
            case LATE -> late++;
            case WARMING_UP -> warmingUp++;
            case READY -> add(record, state);
        }
        // A record of the same time may follow: what ends at this very moment is not over yet.
        eventTimeMillis = Math.max(eventTimeMillis, record.observation().timestampMillis() - 1);
        if (batch.isFull()) {
            flush();
        }
    }

    private void add(SourcedObservation record, SeriesState state) throws Exception {
        Observation newest = record.observation();
        if (scaling.crosses(newest.key(), newest.timestampMillis()) && batch.holds(newest.key())) {
            // What its rows in the batch are judged to be decides what the key's statistics take up.
            flush();
        }
        eventTimeBefore[batch.size()] = eventTimeMillis;
        batch.add(record, state, scaling.at(newest.key(), newest.timestampMillis()), model);
    }

    /** No record follows: open incidents close as if nothing more came. */
    public void finish() throws Exception {
        flush();
        advance(Long.MAX_VALUE);
    }

    /** Records older than the newest one before them with their key. */
    public long late() {
        return late;
    }

    /** Records taken while their key's shingle was too short to score. */
    public long warmingUp() {
        return warmingUp;
    }

    private void flush() throws Exception {
        if (batch.isEmpty()) {
            return;
        }
        int row = 0;
        FeatureExcess excess = new FeatureExcess(model.features());
        for (ScoredObservation scored : MicroBatchScoring.score(batch, model, smoothed, excess, scaling::take)) {
            advance(eventTimeBefore[row]);
            onScored(scored, eventTimeBefore[row++]);
        }
        batch.clear();
    }

    private void onScored(ScoredObservation scored, long watermarkMillis) {
        IncidentState state = open.get(scored.key());
        if (state == null && scored.anomaly()) {
            state = new IncidentState();
            open.put(scored.key(), state);
        }
        if (state != null) {
            boolean said = false;
            for (Alert alert : incidents.onScored(state, scored)) {
                sink.alert(alert);
                said = true;
            }
            if (scored.anomaly()) {
                incidents.hold(state, watermarkMillis);
            }
            keep(scored.key(), state, said);
        }
        sink.scored(scored, scored.anomaly() ? state.incident : null);
    }

    private void advance(long watermarkMillis) {
        while (!timers.isEmpty() && timers.peek().atMillis() <= watermarkMillis) {
            Timer timer = timers.poll();
            IncidentState state = open.get(timer.key());
            if (state == null) {
                continue;
            }
            if (timer.atMillis() >= incidents.dueAt(state)) {
                incidents.onEventTime(state, timer.atMillis()).forEach(sink::alert);
            }
            keep(timer.key(), state, true);
        }
    }

    private void keep(String key, IncidentState state, boolean needsTimer) {
        if (!state.isOpen()) {
            open.remove(key);
        } else if (needsTimer) {
            timers.add(new Timer(incidents.dueAt(state), key));
        }
    }

    private static final class Averages implements SmoothedScoreStore {
        private final Map<String, SmoothedScore> byKey = new HashMap<>();

        @Override
        public SmoothedScore of(String key) {
            return byKey.computeIfAbsent(key, unknown -> new SmoothedScore());
        }

        @Override
        public void keep(SmoothedScore average) {
            // It is the one that the map holds.
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import io.elbow.config.AlertOptions;
import io.elbow.config.ShingleOptions;
import io.elbow.job.event.Alert;
import io.elbow.job.event.ScoredObservation;
import io.elbow.job.event.SourcedObservation;
import io.elbow.stream.KeyStore;
import io.elbow.stream.ModelBatch;
import io.elbow.stream.StreamScoring;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * The job's decisions over records that are all there: what it admits, how it scores, which alerts it raises and when
 * it closes them. Event time is the newest record's, as of one partition, and at the end it is over.
 *
 * <p>Owned state: each key's memory and open incident, and between two records a batch. Not thread-safe.
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

    /** A record, and where event time was when it came. */
    private record Timed(SourcedObservation record, long watermarkMillis) {}

    /** A moment at which a key's incident is looked at. */
    private record Timer(long atMillis, String key) implements Comparable<Timer> {
        @Override
        public int compareTo(Timer other) {
            int byTime = Long.compare(atMillis, other.atMillis);
            return byTime == 0 ? key.compareTo(other.key) : byTime;
        }
    }

    private final StreamScoring<Timed> scoring;
    private final KeyIncidents incidents;
    private final Sink sink;
    private final Map<String, IncidentState> open = new HashMap<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();
    private long eventTimeMillis = Long.MIN_VALUE;
    private long late;
    private long warmingUp;

    /** @param batchSize records a call of the scorer */
    public Backtest(
            String detector, LiveModel model, ShingleOptions shingle, AlertOptions alerts, int batchSize, Sink sink) {
        this.sink = sink;
        incidents = new KeyIncidents(new Incidents(detector, alerts.cooldown()));
        scoring = new StreamScoring<>(
                model,
                KeyStore.inMemory(),
                new StreamScoring.Settings(shingle.minRows(), shingle.gap(), batchSize, false, model.derivation()),
                new Outcomes());
    }

    /** Takes the next record. */
    public void take(SourcedObservation record) {
        scoring.take(new Timed(record, eventTimeMillis), record.observation());
        // A record of the same time may follow: what ends at this very moment is not over yet.
        eventTimeMillis = Math.max(eventTimeMillis, record.observation().timestampMillis() - 1);
    }

    /** No record follows: open incidents close as if nothing more came. */
    public void finish() {
        scoring.flush();
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

    private void advance(long watermarkMillis) {
        while (!timers.isEmpty() && timers.peek().atMillis() <= watermarkMillis) {
            Timer timer = timers.poll();
            incidents.onTimer(timer.atMillis(), new Incident(timer.key())).forEach(sink::alert);
        }
    }

    private final class Outcomes implements StreamScoring.Output<Timed> {
        @Override
        public void late(Timed record, long newestMillis) {
            late++;
        }

        @Override
        public void warmingUp(Timed record) {
            warmingUp++;
        }

        @Override
        public void scored(ModelBatch<Timed> batch) {
            List<ScoredObservation> scored = ScoredRecords.of(batch, Timed::record);
            for (int row = 0; row < scored.size(); row++) {
                ScoredObservation one = scored.get(row);
                long watermarkMillis = batch.record(row).watermarkMillis();
                advance(watermarkMillis);
                incidents
                        .onScored(one, new Incident(one.key()), watermarkMillis)
                        .forEach(sink::alert);
                sink.scored(one, one.anomaly() ? open.get(one.key()).incident : null);
            }
        }
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
            timers.add(new Timer(atMillis, key));
        }
    }
}

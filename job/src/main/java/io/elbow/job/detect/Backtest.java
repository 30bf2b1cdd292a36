// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import io.elbow.config.AlertBudget;
import io.elbow.config.AlertOptions;
import io.elbow.config.ShingleOptions;
import io.elbow.job.event.Alert;
import io.elbow.job.event.ScoredObservation;
import io.elbow.job.event.SourcedObservation;
import io.elbow.stream.KeyStore;
import io.elbow.stream.ModelBatch;
import io.elbow.stream.StreamScoring;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The job's decisions over records that are all there: what it admits, how it scores, which alerts it raises and when
 * it closes them. Event time is the newest record's, as of one partition, and at the end it is over.
 *
 * <p>Owned state: each key's memory and open incident, and between two records a batch. A model under a budget lets
 * that decide. Not thread-safe.
 */
public final class Backtest {
    /** Hears of what happens, in order. */
    public interface Sink {
        /**
         * A record has its verdict.
         *
         * @param incident the incident that it opened or is part of; null: it is no anomaly, or the budget has not
         *     decided yet what becomes of it
         */
        void scored(ScoredObservation scored, String incident);

        /**
         * A message of the alerts topic. An opening one comes before its record's {@link #scored}, but under a budget
         * after it, once event time has reached the record.
         */
        void alert(Alert alert);
    }

    /** A record, and where event time was when it came. */
    private record Timed(SourcedObservation record, long watermarkMillis) {}

    private final StreamScoring<Timed> scoring;
    private final AlertPath path;
    private final Sink sink;
    private final LiveModel model;
    private final Map<AlertBudget, BudgetTrial> trials = new LinkedHashMap<>();
    private long eventTimeMillis = Long.MIN_VALUE;
    private long late;
    private long warmingUp;

    /** @param batchSize records a call of the scorer */
    public Backtest(
            String detector, LiveModel model, ShingleOptions shingle, AlertOptions alerts, int batchSize, Sink sink) {
        this.sink = sink;
        this.model = model;
        this.path = path(detector, model, alerts.cooldown());
        scoring = new StreamScoring<>(
                model,
                KeyStore.inMemory(),
                new StreamScoring.Settings(shingle.minRows(), shingle.gap(), batchSize, false, model.derivation()),
                new Outcomes());
    }

    private static AlertPath path(String detector, LiveModel model, Duration cooldown) {
        return model.surprises() == null
                ? new RatePath(detector, cooldown)
                : new BudgetPath(detector, model.budget().budget(), cooldown);
    }

    /**
     * Counts besides what would open under another budget than the model's; to be called before the first record.
     *
     * @throws IllegalStateException where the model is not under a budget
     */
    public void compareWith(AlertBudget other) {
        if (model.surprises() == null) {
            throw new IllegalStateException("no budget is in force that " + other.text() + " could be compared with");
        }
        trials.put(other, new BudgetTrial(model.surpriseFit(), model.budget().withBudget(other)));
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
        path.advance(Long.MAX_VALUE, sink::alert);
        trials.values().forEach(BudgetTrial::finish);
    }

    /** Incidents that opened under a budget of {@link #compareWith}. */
    public long opened(AlertBudget other) {
        return trials.get(other).opened();
    }

    /** Incidents that the budget's hard limit kept from opening. */
    public long heldBack() {
        return path instanceof BudgetPath budget ? budget.heldBack() : 0;
    }

    /** Records older than the newest one before them with their key. */
    public long late() {
        return late;
    }

    /** Records taken while their key's shingle was too short to score. */
    public long warmingUp() {
        return warmingUp;
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
                path.advance(watermarkMillis, sink::alert);
                path.take(one, watermarkMillis, sink::alert);
                sink.scored(one, one.anomaly() ? path.incident(one.key()) : null);
                trials.values().forEach(trial -> trial.take(one, watermarkMillis));
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.stream;

import io.elbow.data.Observation;
import io.elbow.features.Derivation;
import io.elbow.features.KeyMemory;
import io.elbow.features.PreviousValues;
import io.elbow.features.SeriesState;
import io.elbow.features.Standardizer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The loop that scores records as they come, whoever drives it: a late record is turned away, any other is taken into
 * its key's series; once that is long enough to score, it waits, standardised, in the batch of its model. A batch is
 * scored when one is full, or when the driver asks for it.
 *
 * <p>A key's memory is got from the store with its first record of a batch and put back when the batch was scored, so
 * the store is behind between the two: a driver that saves the store, or lets another model in, flushes before. Before
 * a key of which records wait begins another bucket of its statistics they are scored, since what they are judged to be
 * decides what the statistics take up. So neither batches nor the driver's flushes change a score.
 *
 * <p>Not thread-safe.
 *
 * @param <R> the records as the driver knows them
 */
public final class StreamScoring<R> {
    /** Hears what becomes of the records. */
    public interface Output<R> {
        /**
         * A record was turned away and left no trace.
         *
         * @param newestMillis the newest event time taken for its key, which is later
         */
        void late(R record, long newestMillis);

        /** A record was taken, but its key's shingle is too short to score. */
        default void warmingUp(R record) {}

        /** The first record waits. */
        default void batchBegun() {}

        /** No further record waits with those that do: they are scored now. */
        default void batchEnded() {}

        /** The records of one model have their verdicts. The batch is valid until this returns. */
        void scored(ModelBatch<R> batch);
    }

    /**
     * How a stream is scored, whatever the models.
     *
     * @param minRows rows of a shingle without which a record is warm-up; a shorter full shingle is enough
     * @param gap event time between two rows of a key after which the shingle starts anew; null: never
     * @param batchSize records a call of the scorer
     * @param keepsShingles whether {@link ModelBatch#shingle} is asked for
     * @param derivation makes the models' features of what the records hold
     */
    public record Settings(int minRows, Duration gap, int batchSize, boolean keepsShingles, Derivation derivation) {
        /** Of records that hold the models' features. */
        public Settings(int minRows, Duration gap, int batchSize, boolean keepsShingles) {
            this(minRows, gap, batchSize, keepsShingles, Derivation.NONE);
        }
    }

    private final Models models;
    private final KeyStore store;
    private final Settings settings;
    private final Output<R> output;
    private final KeyScalers scalers;

    /** The newest record that waits of each key. */
    private final Map<String, WaitingRow<R>> waiting = new HashMap<>();

    /** In the order in which they are scored: a key's earlier records are the earlier model's. */
    private List<ModelBatch<R>> batches;

    /** @param units in which statistics are kept, once a model with this scaler asks for them */
    public StreamScoring(
            Models models, KeyStore store, Settings settings, UnaryOperator<Standardizer> units, Output<R> output) {
        this.models = models;
        this.store = store;
        this.settings = settings;
        this.output = output;
        this.scalers = new KeyScalers(units);
        renew();
    }

    /** With one model, in whose units statistics are kept. */
    public StreamScoring(ScoringModel model, KeyStore store, Settings settings, Output<R> output) {
        this(Models.only(model), store, settings, UnaryOperator.identity(), output);
    }

    /**
     * Goes on with the models that there are now.
     *
     * @throws IllegalStateException where records wait for the models before: {@link #flush} first
     */
    public void renew() {
        if (!waiting.isEmpty()) {
            throw new IllegalStateException("records of " + waiting.size() + " keys wait for the models before");
        }
        scalers.follow(models);
        ScoringModel previous = models.previous();
        ModelBatch<R> newest = batch(models.newest());
        batches = previous == null ? List.of(newest) : List.of(batch(previous), newest);
    }

    private ModelBatch<R> batch(ScoringModel model) {
        return new ModelBatch<>(model, models.challenger(), settings.batchSize());
    }

    /**
     * Takes the next record.
     *
     * @param raw what it holds: one value a field, of which the features are made
     */
    public void take(R record, Observation raw) {
        String key = raw.key();
        long timestampMillis = raw.timestampMillis();
        WaitingRow<R> before = waiting.get(key);
        KeyMemory memory = before == null ? memory(key) : before.memory;
        SeriesState series = memory.series;
        if (series.isLate(timestampMillis)) {
            output.late(record, series.newestMillis);
            return;
        }
        Observation observation = derived(memory, raw);
        ModelBatch<R> batch = batchOf(models.at(timestampMillis));
        if (before != null && scalers.crosses(batch.model(), memory, observation)) {
            flush();
            before = null;
        }
        if (before != null && settings.keepsShingles()) {
            before.shingle();
        }
        long previousMillis = series.newestMillis;
        int length = batch.model().shingleLength();
        series.append(observation.values(), timestampMillis, length, settings.gap());
        if (series.size < Math.min(settings.minRows(), length)) {
            if (before == null) {
                store.put(key, memory);
            }
            output.warmingUp(record);
            return;
        }
        enqueue(batch, before, record, observation, memory, previousMillis);
    }

    private Observation derived(KeyMemory memory, Observation raw) {
        Derivation derivation = settings.derivation();
        if (derivation.isPlain()) {
            return raw;
        }
        if (memory.previous == null) {
            memory.previous = new PreviousValues();
        }
        return raw.withValues(derivation.derive(memory.previous, raw.values(), raw.timestampMillis()));
    }

    private KeyMemory memory(String key) {
        KeyMemory memory = store.get(key);
        return memory == null ? new KeyMemory() : memory;
    }

    private ModelBatch<R> batchOf(ScoringModel model) {
        for (ModelBatch<R> batch : batches) {
            if (batch.model() == model) {
                return batch;
            }
        }
        throw new IllegalStateException("no batch of model " + model.id() + ": renew was not called");
    }

    /** @param before the key's record that waits already; null: none does */
    private void enqueue(
            ModelBatch<R> batch,
            WaitingRow<R> before,
            R record,
            Observation observation,
            KeyMemory memory,
            long previousMillis) {
        if (waiting.isEmpty()) {
            output.batchBegun();
        }
        ScoringModel model = batch.model();
        scalers.advance(model, memory, observation);
        // Of the records of a key that wait together, all are of one bucket.
        Standardizer last = before != null && before.isOf(model) ? before.own : null;
        Standardizer own = scalers.of(model, memory, observation, last);
        Standardizer challengers = challengers(memory, observation, before == null ? null : before.challengers);
        boolean warming = scalers.isWarming(model, memory);
        WaitingRow<R> row =
                new WaitingRow<>(record, observation, memory, previousMillis, model, own, challengers, warming);
        batch.add(row);
        waiting.put(observation.key(), row);
        if (batch.isFull()) {
            flush();
        }
    }

    private Standardizer challengers(KeyMemory memory, Observation observation, Standardizer last) {
        return models.challenger() == null ? null : scalers.of(models.challenger(), memory, observation, last);
    }

    /** Scores the records that wait, and puts their keys' memories back. */
    public void flush() {
        if (waiting.isEmpty()) {
            return;
        }
        output.batchEnded();
        for (ModelBatch<R> batch : batches) {
            if (!batch.isEmpty()) {
                batch.score(scalers);
                output.scored(batch);
                batch.clear();
            }
        }
        waiting.forEach((key, row) -> store.put(key, row.memory));
        waiting.clear();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.stream;

import io.elbow.data.Observation;
import io.elbow.features.KeyMemory;
import io.elbow.features.PerKeyStandardizer;
import io.elbow.features.Standardizer;
import java.util.IdentityHashMap;
import java.util.function.UnaryOperator;

/**
 * What standardises a key's records, for each model in use, and who keeps the key's statistics: the model that alerts
 * on a record, by its own buckets, or, where that one standardises all keys alike, the challenger, so that its
 * statistics are no younger than itself when it is promoted. Whoever else runs only reads them.
 */
final class KeyScalers {
    private final UnaryOperator<Standardizer> units;

    /** Of the models in use that standardise by key. */
    private final IdentityHashMap<ScoringModel, PerKeyStandardizer> standardizers = new IdentityHashMap<>();

    /** Null: none runs. */
    private ScoringModel challenger;

    /** @param units in which statistics are kept, once a model with this scaler asks for them */
    KeyScalers(UnaryOperator<Standardizer> units) {
        this.units = units;
    }

    /** Standardises as these models do from now on. */
    void follow(Models models) {
        standardizers.clear();
        challenger = models.challenger();
        add(models.newest());
        add(models.previous());
        add(challenger);
    }

    private void add(ScoringModel model) {
        if (model != null && model.perKey() != null) {
            Standardizer scaler = model.standardizer();
            standardizers.put(model, new PerKeyStandardizer(scaler, model.perKey(), units.apply(scaler)));
        }
    }

    /** By which a key's statistics go on with a record that a model alerts on; null: nobody asks for any. */
    private PerKeyStandardizer keeper(ScoringModel model) {
        PerKeyStandardizer own = standardizers.get(model);
        return own == null ? standardizers.get(challenger) : own;
    }

    /**
     * Whether a record that this model scores begins a later bucket of its key, so that {@link #advance} changes it.
     */
    boolean crosses(ScoringModel model, KeyMemory memory, Observation record) {
        PerKeyStandardizer keeper = keeper(model);
        return keeper != null
                && (memory.statistics == null || keeper.crosses(memory.statistics, record.timestampMillis()));
    }

    /** Takes up the bucket before where a record that this model scores begins a later one. */
    void advance(ScoringModel model, KeyMemory memory, Observation record) {
        PerKeyStandardizer keeper = keeper(model);
        if (keeper == null) {
            return;
        }
        if (memory.statistics == null) {
            memory.statistics = keeper.start(record.key());
        }
        keeper.complete(memory.statistics, record.key());
        if (keeper.crosses(memory.statistics, record.timestampMillis())) {
            keeper.advance(memory.statistics, record.timestampMillis());
        }
        keeper.count(memory.statistics);
    }

    /** Whether the key is so new that the record's verdict rests on what is known of other keys. */
    boolean isWarming(ScoringModel model, KeyMemory memory) {
        PerKeyStandardizer standardizer = standardizers.get(model);
        return standardizer != null && standardizer.isWarming(memory.statistics);
    }

    /**
     * What standardises a record for a model.
     *
     * @param last what standardised the record before it for the same model, of the same bucket; null: not known
     */
    Standardizer of(ScoringModel model, KeyMemory memory, Observation record, Standardizer last) {
        PerKeyStandardizer standardizer = standardizers.get(model);
        if (standardizer == null) {
            return model.standardizer(record.key(), record.timestampMillis());
        }
        return last == null ? standardizer.of(memory.statistics) : last;
    }

    /**
     * Takes a record that this model judged normal, or that its key warms up with, into the key's bucket.
     *
     * @param rare whether its p-value is below the guard ({@link io.elbow.scoring.Judge#isRare})
     */
    void teach(ScoringModel model, KeyMemory memory, Observation record, boolean rare) {
        PerKeyStandardizer keeper = keeper(model);
        if (keeper != null) {
            keeper.take(memory.statistics, record.values(), rare);
        }
    }
}

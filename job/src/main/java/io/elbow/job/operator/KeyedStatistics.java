// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.data.Observation;
import io.elbow.features.KeyStatistics;
import io.elbow.features.PerKeyStandardizer;
import io.elbow.features.Standardizer;
import io.elbow.job.detect.LiveModel;
import io.elbow.job.detect.NormalRecordListener;
import java.io.IOException;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.function.Consumer;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * The statistics of each key's features, where a model standardises by key.
 *
 * <p>Owned state: one {@link KeyStatistics} a key, and the units they are kept in, which are the scaler of the first
 * model that asked for them: so they stay what they are when another model with another scaler takes over. Lifecycle:
 * made when the operator's state is initialised, told of the models whenever they change. Design constraint: a key has
 * one memory whatever models look at it. The model that alerts on a record keeps it, by its own buckets; where that one
 * standardises all keys alike the challenger keeps it, so that its statistics are no younger than itself when it is
 * promoted. Whoever else runs only reads. A key's records of a bucket must be judged, and told here, before its first
 * record of a later one asks for its scaler; telling sets the current key.
 */
final class KeyedStatistics {
    private static final String MEAN = "mean";
    private static final String DEVIATION = "deviation";

    private final ValueState<KeyStatistics> statistics;
    private final BroadcastState<String, double[]> units;
    private final Consumer<Object> currentKey;

    /** Of the models in use that standardise by key. */
    private final IdentityHashMap<LiveModel, PerKeyStandardizer> standardizers = new IdentityHashMap<>();

    /** Null: none runs. */
    private LiveModel challenger;

    /**
     * Finds the states.
     *
     * @param idleTtl processing time after which an idle key may be forgotten; null: never
     * @param currentKey sets the operator's current key
     */
    KeyedStatistics(KeyedStateStore keyed, OperatorStateStore shared, Duration idleTtl, Consumer<Object> currentKey)
            throws Exception {
        ValueStateDescriptor<KeyStatistics> descriptor =
                new ValueStateDescriptor<>("statistics", TypeInformation.of(KeyStatistics.class));
        KeyedSeries.forgetIdle(descriptor, idleTtl);
        this.statistics = keyed.getState(descriptor);
        this.units = shared.getBroadcastState(new MapStateDescriptor<>(
                "statistics-units", Types.STRING, PrimitiveArrayTypeInfo.DOUBLE_PRIMITIVE_ARRAY_TYPE_INFO));
        this.currentKey = currentKey;
    }

    /**
     * Standardises as these models do from now on.
     *
     * @param previous null: none is held beside the newest
     * @param beside the challenger; null: none runs
     */
    void follow(LiveModel newest, LiveModel previous, LiveModel beside) throws Exception {
        standardizers.clear();
        challenger = beside;
        add(newest);
        add(previous);
        add(beside);
    }

    private void add(LiveModel model) throws Exception {
        if (model != null && model.perKey() != null) {
            standardizers.put(
                    model, new PerKeyStandardizer(model.standardizer(), model.perKey(), units(model.standardizer())));
        }
    }

    private Standardizer units(Standardizer first) throws Exception {
        if (!units.contains(MEAN)) {
            units.put(MEAN, first.mean());
            units.put(DEVIATION, first.deviation());
        }
        return new Standardizer(units.get(MEAN), units.get(DEVIATION));
    }

    /** By which a key's memory goes on with a record that a model alerts on; null: nobody asks for one. */
    private PerKeyStandardizer keeper(LiveModel model) {
        PerKeyStandardizer own = standardizers.get(model);
        return own == null ? standardizers.get(challenger) : own;
    }

    /** Whether a record of the current key, to be scored by this model, begins a later bucket. */
    boolean crosses(LiveModel model, Observation record) throws IOException {
        PerKeyStandardizer keeper = keeper(model);
        return keeper != null && keeper.crosses(current(keeper, record.key()), record.timestampMillis());
    }

    /** The model's scaler of a record of the current key; takes up the bucket before where it begins a later one. */
    Standardizer at(LiveModel model, Observation record) throws IOException {
        PerKeyStandardizer keeper = keeper(model);
        if (keeper == null) {
            return model.standardizer();
        }
        KeyStatistics current = current(keeper, record.key());
        if (keeper.crosses(current, record.timestampMillis())) {
            keeper.advance(current, record.timestampMillis());
            statistics.update(current);
        }
        return of(model, current);
    }

    /** The challenger's of the record that {@link #at} was just asked for; null: none runs. */
    Standardizer beside() throws IOException {
        return challenger == null ? null : of(challenger, statistics.value());
    }

    private Standardizer of(LiveModel model, KeyStatistics current) {
        PerKeyStandardizer standardizer = standardizers.get(model);
        return standardizer == null ? model.standardizer() : standardizer.of(current);
    }

    /** What hears of the records that a model judges normal. */
    NormalRecordListener of(LiveModel model) {
        PerKeyStandardizer keeper = keeper(model);
        return keeper == null
                ? (key, values, rare) -> {
                    // Nobody asks for a key's statistics.
                }
                : (key, values, rare) -> take(keeper, key, values, rare);
    }

    private void take(PerKeyStandardizer keeper, String key, double[] values, boolean rare) throws IOException {
        currentKey.accept(key);
        KeyStatistics current = current(keeper, key);
        keeper.take(current, values, rare);
        statistics.update(current);
    }

    private KeyStatistics current(PerKeyStandardizer keeper, String key) throws IOException {
        KeyStatistics kept = statistics.value();
        return kept == null ? keeper.start(key) : kept;
    }
}

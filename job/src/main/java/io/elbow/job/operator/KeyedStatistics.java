// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.features.KeyStatistics;
import io.elbow.features.PerKeyStandardizer;
import io.elbow.features.Standardizer;
import io.elbow.job.detect.ModelInUse;
import io.elbow.job.detect.NormalRows;
import java.io.IOException;
import java.time.Duration;
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
 * The statistics of each key's features, where the model standardises by key.
 *
 * <p>Owned state: one {@link KeyStatistics} a key, and the units they are kept in, which are the scaler of the first
 * model that asked for them: so they stay what they are when another model with another scaler takes over. Lifecycle:
 * made when the operator's state is initialised, told of each model that takes over. Design constraint: a key's records
 * of a bucket must be judged, and told here, before its first record of a later one asks for its scaler; {@link #take}
 * sets the current key.
 */
final class KeyedStatistics implements NormalRows {
    private static final String MEAN = "mean";
    private static final String DEVIATION = "deviation";

    private final ValueState<KeyStatistics> statistics;
    private final BroadcastState<String, double[]> units;
    private final Consumer<Object> currentKey;

    private Standardizer fleet;

    /** Null: the model in use standardises all keys alike. */
    private PerKeyStandardizer law;

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

    /** Standardises as this model does from now on. */
    void follow(ModelInUse model) throws Exception {
        fleet = model.standardizer();
        law = model.perKey() == null ? null : new PerKeyStandardizer(fleet, model.perKey(), units());
    }

    private Standardizer units() throws Exception {
        if (!units.contains(MEAN)) {
            units.put(MEAN, fleet.mean());
            units.put(DEVIATION, fleet.deviation());
        }
        return new Standardizer(units.get(MEAN), units.get(DEVIATION));
    }

    /** Whether a record of the current key begins a later bucket. */
    boolean crosses(String key, long timestampMillis) throws IOException {
        return law != null && law.crosses(current(key), timestampMillis);
    }

    /** The scaler of a record of the current key; takes up the bucket before where the record begins a later one. */
    Standardizer at(String key, long timestampMillis) throws IOException {
        if (law == null) {
            return fleet;
        }
        KeyStatistics current = current(key);
        if (law.crosses(current, timestampMillis)) {
            law.advance(current, timestampMillis);
            statistics.update(current);
        }
        return law.of(current);
    }

    @Override
    public void take(String key, double[] values) throws IOException {
        if (law == null) {
            return;
        }
        currentKey.accept(key);
        KeyStatistics current = current(key);
        law.take(current, values);
        statistics.update(current);
    }

    private KeyStatistics current(String key) throws IOException {
        KeyStatistics kept = statistics.value();
        return kept == null ? law.start(key) : kept;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.features.FeatureMapping;
import io.elbow.features.Standardizer;
import java.util.function.UnaryOperator;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.util.FlinkRuntimeException;

/**
 * The units in which the keys' statistics are kept: the scaler of the first model that asked, so that they stay what
 * they are when a model with another scaler takes over.
 *
 * <p>Owned state: two arrays of broadcast state. Lifecycle: made when the operator's state is initialised. Design
 * constraint: broadcast state, so that each subtask of a rescaled job finds them.
 */
final class StatisticsUnits implements UnaryOperator<Standardizer> {
    private static final String MEAN = "mean";
    private static final String DEVIATION = "deviation";

    private final BroadcastState<String, double[]> units;

    StatisticsUnits(OperatorStateStore store) throws Exception {
        units = store.getBroadcastState(new MapStateDescriptor<>(
                "statistics-units", Types.STRING, PrimitiveArrayTypeInfo.DOUBLE_PRIMITIVE_ARRAY_TYPE_INFO));
    }

    /**
     * Keeps the units of the features that stay.
     *
     * @param scaler of the new model, by whose units new features are kept
     */
    void follow(FeatureMapping mapping, Standardizer scaler) throws Exception {
        if (units.contains(MEAN)) {
            units.put(MEAN, mapping.apply(units.get(MEAN), scaler.mean()));
            units.put(DEVIATION, mapping.apply(units.get(DEVIATION), scaler.deviation()));
        }
    }

    @Override
    public Standardizer apply(Standardizer first) {
        try {
            if (!units.contains(MEAN)) {
                units.put(MEAN, first.mean());
                units.put(DEVIATION, first.deviation());
            }
            return new Standardizer(units.get(MEAN), units.get(DEVIATION));
        } catch (Exception e) {
            throw new FlinkRuntimeException("the state 'statistics-units' of operator 'score' cannot be reached", e);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * The bytes of the model in use.
 *
 * <p>Owned state: one entry of broadcast state. Lifecycle: made when the operator's state is initialised; a restored
 * model beats the initial one. Design constraint: broadcast state, because a plain operator list is redistributed at a
 * rescale and would leave new subtasks without a model.
 */
final class ChampionState {
    private static final String CHAMPION = "champion";

    private final BroadcastState<String, byte[]> models;

    ChampionState(OperatorStateStore store, byte[] initial) throws Exception {
        models = store.getBroadcastState(
                new MapStateDescriptor<>("model", Types.STRING, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
        if (!models.contains(CHAMPION)) {
            models.put(CHAMPION, initial);
        }
    }

    byte[] bytes() throws Exception {
        return models.get(CHAMPION);
    }

    void replace(byte[] bytes) throws Exception {
        models.put(CHAMPION, bytes);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.job.event.ModelUpdate;
import java.nio.ByteBuffer;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * The bytes of the model in use, and where in the models topic it came from.
 *
 * <p>Owned state: two entries of broadcast state. Lifecycle: made when the operator's state is initialised; a restored
 * model beats the initial one. Design constraint: broadcast state, because a plain operator list is redistributed at a
 * rescale and would leave new subtasks without a model.
 */
final class ChampionState {
    private static final String CHAMPION = "champion";
    private static final String OFFSET = "champion-offset";

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

    /** {@link ModelUpdate#NONE}: the job started with it. */
    long offset() throws Exception {
        byte[] offset = models.get(OFFSET);
        return offset == null ? ModelUpdate.NONE : ByteBuffer.wrap(offset).getLong();
    }

    void replace(byte[] bytes, long offset) throws Exception {
        models.put(CHAMPION, bytes);
        models.put(OFFSET, ByteBuffer.allocate(Long.BYTES).putLong(offset).array());
    }
}

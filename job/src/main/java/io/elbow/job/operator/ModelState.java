// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.job.detect.InitialModel;
import io.elbow.job.detect.RegistryState;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * A {@link RegistryState} in a checkpoint.
 *
 * <p>Owned state: its entries, as broadcast state. Lifecycle: found when the operator's state is initialised, written
 * after each transition. Design constraint: broadcast state, because a plain operator list is redistributed at a
 * rescale and would leave new subtasks without a model; so every change must follow from the models input and the
 * watermark alone, and all copies are equal at a barrier. Each subtask writes its copy.
 */
final class ModelState {
    private final BroadcastState<String, byte[]> entries;

    ModelState(OperatorStateStore store) throws Exception {
        entries = store.getBroadcastState(
                new MapStateDescriptor<>("model", Types.STRING, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
    }

    /** What a snapshot held; where none is restored, what the job begins with. */
    RegistryState read(InitialModel first) throws Exception {
        Map<String, byte[]> restored = new HashMap<>();
        for (Map.Entry<String, byte[]> entry : entries.immutableEntries()) {
            restored.put(entry.getKey(), entry.getValue());
        }
        return restored.isEmpty() ? RegistryState.of(first) : RegistryState.of(restored);
    }

    void write(RegistryState state) throws Exception {
        entries.clear();
        entries.putAll(state.entries());
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.job.detect.StateVersions;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * The versions of an operator's states, kept with them.
 *
 * <p>Owned state: one entry of broadcast state for each state. Lifecycle: read, checked and written when the operator's
 * state is initialised, before any other state is touched; those of an earlier release stay, since some keys may not
 * have been heard of since. Design constraint: broadcast state, so that each subtask of a rescaled job finds it.
 */
final class VersionState {
    private VersionState() {}

    /**
     * Returns whether the snapshot holds states of an earlier release.
     *
     * @throws IllegalStateException where the snapshot holds a version that this code does not know
     */
    static boolean check(String operator, StateVersions versions, OperatorStateStore store) throws Exception {
        BroadcastState<String, Integer> state =
                store.getBroadcastState(new MapStateDescriptor<>("state-versions", Types.STRING, Types.INT));
        Map<String, Integer> found = new HashMap<>();
        for (Map.Entry<String, Integer> entry : state.immutableEntries()) {
            found.put(entry.getKey(), entry.getValue());
        }
        versions.check(operator, found);
        state.putAll(versions.current());
        return versions.hasEarlier(found);
    }
}

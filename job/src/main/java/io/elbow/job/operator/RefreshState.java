// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.job.detect.RefreshMemory;
import io.elbow.job.detect.SampleStore;
import io.elbow.job.event.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/**
 * What a refresh holds, in a checkpoint.
 *
 * <p>Owned state: five lists of samples, one {@link RefreshMemory} and the champion's bytes. Lifecycle: read when the
 * operator's state is initialised, written at each snapshot. Design constraint: lists are spread over subtasks at a
 * rescale, so the operator has one subtask for ever.
 */
final class RefreshState {
    private final ListState<Sample> learned;
    private final ListState<Sample> guarded;
    private final ListState<Sample> withheld;
    private final ListState<Sample> pending;
    private final ListState<Sample> canaries;
    private final ListState<RefreshMemory> memory;
    private final ListState<byte[]> champion;

    RefreshState(OperatorStateStore store) throws Exception {
        learned = samples(store, "learned");
        guarded = samples(store, "guarded");
        withheld = samples(store, "withheld");
        pending = samples(store, "pending");
        canaries = samples(store, "canaries");
        memory = store.getListState(
                new ListStateDescriptor<>("refresh-memory", TypeInformation.of(RefreshMemory.class)));
        champion = store.getListState(
                new ListStateDescriptor<>("refresh-champion", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
    }

    private static ListState<Sample> samples(OperatorStateStore store, String name) throws Exception {
        return store.getListState(new ListStateDescriptor<>(name, TypeInformation.of(Sample.class)));
    }

    /** Empty: there is none. */
    Optional<SampleStore.Contents> restored() throws Exception {
        List<RefreshMemory> memories = all(memory);
        if (memories.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new SampleStore.Contents(
                memories.get(0), all(learned), all(guarded), all(withheld), all(pending), all(canaries)));
    }

    /** Null: none was known. */
    byte[] champion() throws Exception {
        List<byte[]> bytes = all(champion);
        return bytes.isEmpty() ? null : bytes.get(0);
    }

    /** @param championBytes null: none is known */
    void write(SampleStore.Contents contents, byte[] championBytes) throws Exception {
        memory.update(List.of(contents.memory()));
        learned.update(contents.learned());
        guarded.update(contents.guarded());
        withheld.update(contents.withheld());
        pending.update(contents.pending());
        canaries.update(contents.canaries());
        champion.update(championBytes == null ? List.of() : List.of(championBytes));
    }

    private static <T> List<T> all(ListState<T> state) throws Exception {
        List<T> all = new ArrayList<>();
        state.get().forEach(all::add);
        return all;
    }
}

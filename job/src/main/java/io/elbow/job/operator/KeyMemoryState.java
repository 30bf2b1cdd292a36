// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.features.KeyMemory;
import io.elbow.stream.KeyStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/**
 * The keys' memories in Flink's keyed state.
 *
 * <p>Owned state: one {@link KeyMemory} a key and, where a snapshot of an earlier release was restored, what
 * {@link EarlierKeyStates} still hold. Lifecycle: made when the operator's state is initialised. Design constraint: the
 * time-to-live, which knows processing time alone, only reclaims memory; what it has not reclaimed yet stays valid,
 * since whether a shingle is still good is decided by event time.
 */
final class KeyMemoryState implements KeyStore {
    private final ValueState<KeyMemory> memories;
    private final Consumer<Object> currentKey;
    private final EarlierKeyStates earlier;
    private final FeatureLayouts layouts;

    /**
     * Finds the states.
     *
     * @param idleTtl processing time after which an idle key may be forgotten; null: never
     * @param hasEarlier whether the snapshot that is restored holds states of an earlier release
     * @param currentKey sets the operator's current key
     * @param layouts by which memories are carried over to the present features
     */
    KeyMemoryState(
            KeyedStateStore store,
            Duration idleTtl,
            boolean hasEarlier,
            Consumer<Object> currentKey,
            FeatureLayouts layouts) {
        this.memories = state(store, "key-memory", KeyMemory.class, idleTtl);
        this.earlier = hasEarlier ? new EarlierKeyStates(store, idleTtl) : null;
        this.currentKey = currentKey;
        this.layouts = layouts;
    }

    /** @param idleTtl null: never */
    static <T> ValueState<T> state(KeyedStateStore store, String name, Class<T> type, Duration idleTtl) {
        ValueStateDescriptor<T> descriptor = new ValueStateDescriptor<>(name, TypeInformation.of(type));
        if (idleTtl != null) {
            descriptor.enableTimeToLive(StateTtlConfig.newBuilder(idleTtl)
                    .updateTtlOnCreateAndWrite()
                    .returnExpiredIfNotCleanedUp()
                    .build());
        }
        return store.getState(descriptor);
    }

    @Override
    public KeyMemory get(String key) {
        currentKey.accept(key);
        try {
            KeyMemory memory = memories.value();
            if (memory == null && earlier != null) {
                memory = earlier.value();
                if (memory != null) {
                    memories.update(memory);
                    earlier.clear();
                }
            }
            return layouts.current(memory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void put(String key, KeyMemory memory) {
        currentKey.accept(key);
        layouts.mark(memory);
        try {
            memories.update(memory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

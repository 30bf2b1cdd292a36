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
 * The bytes of the model that was accepted last, of the one that it follows as long as that is held, and of the
 * challenger; where in the models topic the first came from and from which event time on it scores.
 *
 * <p>Owned state: at most seven entries of broadcast state, three of them artifacts. Lifecycle: made when the
 * operator's state is initialised; a restored model beats the initial one. Design constraint: broadcast state, because
 * a plain operator list is redistributed at a rescale and would leave new subtasks without a model; so every change
 * follows from the models input and the watermark alone, and all copies are equal at a barrier.
 */
final class ChampionState {
    private static final String CHAMPION = "champion";
    private static final String OFFSET = "champion-offset";
    private static final String ACTIVATION = "champion-activation";
    private static final String PENDING = "champion-pending";
    private static final String PREVIOUS = "previous";
    private static final String CHALLENGER = "challenger";

    private final BroadcastState<String, byte[]> models;

    ChampionState(OperatorStateStore store, InitialModel first) throws Exception {
        models = store.getBroadcastState(
                new MapStateDescriptor<>("model", Types.STRING, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
        if (models.contains(CHAMPION)) {
            return;
        }
        replace(first.champion(), first.offset());
        if (first.activationMillis() != ModelUpdate.NONE) {
            put(ACTIVATION, first.activationMillis());
            if (first.previous() != null) {
                models.put(PREVIOUS, first.previous());
                put(PENDING, first.activationMillis());
            }
        }
    }

    /** Of the model that was accepted last. */
    byte[] bytes() throws Exception {
        return models.get(CHAMPION);
    }

    /** {@link ModelUpdate#NONE}: the job started with it. */
    long offset() throws Exception {
        return number(OFFSET);
    }

    /** From which event time on it scores, ms; {@link ModelUpdate#NONE}: from where it stood in the topic. */
    long activationMillis() throws Exception {
        return number(ACTIVATION);
    }

    /** Whether event time has not reached its activation yet. */
    boolean isPending() throws Exception {
        return models.contains(PENDING);
    }

    /** Of the model that scores the records before the activation; null: it is no longer held. */
    byte[] previous() throws Exception {
        return models.get(PREVIOUS);
    }

    /** Null: none runs. */
    byte[] challenger() throws Exception {
        return models.get(CHALLENGER);
    }

    /** From now on. */
    void replace(byte[] bytes, long offset) throws Exception {
        models.put(CHAMPION, bytes);
        put(OFFSET, offset);
        models.remove(ACTIVATION);
        models.remove(PENDING);
        models.remove(PREVIOUS);
    }

    /**
     * From an event time on.
     *
     * @param earlierStays whether the model in force is the one that {@link #previous} gives already
     */
    void announce(byte[] bytes, long offset, long activationMillis, boolean earlierStays) throws Exception {
        byte[] before = earlierStays ? previous() : bytes();
        replace(bytes, offset);
        put(ACTIVATION, activationMillis);
        put(PENDING, activationMillis);
        models.put(PREVIOUS, before);
    }

    void activated() throws Exception {
        models.remove(PENDING);
    }

    void forgetPrevious() throws Exception {
        models.remove(PREVIOUS);
    }

    /** @param bytes null: none runs any more */
    void challenge(byte[] bytes) throws Exception {
        if (bytes == null) {
            models.remove(CHALLENGER);
        } else {
            models.put(CHALLENGER, bytes);
        }
    }

    private long number(String name) throws Exception {
        byte[] number = models.get(name);
        return number == null ? ModelUpdate.NONE : ByteBuffer.wrap(number).getLong();
    }

    private void put(String name, long number) throws Exception {
        models.put(name, ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.job.detect.KeySlot;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.streaming.api.TimerService;

/**
 * The state of the key that Flink has set, with its event-time timers.
 *
 * @param <S> the state
 */
record ValueSlot<S>(ValueState<S> state, TimerService timers) implements KeySlot<S> {
    @Override
    public S get() {
        try {
            return state.value();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void put(S value) {
        try {
            state.update(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void clear() {
        state.clear();
    }

    @Override
    public void wakeAt(long eventTimeMillis) {
        timers.registerEventTimeTimer(eventTimeMillis);
    }
}

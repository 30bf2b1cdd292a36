// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** The slots of all keys in memory, with their timers. */
final class KeySlots<S> {
    private final Map<String, S> states = new HashMap<>();
    private final KeyTimers timers = new KeyTimers();

    /** Null: the key has no state. */
    S get(String key) {
        return states.get(key);
    }

    /** One key's. */
    KeySlot<S> of(String key) {
        return new KeySlot<>() {
            @Override
            public S get() {
                return states.get(key);
            }

            @Override
            public void put(S state) {
                states.put(key, state);
            }

            @Override
            public void clear() {
                states.remove(key);
            }

            @Override
            public void wakeAt(long eventTimeMillis) {
                timers.add(eventTimeMillis, key);
            }
        };
    }

    /** Wakes up the keys whose time has come, in order; it may add further ones. */
    void advance(long watermarkMillis, BiConsumer<Long, KeySlot<S>> onTimer) {
        timers.advance(watermarkMillis, (atMillis, key) -> onTimer.accept(atMillis, of(key)));
    }
}

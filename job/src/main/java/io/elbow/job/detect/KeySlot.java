// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

/**
 * Where one key's state lies between two records, and who wakes the key up.
 *
 * @param <S> the state
 */
public interface KeySlot<S> {
    /** Null: the key has none. */
    S get();

    void put(S state);

    void clear();

    /** Asks to be called back once event time has come this far. */
    void wakeAt(long eventTimeMillis);
}

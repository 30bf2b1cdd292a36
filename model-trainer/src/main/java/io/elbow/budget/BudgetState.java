// SPDX-License-Identifier: Apache-2.0
package io.elbow.budget;

import java.util.HashMap;
import java.util.Map;

/**
 * What {@link BudgetKeeper} remembers of a stream and of those of its keys that sent candidates lately.
 *
 * <p>A mutable plain object with public fields, because Flink keeps it in state as a POJO.
 */
public final class BudgetState {
    public SteeredThreshold threshold = new SteeredThreshold();
    public HardLimit limit = new HardLimit();

    /** Event time at which the last event began, ms; {@link Long#MIN_VALUE}: there was none. */
    public long eventMillis = EventTimes.NONE;

    /** Whether the last event was held back. */
    public boolean eventHeldBack;

    /** Whether the last event charged the shared threshold. */
    public boolean eventCharged;

    public KeyCharges charges = new KeyCharges();

    /** Of keys with an incident: whether it is held back. */
    public Map<String, Boolean> incidents = new HashMap<>();
}

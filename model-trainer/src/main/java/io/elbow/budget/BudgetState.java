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

    /** Event time at which the last group began, ms; {@link Long#MIN_VALUE}: there was none. */
    public long groupMillis = ElapsedTimes.NONE;

    /** Whether the last group was suppressed. */
    public boolean groupSuppressed;

    /** Whether the last group charged the shared threshold. */
    public boolean groupCharged;

    public KeyCharges charges = new KeyCharges();

    /** Of keys with an incident: whether it is suppressed. */
    public Map<String, Boolean> incidents = new HashMap<>();
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.budget;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * The charges of all keys that sent a candidate in the last week, and what they are on average.
 *
 * <p>A key's threshold is multiplied by what it is charged beyond the average: where all keys open as much as each
 * other, or where there is only one, the shared threshold alone keeps the budget.
 *
 * <p>A mutable plain object with public fields, because Flink keeps it in state as a POJO.
 */
public final class KeyCharges {
    private static final long SWEEP_MILLIS = Duration.ofDays(1).toMillis();

    public Map<String, KeyCharge> ofKeys = new HashMap<>();

    /** Sum of the logarithms of all multipliers at {@link #sumMillis}; they all decay alike. */
    public double lnSum;

    /** Event time of the last opening, ms; {@link Long#MIN_VALUE}: there was none. */
    public long sumMillis = ElapsedTimes.NONE;

    /** Event time at which keys were last forgotten, ms. */
    public long sweptMillis = ElapsedTimes.NONE;

    /** What the threshold is multiplied by for this key, from 1 to {@value KeyCharge#MOST}. */
    public double multiplier(String key, long timestampMillis) {
        KeyCharge charge = ofKeys.get(key);
        if (charge == null) {
            return 1;
        }
        double average = KeyCharge.decayed(lnSum, sumMillis, timestampMillis) / ofKeys.size();
        return Math.exp(Math.max(0, charge.lnAt(timestampMillis) - average));
    }

    /** Takes note that the key sent a candidate. */
    void seen(String key, long timestampMillis) {
        sweep(timestampMillis);
        ofKeys.computeIfAbsent(key, absent -> new KeyCharge()).seenMillis = timestampMillis;
    }

    /** Charges the key for an incident that was opened. */
    void opened(String key, long timestampMillis) {
        KeyCharge charge = ofKeys.computeIfAbsent(key, absent -> new KeyCharge());
        double before = charge.lnAt(timestampMillis);
        charge.opened(timestampMillis);
        lnSum = KeyCharge.decayed(lnSum, sumMillis, timestampMillis) + charge.lnMultiplier - before;
        sumMillis = timestampMillis;
    }

    /** Forgets once a day the keys that have been silent, and adds up anew what the others are charged. */
    private void sweep(long timestampMillis) {
        if (sweptMillis != ElapsedTimes.NONE && ElapsedTimes.elapsed(sweptMillis, timestampMillis) < SWEEP_MILLIS) {
            return;
        }
        sweptMillis = timestampMillis;
        ofKeys.values().removeIf(charge -> charge.isForgotten(timestampMillis));
        lnSum = ofKeys.values().stream()
                .mapToDouble(charge -> charge.lnAt(timestampMillis))
                .sorted()
                .sum();
        sumMillis = timestampMillis;
    }
}

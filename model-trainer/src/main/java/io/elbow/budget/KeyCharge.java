// SPDX-License-Identifier: Apache-2.0
package io.elbow.budget;

import java.time.Duration;

/**
 * What a key's openings cost it: a multiplier of the threshold for this key alone, from 1 to {@value #MOST}. An opening
 * raises its logarithm by {@value #GAIN}; that halves in seven days of event time. So a key that bursts every night
 * does not spend everybody's budget.
 *
 * <p>A mutable plain object with public fields, because Flink keeps it in state as a POJO.
 */
public final class KeyCharge {
    static final double GAIN = 0.4;
    static final double MOST = 4;

    /** Logarithm of a multiplier that is as good as 1. */
    private static final double SPENT = 0.01;

    private static final double HALF_LIFE_MILLIS = Duration.ofDays(7).toMillis();

    /** ln of the multiplier at {@link #lastMillis}. */
    public double lnMultiplier;

    /** Event time of the key's last opening, ms; {@link Long#MIN_VALUE}: there was none. */
    public long lastMillis = EventTimes.NONE;

    /** The multiplier at an event time. */
    public double multiplier(long timestampMillis) {
        return Math.exp(lnAt(timestampMillis));
    }

    /** Takes note that an incident of the key was opened. */
    public void opened(long timestampMillis) {
        lnMultiplier = Math.min(lnAt(timestampMillis) + GAIN, Math.log(MOST));
        lastMillis = Math.max(lastMillis, timestampMillis);
    }

    /** Whether the key may be forgotten. */
    boolean isSpent(long timestampMillis) {
        return lnAt(timestampMillis) < SPENT;
    }

    private double lnAt(long timestampMillis) {
        return lnMultiplier * Math.pow(0.5, EventTimes.elapsed(lastMillis, timestampMillis) / HALF_LIFE_MILLIS);
    }
}

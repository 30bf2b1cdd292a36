// SPDX-License-Identifier: Apache-2.0
package io.elbow.budget;

import java.time.Duration;

/**
 * What a key's openings cost it, as the logarithm of a multiplier from 1 to {@value #MOST}. An opening raises it by
 * {@value #GAIN}, and it halves in seven days of event time. So a key that bursts every night does not spend
 * everybody's budget.
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
    public long lastMillis = ElapsedTimes.NONE;

    /** Event time of the key's last candidate, ms. */
    public long seenMillis = ElapsedTimes.NONE;

    /** Takes note that an incident of the key was opened. */
    public void opened(long timestampMillis) {
        lnMultiplier = Math.min(lnAt(timestampMillis) + GAIN, Math.log(MOST));
        lastMillis = Math.max(lastMillis, timestampMillis);
    }

    /** ln of the multiplier at an event time. */
    double lnAt(long timestampMillis) {
        return decayed(lnMultiplier, lastMillis, timestampMillis);
    }

    /** Whether the key has sent nothing in a week and its multiplier is as good as 1. */
    boolean isForgotten(long timestampMillis) {
        return lnAt(timestampMillis) < SPENT && ElapsedTimes.elapsed(seenMillis, timestampMillis) >= HALF_LIFE_MILLIS;
    }

    /** What is left at one event time of what was charged at another. */
    static double decayed(double ln, long fromMillis, long toMillis) {
        return ln * Math.pow(0.5, ElapsedTimes.elapsed(fromMillis, toMillis) / HALF_LIFE_MILLIS);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import io.elbow.config.RefreshOptions;

/**
 * Which normal records are sent to the refresh at all: of a busy key about one in a spacing of event time, of a quiet
 * one each. By a hash of the record alone, so that a replay sends the same.
 */
public final class SampleThinning {
    /** Of one key alone, so many times what a refresh needs at least come within the time between two. */
    private static final int PLENTY = 4;

    private final double spacingMillis;

    private SampleThinning(double spacingMillis) {
        this.spacingMillis = spacingMillis;
    }

    /**
     * None where records are counted or tested for drift: a thinned count is none, and drift is found the sooner the
     * more records there are.
     */
    public static SampleThinning of(RefreshOptions options) {
        if (options.onDrift() || options.everyRecords() != null) {
            return new SampleThinning(0);
        }
        double span = options.every() == null
                ? PLENTY * options.adaptAfter().toMillis()
                : options.every().toMillis();
        return new SampleThinning(span / (PLENTY * (double) options.minSamples()));
    }

    /**
     * Whether a normal record is sent.
     *
     * @param previousMillis event time of its key's record before it; {@link Long#MIN_VALUE}: there is none
     */
    public boolean takes(String key, long timestampMillis, long previousMillis, long offset) {
        if (previousMillis == Long.MIN_VALUE || spacingMillis == 0) {
            return true;
        }
        double chance = (timestampMillis - previousMillis) / spacingMillis;
        return chance >= 1 || uniform(key, timestampMillis, offset) < chance;
    }

    /** In [0, 1); the offset distinguishes records of one moment. */
    private static double uniform(String key, long timestampMillis, long offset) {
        long state = (timestampMillis * SplitMix64.STEP) ^ ((long) key.hashCode() << 32) ^ offset;
        return (SplitMix64.mix(state) >>> 11) * 0x1.0p-53;
    }
}

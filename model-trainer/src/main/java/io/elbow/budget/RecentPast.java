// SPDX-License-Identifier: Apache-2.0
package io.elbow.budget;

/**
 * What a key's compressed scores were lately, in 24 bytes.
 *
 * <p>A mutable plain object with public fields, because Flink keeps it in keyed state as a POJO. {@link RecentPasts}
 * reads and changes it.
 */
public final class RecentPast {
    /** m, the exponentially weighted mean of the compressed scores. */
    public double mean;

    /**
     * v, their exponentially weighted mean absolute deviation times 1.2533: the standard deviation if they are normal.
     */
    public double deviation;

    /** Event time of the key's last record, ms; {@link Long#MIN_VALUE} before the first. */
    public long lastMillis = ElapsedTimes.NONE;
}

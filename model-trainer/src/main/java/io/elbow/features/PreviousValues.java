// SPDX-License-Identifier: Apache-2.0
package io.elbow.features;

/**
 * The values of one key that its next rates and differences are taken from, one for each derived feature: the newest
 * that was known.
 *
 * <p>A mutable plain object with public fields, because Flink keeps it in keyed state as a POJO.
 */
public final class PreviousValues {
    /** In the user's units; without meaning where there was none. */
    public double[] values = new double[0];

    /** Event time of each, ms; {@link Long#MIN_VALUE}: there was none. */
    public long[] timesMillis = new long[0];

    /** Of the derived features that these are for: another model may derive others. */
    public int ofFeatures;
}

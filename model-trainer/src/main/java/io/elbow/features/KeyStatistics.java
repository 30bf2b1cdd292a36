// SPDX-License-Identifier: Apache-2.0
package io.elbow.features;

/**
 * What one key knows of its own features: the mean and variance that standardise it now, which are frozen, and those of
 * the records of the current bucket of event time. It takes about 16 bytes a feature and 24 more.
 *
 * <p>A mutable plain object with public fields, because Flink keeps it in keyed state as a POJO. Numbers are in the
 * units of {@link PerKeyStandardizer}.
 */
public final class KeyStatistics {
    /** [4 * features]: frozen means, frozen variances, the bucket's means, the bucket's variances. */
    public float[] moments = new float[0];

    /**
     * The weight of the frozen statistics, in rows; 0 for a key of which nothing is known. It may grow for ever: once a
     * bucket has fewer rows than a 10^7th of it, the floats of {@link #moments} no longer change, and a double counts
     * rows up to 10^15.
     */
    public double rows;

    /** Records of the key so far, up to one more than its warm-up has; 0 too in state of an earlier version. */
    public long seen;

    /** Number of rows in the bucket. */
    public long bucketRows;

    /** An event time in the bucket, ms; {@link Long#MIN_VALUE} before the first bucket. */
    public long bucketMillis = Long.MIN_VALUE;
}

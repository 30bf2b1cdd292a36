// SPDX-License-Identifier: Apache-2.0
package io.elbow.features;

/**
 * What one key knows of its own features: the mean and variance that standardise it now, frozen, and those of the
 * records of the bucket of event time that it is in. 16 bytes a feature, and 24 a key.
 *
 * <p>A mutable plain object with public fields, because Flink keeps it in keyed state as a POJO. Numbers are in the
 * units of {@link PerKeyStandardizer}.
 */
public final class KeyStatistics {
    /** [4 * features]: frozen means, frozen variances, the bucket's means, the bucket's variances. */
    public float[] moments = new float[0];

    /**
     * What the frozen ones weigh, in rows; 0 for a key of which nothing is known. It may grow for ever: once a bucket's
     * rows are fewer than a 10^7th of it, the floats of {@link #moments} stand still, and a double counts rows up to
     * 10^15.
     */
    public double rows;

    /** Rows of the bucket. */
    public long bucketRows;

    /** An event time in the bucket, ms; {@link Long#MIN_VALUE} before the first. */
    public long bucketMillis = Long.MIN_VALUE;
}

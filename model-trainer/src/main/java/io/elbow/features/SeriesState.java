// SPDX-License-Identifier: Apache-2.0
package io.elbow.features;

import java.time.Duration;

/**
 * What one key remembers: its last rows in the user's units, oldest first, and the newest event time taken.
 *
 * <p>A mutable plain object with public fields, because Flink keeps it in keyed state as a POJO.
 */
public final class SeriesState {
    /** The rows, [size * features], oldest first. */
    public double[] rows = new double[0];

    /** Rows held, at most the shingle's length. */
    public int size;

    /** Newest event time taken, ms; {@link Long#MIN_VALUE} before the first row. */
    public long newestMillis = Long.MIN_VALUE;

    /** Whether a row of this time is older than the newest already taken. */
    public boolean isLate(long timestampMillis) {
        return timestampMillis < newestMillis;
    }

    /**
     * Takes a row; after a gap in event time longer than {@code gap} the shingle starts anew.
     *
     * @param length rows a shingle
     * @param gap null: never starts anew
     */
    public void append(double[] values, long timestampMillis, int length, Duration gap) {
        throw new UnsupportedOperationException(values.length + " " + timestampMillis + " " + length + " " + gap);
    }

    /**
     * Writes the standardised shingle, oldest row first, rows not there yet as NaN.
     *
     * @param target [..., length * features], written from {@code offset}
     */
    public void shingle(Standardizer standardizer, int length, float[] target, int offset) {
        throw new UnsupportedOperationException(standardizer + " " + length + " " + target.length + " " + offset);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.features;

import java.time.Duration;
import java.util.Arrays;

/**
 * What is remembered of one key: its last rows and the newest event time taken. The rows are kept in the user's units,
 * not standardised, because a new model has another scaler.
 *
 * <p>A mutable plain object with public fields, because Flink keeps it in keyed state as a POJO.
 */
public final class SeriesState {
    /** The rows, [capacity * features], oldest first; the first {@code size} rows hold values. */
    public double[] rows = new double[0];

    /** Number of values in a row. */
    public int features;

    /** Number of rows held, at most the shingle's length. */
    public int size;

    /** Newest event time taken, ms; {@link Long#MIN_VALUE} before the first row. */
    public long newestMillis = Long.MIN_VALUE;

    /** Event time of the first row since the series last started again, ms. */
    public long startedMillis = Long.MIN_VALUE;

    /** Whether a row of this time is older than the newest already taken. */
    public boolean isLate(long timestampMillis) {
        return timestampMillis < newestMillis;
    }

    /**
     * Takes a row. The shingle starts again after a gap in event time longer than {@code gap}, and if the row has
     * another number of values than those held. The newest rows survive a change of {@code length}.
     *
     * @param length rows a shingle, at least 1
     * @param gap null: never starts again
     */
    public void append(double[] values, long timestampMillis, int length, Duration gap) {
        if (startsAnew(values.length, timestampMillis, gap)) {
            size = 0;
            startedMillis = timestampMillis;
        }
        makeRoom(values.length, length);
        System.arraycopy(values, 0, rows, size * features, features);
        size++;
        newestMillis = Math.max(newestMillis, timestampMillis);
    }

    /**
     * Writes the standardised shingle, oldest row first. Rows that have not come yet are NaN in front.
     *
     * @param target [..., length * features], written from {@code offset}
     */
    public void shingle(Standardizer standardizer, int length, float[] target, int offset) {
        int width = standardizer.features();
        if (size > 0 && width != features) {
            throw new IllegalArgumentException("the scaler has " + width + " features but the rows have " + features);
        }
        int held = Math.min(size, length);
        int at = offset + (length - held) * width;
        Arrays.fill(target, offset, at, Float.NaN);
        for (int row = size - held; row < size; row++) {
            for (int f = 0; f < width; f++) {
                target[at++] = standardizer.apply(f, rows[row * width + f]);
            }
        }
    }

    /** The shingle in the user's units, [length * features], oldest row first, rows not there yet as NaN in front. */
    public double[] shingle(int length) {
        double[] shingle = new double[length * features];
        int held = Math.min(size, length);
        int missing = (length - held) * features;
        Arrays.fill(shingle, 0, missing, Double.NaN);
        System.arraycopy(rows, (size - held) * features, shingle, missing, held * features);
        return shingle;
    }

    private boolean startsAnew(int width, long timestampMillis, Duration gap) {
        if (size == 0 || width != features) {
            return true;
        }
        return gap != null && timestampMillis - newestMillis > gap.toMillis();
    }

    /** Makes space for one more row after the newest {@code length - 1} ones. */
    private void makeRoom(int width, int length) {
        int kept = Math.min(size, length - 1);
        double[] target = rows.length == length * width ? rows : new double[length * width];
        if (target != rows || kept < size) {
            System.arraycopy(rows, (size - kept) * features, target, 0, kept * features);
        }
        rows = target;
        features = width;
        size = kept;
    }
}

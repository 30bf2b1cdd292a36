// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import io.elbow.data.Observation;
import io.elbow.features.SeriesState;
import io.elbow.job.event.SourcedObservation;
import java.util.Arrays;

/** Records of any keys on their way to one call of the scorer, in arrival order, already standardised. */
public final class MicroBatch {
    private final int capacity;
    private final int rowWidth;
    private final float[] rows;
    private final SourcedObservation[] records;
    private final long[] startedMillis;
    private final long[] producedMillis;
    private int size;

    /** @param rowWidth numbers a row: the inputs, then those of its condition */
    public MicroBatch(int capacity, int rowWidth) {
        this.capacity = capacity;
        this.rowWidth = rowWidth;
        this.rows = new float[capacity * rowWidth];
        this.records = new SourcedObservation[capacity];
        this.startedMillis = new long[capacity];
        this.producedMillis = new long[capacity];
    }

    /** Takes the key's shingle as it is now, of which the record is the newest row, and that row's condition. */
    public void add(SourcedObservation record, SeriesState series, ModelInUse model) {
        series.shingle(model.standardizer(), model.shingleLength(), rows, size * rowWidth);
        startedMillis[size] = series.startedMillis;
        producedMillis[size] = record.producedMillis();
        Observation newest = record.observation();
        model.conditions()
                .encode(newest.conditions(), newest.timestampMillis(), rows, size * rowWidth + model.inputDim());
        records[size++] = record;
    }

    public boolean isFull() {
        return size == capacity;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    public int size() {
        return size;
    }

    /** Forgets the records. */
    public void clear() {
        Arrays.fill(records, 0, size, null);
        size = 0;
    }

    /** When the series of a row last started anew, ms. */
    long startedMillis(int row) {
        return startedMillis[row];
    }

    /** [at least size], Kafka's own timestamps of the records. */
    public long[] producedMillis() {
        return producedMillis;
    }

    SourcedObservation record(int row) {
        return records[row];
    }

    /** [size * rowWidth], row-major. */
    float[] rows() {
        return size == capacity ? rows : Arrays.copyOf(rows, size * rowWidth);
    }
}

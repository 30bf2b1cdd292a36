// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import io.elbow.features.SeriesState;
import io.elbow.job.event.SourcedObservation;
import java.util.Arrays;

/** Records of any keys on their way to one call of the scorer, in arrival order, already standardised. */
public final class MicroBatch {
    private final int capacity;
    private final int inputDim;
    private final float[] rows;
    private final SourcedObservation[] records;
    private final long[] startedMillis;
    private int size;

    public MicroBatch(int capacity, int inputDim) {
        this.capacity = capacity;
        this.inputDim = inputDim;
        this.rows = new float[capacity * inputDim];
        this.records = new SourcedObservation[capacity];
        this.startedMillis = new long[capacity];
    }

    /** Takes the key's shingle as it is now, of which the record is the newest row. */
    public void add(SourcedObservation record, SeriesState series, ModelInUse model) {
        series.shingle(model.standardizer(), model.shingleLength(), rows, size * inputDim);
        startedMillis[size] = series.startedMillis;
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

    SourcedObservation record(int row) {
        return records[row];
    }

    /** [size * inputDim], row-major. */
    float[] rows() {
        return size == capacity ? rows : Arrays.copyOf(rows, size * inputDim);
    }
}

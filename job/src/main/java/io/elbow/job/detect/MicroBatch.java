// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import io.elbow.data.Observation;
import io.elbow.features.SeriesState;
import io.elbow.features.Standardizer;
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
    private final Standardizer[] standardizers;
    private int size;

    /** @param rowWidth numbers a row: the inputs, then those of its condition */
    public MicroBatch(int capacity, int rowWidth) {
        this.capacity = capacity;
        this.rowWidth = rowWidth;
        this.rows = new float[capacity * rowWidth];
        this.records = new SourcedObservation[capacity];
        this.startedMillis = new long[capacity];
        this.producedMillis = new long[capacity];
        this.standardizers = new Standardizer[capacity];
    }

    /**
     * Takes the key's shingle as it is now, of which the record is the newest row, and that row's condition.
     *
     * @param standardizer the key's of now
     */
    public void add(SourcedObservation record, SeriesState series, Standardizer standardizer, LiveModel model) {
        standardizers[size] = standardizer;
        series.shingle(standardizer, model.shingleLength(), rows, size * rowWidth);
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

    /** Whether it holds a record of a key. */
    public boolean holds(String key) {
        for (int row = 0; row < size; row++) {
            if (records[row].observation().key().equals(key)) {
                return true;
            }
        }
        return false;
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

    /** What standardised a row. */
    Standardizer standardizer(int row) {
        return standardizers[row];
    }

    SourcedObservation record(int row) {
        return records[row];
    }

    /** [size * rowWidth], row-major. */
    float[] rows() {
        return size == capacity ? rows : Arrays.copyOf(rows, size * rowWidth);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

import io.elbow.data.Dataset;
import io.elbow.features.Standardizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Keeps what the scorer was handed for some rows of either label, evenly over the table, and passes the outcomes on.
 */
public final class InputSample implements TableSink {
    private final TableSink next;
    private final int width;
    private final Kept normal;
    private final Kept anomalous;

    /** Keeps the inputs of rows with one label, at even intervals. */
    private static final class Kept {
        private final long rows;
        private final int most;
        private final List<float[]> inputs = new ArrayList<>();
        private long seen;

        Kept(long rows, int most) {
            this.rows = Math.max(1, rows);
            this.most = (int) Math.min(most, rows);
        }

        void offer(float[] from, int at, int width) {
            if ((seen + 1) * most / rows > seen * most / rows) {
                inputs.add(Arrays.copyOfRange(from, at, at + width));
            }
            seen++;
        }
    }

    /**
     * Starts without rows.
     *
     * @param width numbers in a row, including those of its condition
     * @param most rows kept of each label
     */
    public InputSample(Dataset dataset, int width, int most, TableSink next) {
        this.next = next;
        this.width = width;
        long labelled = dataset.rows().stream().filter(Dataset.Row::anomalous).count();
        normal = new Kept(dataset.rows().size() - labelled, most);
        anomalous = new Kept(labelled, most);
    }

    @Override
    public void taken(Dataset.Row row, float[] inputs, int from) {
        (row.anomalous() ? anomalous : normal).offer(inputs, from, width);
    }

    @Override
    public void scored(Dataset.Row row, Verdict verdict, double[] featureNats, Standardizer by) {
        next.scored(row, verdict, featureNats, by);
    }

    @Override
    public void late(Dataset.Row row) {
        next.late(row);
    }

    /** Inputs of at most that many normal rows, [rows * width]. */
    public float[] normal(int most) {
        return flat(normal, most);
    }

    /** Inputs of at most that many anomalous rows, [rows * width]. */
    public float[] anomalous(int most) {
        return flat(anomalous, most);
    }

    private float[] flat(Kept kept, int most) {
        int size = kept.inputs.size();
        int count = Math.min(most, size);
        float[] flat = new float[count * width];
        for (int i = 0; i < count; i++) {
            System.arraycopy(kept.inputs.get((int) ((long) i * size / count)), 0, flat, i * width, width);
        }
        return flat;
    }
}

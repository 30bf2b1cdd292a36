// SPDX-License-Identifier: Apache-2.0
package io.elbow.features;

import io.elbow.data.Dataset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The shingles of a table that a model may learn from: complete, without a row that is labelled anomalous, and within
 * one key without a gap. Points are shingles of length 1.
 *
 * <p>Rows are held once; a shingle is the position of its last row.
 */
public final class ShingleIndex {
    private final List<Dataset.Row> rows;
    private final int[] targets;
    private final int[] runOfTarget;
    private final int length;
    private final int features;
    private final long lateRows;

    private ShingleIndex(
            List<Dataset.Row> rows, int[] targets, int[] runOfTarget, int length, int features, long lateRows) {
        this.rows = rows;
        this.targets = targets;
        this.runOfTarget = runOfTarget;
        this.length = length;
        this.features = features;
        this.lateRows = lateRows;
    }

    /**
     * Indexes a table.
     *
     * @param series rows are in time order within their key; else each row stands alone
     * @param length rows a shingle
     * @param gap event time after which a shingle starts again; null: never
     */
    public static ShingleIndex of(Dataset dataset, boolean series, int length, Duration gap) {
        Builder builder = new Builder(length, gap);
        if (series) {
            Map<String, List<Dataset.Row>> byKey = new LinkedHashMap<>();
            dataset.rows()
                    .forEach(row -> byKey.computeIfAbsent(row.key(), key -> new ArrayList<>())
                            .add(row));
            byKey.values().forEach(builder::addKey);
        } else {
            dataset.rows().stream().filter(row -> !row.anomalous()).forEach(builder::addPoint);
        }
        return builder.build(dataset.features().size());
    }

    /** Number of shingles. */
    public int size() {
        return targets.length;
    }

    /** The unbroken run of rows that a shingle lies in; runs are numbered from 0 in order. */
    public int run(int index) {
        return runOfTarget[index];
    }

    /** Position of a shingle's last row; within a run, neighbours differ by 1. */
    public int position(int index) {
        return targets[index];
    }

    public int length() {
        return length;
    }

    /**
     * Number of rows that were left out because they are older than the newest row before them of their key. The stream
     * would reject them.
     */
    public long lateRows() {
        return lateRows;
    }

    /** The last row of a shingle. */
    public Dataset.Row lastRow(int index) {
        return rows.get(targets[index]);
    }

    /** The last rows of the given shingles, each [features], in the user's units. */
    public List<double[]> lastRows(int[] indices) {
        return Arrays.stream(indices)
                .mapToObj(index -> rows.get(targets[index]).values())
                .toList();
    }

    /** Writes the standardised shingle, oldest row first, [length * features]. */
    public void copyTo(int index, Standardizer standardizer, float[] target, int offset) {
        int first = targets[index] - length + 1;
        for (int r = 0; r < length; r++) {
            double[] values = rows.get(first + r).values();
            for (int f = 0; f < features; f++) {
                target[offset + r * features + f] = standardizer.apply(f, values[f]);
            }
        }
    }

    private static final class Builder {
        private final int length;
        private final Duration gap;
        private final List<Dataset.Row> rows = new ArrayList<>();
        private final List<int[]> targets = new ArrayList<>();
        private int run = -1;
        private long lateRows;

        Builder(int length, Duration gap) {
            this.length = length;
            this.gap = gap;
        }

        void addPoint(Dataset.Row row) {
            if (run < 0) {
                run = 0;
            }
            targets.add(new int[] {rows.size(), run});
            rows.add(row);
        }

        void addKey(List<Dataset.Row> keyRows) {
            int clean = 0;
            long newest = Long.MIN_VALUE;
            run++;
            for (Dataset.Row row : keyRows) {
                if (row.timestampMillis() < newest) {
                    lateRows++;
                    continue;
                }
                if (gap != null && newest != Long.MIN_VALUE && row.timestampMillis() - newest > gap.toMillis()) {
                    clean = 0;
                    run++;
                }
                newest = row.timestampMillis();
                clean = row.anomalous() ? 0 : clean + 1;
                rows.add(row);
                if (clean >= length) {
                    targets.add(new int[] {rows.size() - 1, run});
                }
            }
        }

        ShingleIndex build(int features) {
            int[] positions = targets.stream().mapToInt(target -> target[0]).toArray();
            int[] runs = targets.stream().mapToInt(target -> target[1]).toArray();
            return new ShingleIndex(rows, positions, runs, length, features, lateRows);
        }
    }
}

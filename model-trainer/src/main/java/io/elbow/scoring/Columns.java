// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

import io.elbow.data.Dataset;
import java.util.ArrayList;
import java.util.List;

/**
 * Columns of some rows, taken evenly from the table. There are as many rows as keep comparing each column with each
 * cheap.
 */
record Columns(List<Dataset.Row> rows, List<Integer> features) {
    private static final int MOST_ROWS = 20_000;
    private static final int LEAST_ROWS = 200;

    /** Limit on the multiplications of all comparisons together. */
    private static final long WORK = 500_000_000L;

    Columns {
        long pairs = Math.max(1, (long) features.size() * features.size() / 2);
        rows = spread(rows, (int) Math.max(LEAST_ROWS, Math.min(MOST_ROWS, WORK / pairs)));
    }

    /** Takes at most that many rows, evenly. */
    static List<Dataset.Row> spread(List<Dataset.Row> all, int most) {
        if (all.size() <= most) {
            return all;
        }
        List<Dataset.Row> some = new ArrayList<>(most);
        for (int i = 0; i < most; i++) {
            some.add(all.get((int) ((long) i * all.size() / most)));
        }
        return some;
    }

    /** The columns, [features][rows], with mean 0 and length 1; a missing value is at the mean. */
    float[][] standardised() {
        float[][] columns = new float[features.size()][rows.size()];
        for (int c = 0; c < columns.length; c++) {
            fill(columns[c], features.get(c));
        }
        return columns;
    }

    static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    private void fill(float[] column, int feature) {
        double mean = rows.stream()
                .mapToDouble(row -> row.values()[feature])
                .filter(value -> !Double.isNaN(value))
                .average()
                .orElse(0);
        double squares = 0;
        for (int i = 0; i < column.length; i++) {
            double value = rows.get(i).values()[feature];
            double centred = Double.isNaN(value) ? 0 : value - mean;
            squares += centred * centred;
        }
        double length = Math.sqrt(squares);
        for (int i = 0; i < column.length && length > 0; i++) {
            double value = rows.get(i).values()[feature];
            column[i] = Double.isNaN(value) ? 0f : (float) ((value - mean) / length);
        }
    }
}

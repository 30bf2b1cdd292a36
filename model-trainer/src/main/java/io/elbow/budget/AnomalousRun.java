// SPDX-License-Identifier: Apache-2.0
package io.elbow.budget;

import java.util.Arrays;

/**
 * A key's anomalies that lie less than a cooldown apart, and a sample of the rows since the first of them.
 *
 * <p>The sample is every row at first; when it has {@value #MOST} it is thinned to every second, and from then on takes
 * every second, fourth, eighth row. So it covers the whole run evenly with {@value #LEAST} to {@value #MOST} rows, some
 * 300 bytes. The median of 32 rows has a standard error of .22 deviations.
 *
 * <p>A mutable plain object with public fields, because Flink keeps it in keyed state as a POJO.
 */
public final class AnomalousRun {
    static final int MOST = 64;
    static final int LEAST = MOST / 2;

    /** Event time of the run's first anomaly, ms. */
    public long startMillis;

    /** Event time of its last one, ms. */
    public long lastMillis;

    /** Compressed scores of rows of the run; the first {@link #kept} of them count. */
    public float[] rows = new float[0];

    public int kept;

    /** Rows of the run so far, anomalous or not. */
    public long seen;

    /** Every how many-th row is kept. */
    public long stride = 1;

    static AnomalousRun at(long timestampMillis) {
        AnomalousRun run = new AnomalousRun();
        run.startMillis = timestampMillis;
        run.lastMillis = timestampMillis;
        return run;
    }

    /** Takes the next row of the run. */
    void keep(double compressed) {
        if (seen++ % stride != 0) {
            return;
        }
        if (kept == MOST) {
            thin();
            if ((seen - 1) % stride != 0) {
                return;
            }
        }
        if (kept == rows.length) {
            rows = Arrays.copyOf(rows, Math.min(MOST, Math.max(8, 2 * kept)));
        }
        rows[kept++] = (float) compressed;
    }

    private void thin() {
        for (int i = 0; i < LEAST; i++) {
            rows[i] = rows[2 * i];
        }
        kept = LEAST;
        stride *= 2;
    }

    double[] sample() {
        double[] sample = new double[kept];
        Arrays.setAll(sample, i -> rows[i]);
        return sample;
    }

    /** Carries the sample over to the next model. */
    void rescale(SurpriseScale from, SurpriseScale to) {
        for (int i = 0; i < kept; i++) {
            rows[i] = (float) to.fromScale(from, rows[i]);
        }
    }
}

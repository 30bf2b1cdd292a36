// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import io.elbow.artifact.VaeSpec;

/** What each number of a condition is on average: of a one-hot category its frequency. */
final class ConditionMeans {
    private ConditionMeans() {}

    /** [conditionDim], over the rows in which a number is there; 0 where it never is. */
    static float[] of(VaeSpec spec, TrainingRows rows) {
        double[] sums = new double[spec.conditionDim()];
        long[] counts = new long[sums.length];
        float[] row = new float[spec.rowWidth()];
        for (int r = 0; r < rows.size(); r++) {
            rows.copyTo(r, row, 0);
            for (int i = 0; i < sums.length; i++) {
                float number = row[spec.inputDim() + i];
                if (!Float.isNaN(number)) {
                    sums[i] += number;
                    counts[i]++;
                }
            }
        }
        float[] means = new float[sums.length];
        for (int i = 0; i < means.length; i++) {
            means[i] = counts[i] == 0 ? 0f : (float) (sums[i] / counts[i]);
        }
        return means;
    }
}

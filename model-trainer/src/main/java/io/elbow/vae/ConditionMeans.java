// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import io.elbow.artifact.VaeSpec;

/** Computes the mean of each number of a condition; for a one-hot category that is its frequency. */
final class ConditionMeans {
    private ConditionMeans() {}

    /** The means, [conditionDim], over the rows in which the number is present; 0 if it never is. */
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

// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

/** Standardised rows to fit on. Several threads may read them at once. */
public interface TrainingRows {
    /** Number of rows. */
    int size();

    /**
     * Writes row {@code index}, [rowWidth], from {@code offset}: the inputs, then its condition. NaN: missing or
     * unseen.
     */
    void copyTo(int index, float[] target, int offset);
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

/** Rows to fit on, standardised. Several threads may ask at once. */
public interface TrainingRows {
    /** Number of rows. */
    int size();

    /**
     * Writes row {@code index}, [rowWidth]: the inputs, then its condition, from {@code offset}; NaN: missing, unseen.
     */
    void copyTo(int index, float[] target, int offset);
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

import io.elbow.data.Dataset;
import io.elbow.features.Standardizer;

/** Takes the outcomes of a table's rows, in the table's order. */
public interface TableSink {
    /**
     * What the scorer was handed for a row; {@link #scored} follows.
     *
     * @param inputs the row's numbers, standardised, its condition's behind them, from {@code from}; not to be kept
     */
    default void taken(Dataset.Row row, float[] inputs, int from) {}

    /**
     * A row's verdict.
     *
     * @param featureNats [features], adding up to the verdict's reconstruction
     * @param by what standardised the row
     */
    void scored(Dataset.Row row, Verdict verdict, double[] featureNats, Standardizer by);

    /** A row older than the newest before it for its key: the stream rejects it. */
    void late(Dataset.Row row);
}

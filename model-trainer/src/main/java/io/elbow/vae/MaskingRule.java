// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import io.elbow.artifact.FitOptions;
import io.elbow.data.Dataset;

/**
 * Decides from the training rows whether a fit hides inputs: it does if many values are missing. A complete table is
 * fitted as it is, because hiding inputs would rank slightly worse there.
 */
public final class MaskingRule {
    /** Share of the rows in which inputs are hidden, if values are missing. */
    public static final double ROWS = 0.5;

    /** Share of the inputs hidden in such a row. */
    public static final double INPUTS = 0.2;

    private static final double LEAST_MISSING = 0.01;

    private MaskingRule() {}

    /** Returns the options, with inputs hidden if more than a hundredth of the normal rows' values are missing. */
    public static FitOptions apply(FitOptions options, Dataset dataset) {
        return missingShare(dataset) > LEAST_MISSING ? options.withMasking(ROWS, INPUTS) : options;
    }

    /** The share of missing values among all values of normal rows, in [0, 1]. */
    public static double missingShare(Dataset dataset) {
        long missing = 0;
        long all = 0;
        for (Dataset.Row row : dataset.rows()) {
            if (!row.anomalous()) {
                all += row.values().length;
                for (double value : row.values()) {
                    missing += Double.isNaN(value) ? 1 : 0;
                }
            }
        }
        return all == 0 ? 0 : (double) missing / all;
    }
}

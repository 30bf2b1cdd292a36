// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import io.elbow.artifact.FitOptions;
import io.elbow.data.Dataset;

/**
 * Decides by the training rows alone whether a fit hides inputs: where gaps are usual. A complete table is fitted as it
 * is, for there hidden inputs cost a little of the ranking.
 */
public final class MaskingRule {
    /** Of the rows, where values are missing. */
    public static final double ROWS = 0.5;

    /** Of the inputs of such a row. */
    public static final double INPUTS = 0.2;

    private static final double LEAST_MISSING = 0.01;

    private MaskingRule() {}

    /** The options with inputs hidden where more than a hundredth of the normal rows' values are missing. */
    public static FitOptions apply(FitOptions options, Dataset dataset) {
        return missingShare(dataset) > LEAST_MISSING ? options.withMasking(ROWS, INPUTS) : options;
    }

    /** Missing values of all values of normal rows, in [0, 1]. */
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

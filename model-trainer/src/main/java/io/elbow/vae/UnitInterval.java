// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import io.elbow.data.DataException;
import io.elbow.data.Dataset;

/** Checks that all values lie in [0, 1], which the bernoulli likelihood and a decoder that ends in a sigmoid need. */
final class UnitInterval {
    private UnitInterval() {}

    static void require(Dataset dataset) {
        for (Dataset.Row row : dataset.rows()) {
            for (int f = 0; f < row.values().length; f++) {
                double value = row.values()[f];
                if (value < 0 || value > 1) {
                    throw new DataException(
                            "the bernoulli likelihood and --decoder sigmoid take values in [0, 1], but row "
                                    + row.number()
                                    + " of " + dataset.source() + " has "
                                    + dataset.features().get(f) + " = " + value
                                    + "; scale the column or use --likelihood gaussian");
                }
            }
        }
    }
}

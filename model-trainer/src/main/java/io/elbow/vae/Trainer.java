// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import io.elbow.artifact.Tensor;
import java.util.Map;

/** Fits a model of one family. The same rows and options give the same bits. */
interface Trainer {
    /** Fits from nothing. */
    default FitResult fit(TrainingRows rows, FitListener listener) {
        return fit(rows, null, listener);
    }

    /**
     * Fits, starting from an earlier fit of the same specification where the family can.
     *
     * @param start tensors by name; null: from nothing
     * @throws FitFailedException where no finite model came of it
     */
    FitResult fit(TrainingRows rows, Map<String, Tensor> start, FitListener listener);
}

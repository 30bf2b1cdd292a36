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

    /** Fits to the end. */
    default FitResult fit(TrainingRows rows, Map<String, Tensor> start, FitListener listener) {
        return fit(rows, start, listener, new StopRequest());
    }

    /**
     * Fits, starting from an earlier fit of the same specification where the family can.
     *
     * @param start tensors by name; null: from nothing
     * @param stop looked at after each step: the fit ends, and the weights so far are its result
     * @throws FitFailedException where no finite model came of it
     */
    FitResult fit(TrainingRows rows, Map<String, Tensor> start, FitListener listener, StopRequest stop);
}

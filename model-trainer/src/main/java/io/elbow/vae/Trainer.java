// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import io.elbow.artifact.Tensor;
import java.util.Map;

/** Fits a model of one family. The same rows and options give the same bits. */
interface Trainer {
    /** Fits from nothing, to the end. */
    default FitResult fit(TrainingRows rows, FitListener listener) {
        return fit(rows, null, listener);
    }

    /** Fits to the end, without a stop request. */
    default FitResult fit(TrainingRows rows, Map<String, Tensor> start, FitListener listener) {
        return fit(rows, start, listener, new StopRequest());
    }

    /**
     * Fits, starting from an earlier fit of the same specification if the family can.
     *
     * @param start tensors by name; null: from nothing
     * @param stop checked after each step: if a stop is requested, the fit ends with the weights so far
     * @throws FitFailedException if there is no finite model
     */
    FitResult fit(TrainingRows rows, Map<String, Tensor> start, FitListener listener, StopRequest stop);
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import io.elbow.artifact.Tensor;
import io.elbow.artifact.VaeSpec;
import java.util.Map;

/**
 * The weights that a fit found, and how it went.
 *
 * @param spec of the result: a family may choose its number of components by the rows
 * @param tensors as {@link io.elbow.artifact.VaeTensors} names them, including the noise of the draws
 * @param trainingNegativeElbo mean loss of the last tenth of the steps, nats
 * @param interrupted whether a {@link StopRequest} ended the fit before its last step
 */
public record FitResult(
        VaeSpec spec, Map<String, Tensor> tensors, int stepsDone, double trainingNegativeElbo, boolean interrupted) {}

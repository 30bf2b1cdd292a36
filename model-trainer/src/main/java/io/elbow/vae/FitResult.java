// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import io.elbow.artifact.Tensor;
import io.elbow.artifact.VaeSpec;
import java.util.Map;

/**
 * Weights and how they were reached.
 *
 * @param spec of what came out: a family may settle its number of components by the rows
 * @param tensors as {@link io.elbow.artifact.VaeTensors} names them, the draws' noise included
 * @param trainingNegativeElbo mean loss of the last tenth of the steps, nats
 * @param interrupted whether a {@link StopRequest} left steps untaken
 */
public record FitResult(
        VaeSpec spec, Map<String, Tensor> tensors, int stepsDone, double trainingNegativeElbo, boolean interrupted) {}

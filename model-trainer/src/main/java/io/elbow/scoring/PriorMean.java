// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

import io.elbow.artifact.Tensor;
import io.elbow.artifact.VaeSpec;
import io.elbow.artifact.VaeTensors;
import java.util.Map;

/**
 * Computes the mean mu_c of the prior p(z given c) = N(mu_c, I), an affine function of the condition's numbers (Sohn,
 * Lee and Yan 2015 call it the prior network); 0 if the prior has no condition. An unseen number enters as its mean
 * over the training rows: because the function is affine, an unseen category has the frequency-weighted mean of mu_c
 * over the categories.
 */
public final class PriorMean {
    private final VaeSpec spec;
    private final DenseLayer layer;
    private final float[] ofUnseen;
    private final float[][] condition;
    private final float[][] mean;

    private PriorMean(VaeSpec spec, Map<String, Tensor> tensors) {
        this.spec = spec;
        boolean conditional = spec.priorConditionDim() > 0;
        layer = conditional ? DenseLayer.of(tensors, VaeTensors.PRIOR_MEAN) : null;
        ofUnseen = conditional ? tensors.get(VaeTensors.PRIOR_CONDITION).values() : new float[0];
        condition = new float[1][spec.conditionDim()];
        mean = new float[1][spec.latentDim()];
    }

    public static PriorMean of(VaeSpec spec, Map<String, Tensor> tensors) {
        return new PriorMean(spec, tensors);
    }

    /**
     * The prior's mean, [latentDim], overwritten by the next call.
     *
     * @param rows [.., rowWidth], each row's inputs followed by its condition
     */
    public float[] of(float[] rows, int row) {
        return ofCondition(rows, row * spec.rowWidth() + spec.inputDim());
    }

    /**
     * The prior's mean, [latentDim], overwritten by the next call.
     *
     * @param conditions [.., conditionDim], read from {@code offset}; NaN: unseen
     */
    public float[] ofCondition(float[] conditions, int offset) {
        if (layer != null) {
            for (int i = 0; i < condition[0].length; i++) {
                float number = conditions[offset + i];
                condition[0][i] = Float.isNaN(number) ? ofUnseen[i] : number;
            }
            layer.apply(condition, mean, 1);
        }
        return mean[0];
    }
}

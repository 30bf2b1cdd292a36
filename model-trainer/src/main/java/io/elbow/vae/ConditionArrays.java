// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import ai.djl.ndarray.NDManager;
import io.elbow.artifact.Tensor;
import io.elbow.artifact.VaeSpec;
import io.elbow.artifact.VaeTensors;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Map;

/**
 * Collects the conditions of a batch and copies them into native arrays. An unseen number (NaN) enters the network as 0
 * and the prior as its mean over the training rows. The direct buffers are reused.
 */
final class ConditionArrays {
    private final int dim;
    private final boolean inNetwork;
    private final float[] ofUnseen;
    private final ByteBuffer networkBytes;
    private final ByteBuffer priorBytes;
    private FloatBuffer network;
    private FloatBuffer prior;
    private int rows;

    /**
     * Makes the buffers.
     *
     * @param ofUnseen [conditionDim], as {@link VaeTensors#PRIOR_CONDITION}; null: the prior has no condition
     */
    ConditionArrays(VaeSpec spec, float[] ofUnseen, int maxRows) {
        dim = spec.conditionDim();
        inNetwork = spec.networkConditionDim() > 0;
        this.ofUnseen = ofUnseen;
        networkBytes = NativeArrays.direct(inNetwork ? maxRows * dim : 0);
        priorBytes = NativeArrays.direct(ofUnseen != null ? maxRows * dim : 0);
        clear();
    }

    static ConditionArrays of(VaeSpec spec, Map<String, Tensor> tensors, int maxRows) {
        Tensor ofUnseen = tensors.get(VaeTensors.PRIOR_CONDITION);
        return new ConditionArrays(spec, ofUnseen == null ? null : ofUnseen.values(), maxRows);
    }

    void clear() {
        network = networkBytes.clear().asFloatBuffer();
        prior = priorBytes.clear().asFloatBuffer();
        rows = 0;
    }

    /** Adds the condition that starts at {@code offset}, [conditionDim]. */
    void add(float[] row, int offset) {
        for (int i = 0; i < dim; i++) {
            float number = row[offset + i];
            boolean unseen = Float.isNaN(number);
            if (inNetwork) {
                network.put(unseen ? 0f : number);
            }
            if (ofUnseen != null) {
                prior.put(unseen ? ofUnseen[i] : number);
            }
        }
        rows++;
    }

    /** Copies the conditions added since {@link #clear}. */
    Network.Condition load(NDManager manager) {
        return new Network.Condition(
                inNetwork ? NativeArrays.matrix(manager, networkBytes, rows, dim) : null,
                ofUnseen != null ? NativeArrays.matrix(manager, priorBytes, rows, dim) : null);
    }
}

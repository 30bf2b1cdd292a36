// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.elbow.artifact.Tensor;
import io.elbow.artifact.VaeSpec;
import io.elbow.artifact.VaeTensors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;

/**
 * The conditions of a batch on their way into native arrays. An unseen number (NaN) enters the network as 0 and the
 * prior as its mean over the training rows. The direct buffers are reused.
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

    /** @param ofUnseen [conditionDim], as {@link VaeTensors#PRIOR_CONDITION}; null: no condition in the prior */
    ConditionArrays(VaeSpec spec, float[] ofUnseen, int maxRows) {
        dim = spec.conditionDim();
        inNetwork = spec.networkConditionDim() > 0;
        this.ofUnseen = ofUnseen;
        networkBytes = direct(inNetwork ? maxRows * dim : 0);
        priorBytes = direct(ofUnseen != null ? maxRows * dim : 0);
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

    /** Takes the condition that stands at {@code offset}, [conditionDim]. */
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

    /** The conditions taken since {@link #clear}. */
    Network.Condition load(NDManager manager) {
        return new Network.Condition(
                inNetwork ? array(manager, networkBytes) : null, ofUnseen != null ? array(manager, priorBytes) : null);
    }

    private NDArray array(NDManager manager, ByteBuffer bytes) {
        bytes.clear().limit(rows * dim * Float.BYTES);
        return manager.create(bytes, new Shape(rows, dim), DataType.FLOAT32);
    }

    private static ByteBuffer direct(int floats) {
        return ByteBuffer.allocateDirect(floats * Float.BYTES).order(ByteOrder.nativeOrder());
    }
}

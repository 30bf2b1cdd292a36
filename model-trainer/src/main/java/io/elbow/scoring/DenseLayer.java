// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

import io.elbow.artifact.Tensor;
import java.util.Map;

/**
 * Computes y = x W^T + b over float arrays.
 *
 * <p>The weights are kept transposed, one array for each input, so that the inner loop adds scaled arrays, which the
 * JIT compiles to vector instructions. The JIT may not reorder the sum of a dot product, so that would stay scalar.
 */
final class DenseLayer {
    /** Number of inputs processed together, to pass over the outputs less often. */
    private static final int TOGETHER = 4;

    /** [in][out]. */
    private final float[][] weights;

    private final float[] bias;

    private DenseLayer(float[][] weights, float[] bias) {
        this.weights = weights;
        this.bias = bias;
    }

    /** Makes a layer from {@code <name>.weight} [out, in] and {@code <name>.bias} [out]. */
    static DenseLayer of(Map<String, Tensor> tensors, String name) {
        Tensor weight = tensors.get(name + ".weight");
        int out = weight.shape()[0];
        int in = weight.shape()[1];
        float[][] transposed = new float[in][out];
        for (int o = 0; o < out; o++) {
            for (int i = 0; i < in; i++) {
                transposed[i][o] = weight.values()[o * in + i];
            }
        }
        return new DenseLayer(transposed, tensors.get(name + ".bias").values().clone());
    }

    int outputs() {
        return bias.length;
    }

    /**
     * Applies the layer. The result of a row does not depend on the other rows.
     *
     * @param in [rows..][in]
     * @param out [rows..][out], overwritten
     */
    void apply(float[][] in, float[][] out, int rows) {
        for (int row = 0; row < rows; row++) {
            System.arraycopy(bias, 0, out[row], 0, bias.length);
        }
        int i = 0;
        for (; i + TOGETHER <= weights.length; i += TOGETHER) {
            for (int row = 0; row < rows; row++) {
                float[] x = in[row];
                add(
                        out[row],
                        weights[i],
                        weights[i + 1],
                        weights[i + 2],
                        weights[i + 3],
                        x[i],
                        x[i + 1],
                        x[i + 2],
                        x[i + 3]);
            }
        }
        for (; i < weights.length; i++) {
            for (int row = 0; row < rows; row++) {
                add(out[row], weights[i], in[row][i]);
            }
        }
    }

    private static void add(
            float[] out, float[] w0, float[] w1, float[] w2, float[] w3, float x0, float x1, float x2, float x3) {
        for (int o = 0; o < out.length; o++) {
            out[o] += (x0 * w0[o] + x1 * w1[o]) + (x2 * w2[o] + x3 * w3[o]);
        }
    }

    private static void add(float[] out, float[] w, float x) {
        for (int o = 0; o < out.length; o++) {
            out[o] += x * w[o];
        }
    }
}

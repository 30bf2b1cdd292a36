// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.elbow.artifact.Activation;
import io.elbow.artifact.Tensor;
import io.elbow.artifact.VaeSpec;
import java.util.Map;
import java.util.TreeMap;

/**
 * Rewrites the decoder of {@link Activation#SILU_TANH} for scoring. Its tanh units are written by the sigmoid, tanh(a)
 * = 2 sigmoid(2a) - 1, with the doubling and the 1 folded into the weights before and after. Then all units of a layer
 * use one sigmoid, which PyTorch computes in a third of tanh's time, and nothing must be split and joined again.
 * Doubling is exact; the folded bias rounds once. It is for scoring only, because it works in place and leaves no graph
 * to differentiate.
 */
final class FoldedTanh {
    private static final String WEIGHT = ".weight";
    private static final String BIAS = ".bias";

    private FoldedTanh() {}

    /**
     * Returns the tensors of a {@link Activation#SILU_TANH} network rewritten so that {@link #activate} applies to its
     * decoder's hidden layers.
     */
    static Map<String, Tensor> fold(VaeSpec spec, Map<String, Tensor> tensors) {
        Map<String, Tensor> folded = new TreeMap<>(tensors);
        int layers = spec.hidden().size();
        for (int i = 0; i < layers; i++) {
            String after = i + 1 < layers ? "decoder." + (i + 1) : "decoder.output";
            foldInto(folded, after);
        }
        if (layers > 0 && tensors.containsKey("decoder.observation-log-variance" + WEIGHT)) {
            foldInto(folded, "decoder.observation-log-variance");
        }
        for (int i = 0; i < layers; i++) {
            doubleOutputs(folded, "decoder." + i);
        }
        return folded;
    }

    /** Folds inputs t = 2s - 1 into the layer's weights: w t = 2w s - w. */
    private static void foldInto(Map<String, Tensor> tensors, String layer) {
        Tensor weight = tensors.get(layer + WEIGHT);
        int in = weight.shape()[1];
        float[] weights = weight.values().clone();
        float[] biases = tensors.get(layer + BIAS).values().clone();
        for (int o = 0; o < biases.length; o++) {
            double bias = biases[o];
            for (int i = o * in + Activation.siluUnits(in); i < (o + 1) * in; i++) {
                bias -= weights[i];
                weights[i] *= 2;
            }
            biases[o] = (float) bias;
        }
        put(tensors, layer, weight.shape(), weights, biases);
    }

    private static void doubleOutputs(Map<String, Tensor> tensors, String layer) {
        Tensor weight = tensors.get(layer + WEIGHT);
        int in = weight.shape()[1];
        float[] weights = weight.values().clone();
        float[] biases = tensors.get(layer + BIAS).values().clone();
        for (int o = Activation.siluUnits(biases.length); o < biases.length; o++) {
            biases[o] *= 2;
            for (int i = o * in; i < (o + 1) * in; i++) {
                weights[i] *= 2;
            }
        }
        put(tensors, layer, weight.shape(), weights, biases);
    }

    private static void put(Map<String, Tensor> tensors, String layer, int[] shape, float[] weights, float[] biases) {
        tensors.put(layer + WEIGHT, new Tensor(shape, weights));
        tensors.put(layer + BIAS, Tensor.of(biases, biases.length));
    }

    /**
     * Applies SiLU to the first units and the sigmoid to the others.
     *
     * @param input [batch, units]
     */
    static NDArray activate(NDArray input) {
        NDArray sigmoid = input.getNDArrayInternal().sigmoid();
        long[] siluUnits = {Activation.siluUnits((int) input.getShape().get(1))};
        NDList gates = sigmoid.split(siluUnits, 1);
        gates.get(0).muli(input.split(siluUnits, 1).get(0));
        return sigmoid;
    }
}

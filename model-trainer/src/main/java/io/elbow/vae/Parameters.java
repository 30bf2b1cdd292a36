// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.elbow.artifact.Tensor;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The weights during training, with their Adam moments and moving average.
 *
 * <p>All weights lie in one flat array, and each named weight is a view of its part, so that the moving average takes
 * three native calls a step instead of three for each weight. Gradients belong to the views.
 *
 * <p>Adam: Kingma and Ba (2014), with the bias correction folded into the learning rate. Moving average: Polyak and
 * Juditsky (1992), with a decay that starts low so that the first weights are soon forgotten.
 */
final class Parameters {
    private static final float BETA1 = 0.9f;
    private static final float BETA2 = 0.999f;
    private static final float EPSILON = 1e-8f;
    private static final float NO_CLIPPING = -1f;

    private final SortedMap<String, int[]> shapes = new TreeMap<>();
    private final Map<String, NDArray> weights = new HashMap<>();
    private final List<NDList> adamInputs = new ArrayList<>();
    private final NDArray flat;
    private final NDArray average;
    private final double largestDecay;

    Parameters(NDManager manager, SortedMap<String, Tensor> initial, double largestDecay) {
        this.largestDecay = largestDecay;
        float[] values = concatenate(initial);
        flat = manager.create(FloatBuffer.wrap(values), new Shape(values.length), DataType.FLOAT32);
        average = flat.duplicate();
        long offset = 0;
        for (Map.Entry<String, Tensor> entry : initial.entrySet()) {
            int[] shape = entry.getValue().shape();
            shapes.put(entry.getKey(), shape);
            Shape extents = shape.length == 2 ? new Shape(shape[0], shape[1]) : new Shape(shape[0]);
            NDArray view = flat.get(offset + ":" + (offset + extents.size())).reshape(extents);
            offset += extents.size();
            view.setRequiresGradient(true);
            weights.put(entry.getKey(), view);
            adamInputs.add(new NDList(
                    view, null, manager.zeros(extents, DataType.FLOAT32), manager.zeros(extents, DataType.FLOAT32)));
        }
    }

    Map<String, NDArray> weights() {
        return weights;
    }

    /**
     * Takes one Adam step by the gradients of the last backward pass, and clears them.
     *
     * @param step from 1
     */
    void step(int step, double learningRate) {
        float corrected = (float) (learningRate * Math.sqrt(1 - Math.pow(BETA2, step)) / (1 - Math.pow(BETA1, step)));
        for (NDList parameter : adamInputs) {
            NDArray weight = parameter.get(0);
            try (NDArray gradient = weight.getGradient()) {
                NDList inputs = new NDList(weight, gradient, parameter.get(2), parameter.get(3));
                weight.getNDArrayInternal()
                        .adamUpdate(
                                inputs,
                                new NDList(weight),
                                (float) learningRate,
                                corrected,
                                0f,
                                1f,
                                NO_CLIPPING,
                                BETA1,
                                BETA2,
                                EPSILON,
                                false,
                                false);
            }
        }
        updateAverage(step);
    }

    private void updateAverage(int step) {
        double decay = Math.min(largestDecay, (1.0 + step) / (10.0 + step));
        if (largestDecay == 0) {
            return;
        }
        try (NDArray share = flat.mul(1 - decay)) {
            average.muli(decay).addi(share);
        }
    }

    /** The weights to use: the moving average, or the latest ones if there is no average. */
    SortedMap<String, Tensor> export() {
        float[] values = (largestDecay == 0 ? flat : average).toFloatArray();
        SortedMap<String, Tensor> tensors = new TreeMap<>();
        int offset = 0;
        for (Map.Entry<String, int[]> entry : shapes.entrySet()) {
            int size = 1;
            for (int extent : entry.getValue()) {
                size *= extent;
            }
            tensors.put(
                    entry.getKey(),
                    new Tensor(entry.getValue(), java.util.Arrays.copyOfRange(values, offset, offset + size)));
            offset += size;
        }
        return tensors;
    }

    private static float[] concatenate(SortedMap<String, Tensor> tensors) {
        int size = tensors.values().stream().mapToInt(t -> t.values().length).sum();
        FloatBuffer all = FloatBuffer.allocate(size);
        tensors.values().forEach(t -> all.put(t.values()));
        return all.array();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

import io.elbow.artifact.Activation;
import io.elbow.artifact.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Applies the hidden layers of an encoder or decoder; owns their buffers. */
final class HiddenLayers {
    private final List<DenseLayer> layers = new ArrayList<>();
    private final List<Activations> activations = new ArrayList<>();
    private final List<float[][]> outputs = new ArrayList<>();

    /**
     * Makes the layers from a model's tensors.
     *
     * @param name {@code encoder} or {@code decoder}
     */
    HiddenLayers(Map<String, Tensor> tensors, String name, int count, Activation activation, int maxRows) {
        for (int i = 0; i < count; i++) {
            DenseLayer layer = DenseLayer.of(tensors, name + "." + i);
            layers.add(layer);
            activations.add(new Activations(activation, layer.outputs()));
            outputs.add(new float[maxRows][layer.outputs()]);
        }
    }

    /** The outputs of the last layer, [rows..][last width], overwritten by the next call. */
    float[][] apply(float[][] in, int rows) {
        float[][] current = in;
        for (int i = 0; i < layers.size(); i++) {
            float[][] next = outputs.get(i);
            layers.get(i).apply(current, next, rows);
            for (int row = 0; row < rows; row++) {
                activations.get(i).apply(next[row]);
            }
            current = next;
        }
        return current;
    }
}

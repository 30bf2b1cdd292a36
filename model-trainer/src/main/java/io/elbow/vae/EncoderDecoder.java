// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.elbow.artifact.Members;
import io.elbow.artifact.ModelArtifact;
import io.elbow.artifact.Tensor;
import io.elbow.artifact.VaeSpec;
import java.util.Map;

/**
 * A model's encoder and decoder as functions of plain arrays, for whoever looks into a model without scoring by it. Of
 * several members it uses the first. Inputs and outputs are standardised. Owns native memory; not thread-safe.
 */
public final class EncoderDecoder implements AutoCloseable {
    private final VaeSpec spec;
    private final Map<String, Tensor> tensors;
    private final NDManager manager = TorchEngine.newManager();
    private final Network network;
    private final ObservationModel observation;

    /** @param artifact of a family with a network */
    public EncoderDecoder(ModelArtifact artifact) {
        spec = artifact.manifest().spec().ofMember();
        tensors = Members.of(artifact.manifest().spec(), artifact.tensors(), 0);
        network = new Network(spec, NativeArrays.weights(manager, tensors));
        observation = ObservationModel.of(spec);
    }

    /**
     * The posterior mean of each row.
     *
     * @param inputs [n * inputDim]; NaN: missing
     * @param conditions [n][conditionDim]; NaN: unseen
     * @return [n][latentDim]
     */
    public float[][] encode(float[] inputs, float[][] conditions) {
        try (NDManager pass = manager.newSubManager()) {
            float[] present = inputs.clone();
            for (int i = 0; i < present.length; i++) {
                present[i] = Float.isNaN(present[i]) ? 0 : present[i];
            }
            NDArray x = NativeArrays.matrix(pass, present, conditions.length, spec.inputDim());
            return split(network.encode(x, load(pass, conditions)).mean(), spec.latentDim());
        }
    }

    /**
     * The decoder's mean for each latent.
     *
     * @param latents [n][latentDim]
     * @param conditions [n][conditionDim]; NaN: unseen
     * @return [n][inputDim]
     */
    public float[][] decode(float[][] latents, float[][] conditions) {
        try (NDManager pass = manager.newSubManager()) {
            float[] flat = new float[latents.length * spec.latentDim()];
            for (int i = 0; i < latents.length; i++) {
                System.arraycopy(latents[i], 0, flat, i * spec.latentDim(), spec.latentDim());
            }
            NDArray z = NativeArrays.matrix(pass, flat, latents.length, spec.latentDim());
            return split(observation.mean(network.decode(z, load(pass, conditions))), spec.inputDim());
        }
    }

    /**
     * The prior's mean under each condition.
     *
     * @param conditions [n][conditionDim]; NaN: unseen
     * @return [n][latentDim]
     */
    public float[][] priorMean(float[][] conditions) {
        try (NDManager pass = manager.newSubManager()) {
            NDArray mean = network.priorMean(load(pass, conditions));
            return mean == null ? new float[conditions.length][spec.latentDim()] : split(mean, spec.latentDim());
        }
    }

    @Override
    public void close() {
        manager.close();
    }

    private Network.Condition load(NDManager pass, float[][] conditions) {
        ConditionArrays arrays = ConditionArrays.of(spec, tensors, conditions.length);
        for (float[] condition : conditions) {
            arrays.add(condition, 0);
        }
        return arrays.load(pass);
    }

    private static float[][] split(NDArray array, int width) {
        float[] flat = NativeArrays.floats(array);
        float[][] rows = new float[flat.length / width][width];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(flat, i * width, rows[i], 0, width);
        }
        return rows;
    }
}

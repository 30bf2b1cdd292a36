// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.elbow.artifact.Family;
import io.elbow.artifact.Manifest;
import io.elbow.artifact.Members;
import io.elbow.artifact.ModelArtifact;
import io.elbow.artifact.Tensor;
import io.elbow.artifact.VaeSpec;
import io.elbow.config.BadInputException;
import io.elbow.features.Standardizer;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * A model's latent space, for exploring it: converts rows to latents and back, in the user's units. Of several members
 * it uses the first. Owns native memory; not thread-safe.
 */
public final class LatentSpace implements AutoCloseable {
    private final VaeSpec spec;
    private final Standardizer scaler;
    private final Map<String, Tensor> tensors;
    private final NDManager manager = TorchEngine.newManager();
    private final Network network;
    private final ObservationModel observation;

    public LatentSpace(ModelArtifact artifact) {
        Manifest manifest = artifact.manifest();
        spec = manifest.spec().ofMember();
        if (!spec.family().hasNetwork()) {
            throw new BadInputException("the model's family is " + spec.family().configName()
                    + ", which has no encoder and decoder to look into; train one with --family vae");
        }
        if (manifest.perKey() != null) {
            throw new BadInputException("model " + artifact.shortId() + " standardises each key by its own statistics,"
                    + " and a latent says nothing in the data's units without its key; give a model of"
                    + " --standardize global");
        }
        scaler = manifest.scaler();
        tensors = Members.of(manifest.spec(), artifact.tensors(), 0);
        network = new Network(spec, NativeArrays.weights(manager, tensors));
        observation = ObservationModel.of(spec);
    }

    public int latentDim() {
        return spec.latentDim();
    }

    /**
     * The posterior mean of each row.
     *
     * @param rows [n][inputDim], the user's units, the oldest row of the shingle first; NaN: missing
     * @param conditions [n][conditionDim], NaN: unseen
     * @return [n][latentDim]
     */
    public float[][] encode(double[][] rows, float[][] conditions) {
        try (NDManager pass = manager.newSubManager()) {
            float[] inputs = new float[rows.length * spec.inputDim()];
            for (int i = 0; i < inputs.length; i++) {
                int input = i % spec.inputDim();
                float z = scaler.apply(input % spec.features(), rows[i / spec.inputDim()][input]);
                inputs[i] = Float.isNaN(z) ? 0 : z;
            }
            NDArray x = NativeArrays.matrix(pass, inputs, rows.length, spec.inputDim());
            NDArray mean = network.encode(x, load(pass, conditions)).mean();
            return split(NativeArrays.floats(mean), spec.latentDim());
        }
    }

    /**
     * The decoder's mean for each latent.
     *
     * @param latents [n][latentDim]
     * @param conditions [n][conditionDim], NaN: unseen
     * @return [n][inputDim], the user's units
     */
    public double[][] decode(float[][] latents, float[][] conditions) {
        try (NDManager pass = manager.newSubManager()) {
            float[] flat = new float[latents.length * spec.latentDim()];
            for (int i = 0; i < latents.length; i++) {
                System.arraycopy(latents[i], 0, flat, i * spec.latentDim(), spec.latentDim());
            }
            NDArray z = NativeArrays.matrix(pass, flat, latents.length, spec.latentDim());
            float[] mean = NativeArrays.floats(observation.mean(network.decode(z, load(pass, conditions))));
            double[][] rows = new double[latents.length][spec.inputDim()];
            for (int i = 0; i < mean.length; i++) {
                int input = i % spec.inputDim();
                rows[i / spec.inputDim()][input] = scaler.invert(input % spec.features(), mean[i]);
            }
            return rows;
        }
    }

    /**
     * The prior's mean under each condition, [n][latentDim].
     *
     * @param conditions [n][conditionDim], NaN: unseen
     */
    public float[][] priorMean(float[][] conditions) {
        try (NDManager pass = manager.newSubManager()) {
            NDArray mean = network.priorMean(load(pass, conditions));
            return mean == null
                    ? new float[conditions.length][spec.latentDim()]
                    : split(NativeArrays.floats(mean), spec.latentDim());
        }
    }

    /**
     * Draws from the prior, one latent for each condition, [n][latentDim].
     *
     * @param conditions [n][conditionDim], NaN: unseen
     */
    public float[][] prior(float[][] conditions, RandomGenerator random) {
        if (spec.family() != Family.VAE) {
            throw new BadInputException("the model's family is " + spec.family().configName()
                    + ", which has no prior to sample from; train one with --family vae");
        }
        float[][] latents = priorMean(conditions);
        for (float[] latent : latents) {
            for (int j = 0; j < latent.length; j++) {
                latent[j] += (float) NormalDraws.next(random);
            }
        }
        return latents;
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

    private static float[][] split(float[] flat, int width) {
        float[][] rows = new float[flat.length / width][width];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(flat, i * width, rows[i], 0, width);
        }
        return rows;
    }
}

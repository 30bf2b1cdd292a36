// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.elbow.artifact.Family;
import io.elbow.artifact.Manifest;
import io.elbow.artifact.ModelArtifact;
import io.elbow.artifact.Tensor;
import io.elbow.artifact.VaeSpec;
import io.elbow.artifact.VaeTensors;
import io.elbow.config.BadInputException;
import io.elbow.features.Standardizer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * A model's latent space for looking at: rows in, latents out, and back, in the user's units. Owns native memory; not
 * thread-safe.
 */
public final class LatentSpace implements AutoCloseable {
    private final VaeSpec spec;
    private final Standardizer scaler;
    private final NDManager manager = TorchEngine.newManager();
    private final Network network;
    private final ObservationModel observation;

    public LatentSpace(ModelArtifact artifact) {
        Manifest manifest = artifact.manifest();
        spec = manifest.spec();
        if (!spec.family().hasNetwork()) {
            throw new BadInputException("the model's family is " + spec.family().word()
                    + ", which has no encoder and decoder to look into; train one with --family vae");
        }
        if (spec.conditionDim() > 0) {
            throw new BadInputException("model " + artifact.shortId()
                    + " is conditional, and a latent says nothing without its condition; give an unconditional model");
        }
        if (manifest.extensions().perKey() != null) {
            throw new BadInputException("model " + artifact.shortId() + " standardises each key by its own statistics,"
                    + " and a latent says nothing in the data's units without its key; give a model of"
                    + " --standardize global");
        }
        scaler = manifest.scaler();
        Map<String, NDArray> weights = new HashMap<>();
        artifact.tensors().forEach((name, tensor) -> weights.put(name, toNative(tensor)));
        weights.remove(VaeTensors.NOISE);
        network = new Network(spec, weights);
        observation = ObservationModel.of(spec);
    }

    public int latentDim() {
        return spec.latentDim();
    }

    /**
     * The posterior mean of each row.
     *
     * @param rows [n][inputDim], the user's units, oldest row of the shingle first; NaN: missing
     * @return [n][latentDim]
     */
    public float[][] encode(double[][] rows) {
        try (NDManager pass = manager.newSubManager()) {
            float[] inputs = new float[rows.length * spec.inputDim()];
            for (int i = 0; i < inputs.length; i++) {
                int input = i % spec.inputDim();
                float z = scaler.apply(input % spec.features(), rows[i / spec.inputDim()][input]);
                inputs[i] = Float.isNaN(z) ? 0 : z;
            }
            NDArray x =
                    pass.create(FloatBuffer.wrap(inputs), new Shape(rows.length, spec.inputDim()), DataType.FLOAT32);
            return split(floats(network.encode(x).mean()), spec.latentDim());
        }
    }

    /**
     * The decoder's mean of each latent.
     *
     * @param latents [n][latentDim]
     * @return [n][inputDim], the user's units
     */
    public double[][] decode(float[][] latents) {
        try (NDManager pass = manager.newSubManager()) {
            float[] flat = new float[latents.length * spec.latentDim()];
            for (int i = 0; i < latents.length; i++) {
                System.arraycopy(latents[i], 0, flat, i * spec.latentDim(), spec.latentDim());
            }
            NDArray z =
                    pass.create(FloatBuffer.wrap(flat), new Shape(latents.length, spec.latentDim()), DataType.FLOAT32);
            float[] mean = floats(observation.mean(network.decode(z)));
            double[][] rows = new double[latents.length][spec.inputDim()];
            for (int i = 0; i < mean.length; i++) {
                int input = i % spec.inputDim();
                rows[i / spec.inputDim()][input] = scaler.invert(input % spec.features(), mean[i]);
            }
            return rows;
        }
    }

    /** Draws from the prior, [n][latentDim]. */
    public float[][] prior(int n, RandomGenerator random) {
        if (spec.family() != Family.VAE) {
            throw new BadInputException("the model's family is " + spec.family().word()
                    + ", which has no prior to sample from; train one with --family vae");
        }
        float[][] latents = new float[n][spec.latentDim()];
        for (float[] latent : latents) {
            for (int j = 0; j < latent.length; j++) {
                latent[j] = (float) random.nextGaussian();
            }
        }
        return latents;
    }

    @Override
    public void close() {
        manager.close();
    }

    private NDArray toNative(Tensor tensor) {
        long[] extents = new long[tensor.shape().length];
        for (int i = 0; i < extents.length; i++) {
            extents[i] = tensor.shape()[i];
        }
        return manager.create(FloatBuffer.wrap(tensor.values()), new Shape(extents), DataType.FLOAT32);
    }

    private static float[] floats(NDArray array) {
        float[] values = new float[(int) array.size()];
        array.toByteBuffer().order(ByteOrder.nativeOrder()).asFloatBuffer().get(values);
        return values;
    }

    private static float[][] split(float[] flat, int width) {
        float[][] rows = new float[flat.length / width][width];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(flat, i * width, rows[i], 0, width);
        }
        return rows;
    }
}

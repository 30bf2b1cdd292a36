// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae.lab;

import io.elbow.artifact.Family;
import io.elbow.artifact.Manifest;
import io.elbow.artifact.ModelArtifact;
import io.elbow.artifact.VaeSpec;
import io.elbow.config.BadInputException;
import io.elbow.features.Standardizer;
import io.elbow.vae.EncoderDecoder;
import io.elbow.vae.NormalDraws;
import java.util.random.RandomGenerator;

/**
 * A model's latent space, for exploring it: converts rows to latents and back, in the user's units. Of several members
 * it uses the first. Owns native memory; not thread-safe.
 */
public final class LatentSpace implements AutoCloseable {
    private final VaeSpec spec;
    private final Standardizer scaler;
    private final EncoderDecoder network;

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
        network = new EncoderDecoder(artifact);
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
        float[] inputs = new float[rows.length * spec.inputDim()];
        for (int i = 0; i < inputs.length; i++) {
            int input = i % spec.inputDim();
            inputs[i] = scaler.apply(input % spec.features(), rows[i / spec.inputDim()][input]);
        }
        return network.encode(inputs, conditions);
    }

    /**
     * The decoder's mean for each latent.
     *
     * @param latents [n][latentDim]
     * @param conditions [n][conditionDim], NaN: unseen
     * @return [n][inputDim], the user's units
     */
    public double[][] decode(float[][] latents, float[][] conditions) {
        float[][] means = network.decode(latents, conditions);
        double[][] rows = new double[latents.length][spec.inputDim()];
        for (int row = 0; row < rows.length; row++) {
            for (int input = 0; input < spec.inputDim(); input++) {
                rows[row][input] = scaler.invert(input % spec.features(), means[row][input]);
            }
        }
        return rows;
    }

    /**
     * The prior's mean under each condition, [n][latentDim].
     *
     * @param conditions [n][conditionDim], NaN: unseen
     */
    public float[][] priorMean(float[][] conditions) {
        return network.priorMean(conditions);
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
        network.close();
    }
}

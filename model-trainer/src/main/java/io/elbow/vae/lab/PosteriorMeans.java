// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae.lab;

import io.elbow.artifact.ModelArtifact;
import io.elbow.artifact.VaeSpec;
import io.elbow.vae.EncoderDecoder;

/** Computes where rows lie in a model's latent space. Of several members it uses the first. */
public final class PosteriorMeans {
    private static final int BATCH = 256;

    private PosteriorMeans() {}

    /**
     * The posterior mean of each row.
     *
     * @param rows [count * rowWidth], standardised, each followed by its condition; NaN: missing
     * @return [count][latentDim]; [0][] for a family without an encoder
     */
    public static double[][] of(ModelArtifact artifact, float[] rows) {
        VaeSpec spec = artifact.manifest().spec();
        if (!spec.family().hasNetwork()) {
            return new double[0][];
        }
        double[][] means = new double[rows.length / spec.rowWidth()][spec.latentDim()];
        try (EncoderDecoder network = new EncoderDecoder(artifact)) {
            for (int from = 0; from < means.length; from += BATCH) {
                int count = Math.min(BATCH, means.length - from);
                float[] inputs = new float[count * spec.inputDim()];
                float[][] conditions = new float[count][spec.conditionDim()];
                for (int row = 0; row < count; row++) {
                    int at = (from + row) * spec.rowWidth();
                    System.arraycopy(rows, at, inputs, row * spec.inputDim(), spec.inputDim());
                    System.arraycopy(rows, at + spec.inputDim(), conditions[row], 0, spec.conditionDim());
                }
                float[][] ofBatch = network.encode(inputs, conditions);
                for (int row = 0; row < count; row++) {
                    for (int j = 0; j < spec.latentDim(); j++) {
                        means[from + row][j] = ofBatch[row][j];
                    }
                }
            }
        }
        return means;
    }
}

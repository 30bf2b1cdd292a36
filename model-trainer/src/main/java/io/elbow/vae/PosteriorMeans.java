// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import ai.djl.ndarray.NDManager;
import io.elbow.artifact.Members;
import io.elbow.artifact.ModelArtifact;
import io.elbow.artifact.Tensor;
import io.elbow.artifact.VaeSpec;
import java.util.Arrays;
import java.util.Map;

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
        VaeSpec spec = artifact.manifest().spec().ofMember();
        Map<String, Tensor> tensors = Members.of(artifact.manifest().spec(), artifact.tensors(), 0);
        if (!spec.family().hasNetwork()) {
            return new double[0][];
        }
        double[][] means = new double[rows.length / spec.rowWidth()][spec.latentDim()];
        try (NDManager manager = TorchEngine.newManager()) {
            Network network = new Network(spec, NativeArrays.weights(manager, tensors));
            ConditionArrays conditions = ConditionArrays.of(spec, tensors, BATCH);
            for (int from = 0; from < means.length; from += BATCH) {
                int count = Math.min(BATCH, means.length - from);
                float[] batch = Arrays.copyOfRange(rows, from * spec.rowWidth(), (from + count) * spec.rowWidth());
                conditions.clear();
                for (int row = 0; row < count; row++) {
                    conditions.add(batch, row * spec.rowWidth() + spec.inputDim());
                }
                try (NDManager pass = manager.newSubManager()) {
                    float[] mean = network.encode(LatentReport.present(pass, batch, count, spec), conditions.load(pass))
                            .mean()
                            .toFloatArray();
                    for (int i = 0; i < mean.length; i++) {
                        means[from + i / spec.latentDim()][i % spec.latentDim()] = mean[i];
                    }
                }
            }
        }
        return means;
    }
}

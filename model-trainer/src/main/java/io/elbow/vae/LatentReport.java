// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.elbow.artifact.Family;
import io.elbow.artifact.LatentSummary;
import io.elbow.artifact.Members;
import io.elbow.artifact.Tensor;
import io.elbow.artifact.VaeSpec;
import io.elbow.scoring.ClosedForms;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Measures how a VAE uses its latents, from the posteriors of many rows. */
final class LatentReport {
    private static final int BATCH = 256;
    private static final double ACTIVE_VARIANCE = 0.01;

    private final double[] kl;
    private final double[] means;
    private final double[] squares;
    private final double[] variances;
    private int rows;

    private LatentReport(int latents) {
        kl = new double[latents];
        means = new double[latents];
        squares = new double[latents];
        variances = new double[latents];
    }

    /** Measures a model. Null for a family without a posterior, and if there are no rows. */
    static LatentSummary of(VaeSpec spec, Map<String, Tensor> tensors, TrainingRows rows) {
        if (spec.family() != Family.VAE || rows.size() == 0) {
            return null;
        }
        List<LatentReport> members = IntStream.range(0, spec.members())
                .mapToObj(member -> ofMember(spec.ofMember(), Members.of(spec, tensors, member), rows))
                .toList();
        return summary(members);
    }

    private static LatentReport ofMember(VaeSpec spec, Map<String, Tensor> tensors, TrainingRows rows) {
        LatentReport report = new LatentReport(spec.latentDim());
        try (NDManager manager = TorchEngine.newManager()) {
            Network network = new Network(spec, NativeArrays.weights(manager, tensors));
            ConditionArrays conditions = ConditionArrays.of(spec, tensors, BATCH);
            float[] inputs = new float[BATCH * spec.rowWidth()];
            for (int from = 0; from < rows.size(); from += BATCH) {
                int count = Math.min(BATCH, rows.size() - from);
                conditions.clear();
                for (int row = 0; row < count; row++) {
                    rows.copyTo(from + row, inputs, row * spec.rowWidth());
                    conditions.add(inputs, row * spec.rowWidth() + spec.inputDim());
                }
                try (NDManager pass = manager.newSubManager()) {
                    Network.Condition condition = conditions.load(pass);
                    Network.Posterior posterior = network.encode(present(pass, inputs, count, spec), condition);
                    report.add(posterior, network.priorMean(condition));
                }
            }
        }
        return report;
    }

    /** The inputs of rows and their conditions as a native array, [count, inputDim]; missing inputs are 0. */
    private static NDArray present(NDManager pass, float[] inputs, int count, VaeSpec spec) {
        int inputDim = spec.inputDim();
        float[] present = new float[count * inputDim];
        for (int i = 0; i < present.length; i++) {
            float value = inputs[i / inputDim * spec.rowWidth() + i % inputDim];
            present[i] = Float.isNaN(value) ? 0 : value;
        }
        return NativeArrays.matrix(pass, present, count, inputDim);
    }

    /**
     * Adds a batch of posteriors.
     *
     * @param priorMean [batch, latentDim], which is subtracted from the means; null: 0
     */
    private void add(Network.Posterior posterior, NDArray priorMean) {
        float[] mean = NativeArrays.floats(
                priorMean == null ? posterior.mean() : posterior.mean().sub(priorMean));
        float[] logVariance = NativeArrays.floats(posterior.logVariance());
        for (int i = 0; i < mean.length; i++) {
            int j = i % kl.length;
            kl[j] += ClosedForms.klToStandardNormal(mean[i], logVariance[i]);
            // Welford's update, because the means may lie far from 0.
            int seen = rows + i / kl.length + 1;
            double before = mean[i] - means[j];
            means[j] += before / seen;
            squares[j] += before * (mean[i] - means[j]);
            variances[j] += Math.exp(logVariance[i]);
        }
        rows += mean.length / kl.length;
    }

    /** Joins the latents of all members, one member's after the other's. */
    private static LatentSummary summary(List<LatentReport> members) {
        int latents = members.get(0).kl.length;
        double[] kl = new double[members.size() * latents];
        int active = 0;
        double largestMean = 0;
        double variance = 0;
        for (int at = 0; at < kl.length; at++) {
            LatentReport member = members.get(at / latents);
            int j = at % latents;
            kl[at] = member.kl[j] / member.rows / members.size();
            double ofMean = member.squares[j] / member.rows;
            active += ofMean > ACTIVE_VARIANCE ? 1 : 0;
            largestMean = Math.max(largestMean, Math.abs(member.means[j]));
            variance += (ofMean + member.variances[j] / member.rows) / kl.length;
        }
        return new LatentSummary(kl, active, largestMean, variance);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

import io.elbow.artifact.Tensor;
import io.elbow.artifact.VaeSpec;
import io.elbow.artifact.VaeTensors;
import java.util.Arrays;
import java.util.Map;

/**
 * Scores by a mixture of Gaussians with diagonal covariances: p(x) = sum_k pi_k prod_i N(x_i; m_ki, v_ki).
 *
 * <p>With the responsibilities r_k = pi_k N_k(x) / p(x), which are the posterior of a latent that names the component,
 * the ELBO is exact: an input costs sum_k r_k (-log N(x_i; m_ki, v_ki)), the divergence is KL(r to pi), and they add up
 * to -log p(x). Dempster, Laird and Rubin, Maximum likelihood from incomplete data via the EM algorithm (1977); the
 * decomposition: Neal and Hinton, A view of the EM algorithm (1998). A missing input is integrated out: it has no
 * effect on the responsibilities.
 */
public final class GaussianMixtureScorer implements Scorer {
    private final int inputs;
    private final int count;
    private final double[] logWeights;
    private final double[] means;
    private final double[] halfPrecisions;
    private final double[] constants;
    private final double[] logResponsibilities;
    private final double[] responsibilities;

    /**
     * Makes a scorer from a model's tensors.
     *
     * @param tensors as {@link VaeTensors#shapes} names them for this specification
     */
    public GaussianMixtureScorer(VaeSpec spec, Map<String, Tensor> tensors) {
        inputs = spec.inputDim();
        count = spec.latentDim();
        means = ClosedForms.doubles(tensors.get(VaeTensors.MIXTURE_MEANS).values());
        double[] logVariances = ClosedForms.doubles(
                tensors.get(VaeTensors.MIXTURE_LOG_VARIANCES).values());
        halfPrecisions =
                Arrays.stream(logVariances).map(v -> 0.5 * Math.exp(-v)).toArray();
        constants = Arrays.stream(logVariances)
                .map(v -> 0.5 * v + ClosedForms.HALF_LOG_TWO_PI)
                .toArray();
        logWeights = ClosedForms.doubles(
                tensors.get(VaeTensors.MIXTURE_WEIGHT_LOGITS).values());
        double total = ClosedForms.normalizeLogs(logWeights.clone());
        for (int k = 0; k < count; k++) {
            logWeights[k] -= total;
        }
        logResponsibilities = new double[count];
        responsibilities = new double[count];
    }

    @Override
    public int inputDim() {
        return inputs;
    }

    @Override
    public ElboTerms score(float[] rows, int batch) {
        float[] nats = new float[batch * inputs];
        float[] kl = new float[batch];
        for (int row = 0; row < batch; row++) {
            respond(rows, row * inputs);
            kl[row] = (float) klToWeights();
            for (int i = 0; i < inputs; i++) {
                float x = rows[row * inputs + i];
                nats[row * inputs + i] = Float.isNaN(x) ? 0 : (float) nats(x, i);
            }
        }
        return new ElboTerms(batch, inputs, nats, kl);
    }

    @Override
    public float[] expected(float[] rows, int batch) {
        float[] expected = new float[batch * inputs];
        for (int row = 0; row < batch; row++) {
            respond(rows, row * inputs);
            for (int i = 0; i < inputs; i++) {
                double sum = 0;
                for (int k = 0; k < count; k++) {
                    sum += responsibilities[k] * means[k * inputs + i];
                }
                expected[row * inputs + i] = (float) sum;
            }
        }
        return expected;
    }

    @Override
    public void close() {
        // There is nothing outside the heap to release.
    }

    private void respond(float[] rows, int from) {
        for (int k = 0; k < count; k++) {
            double nats = 0;
            for (int i = 0; i < inputs; i++) {
                float x = rows[from + i];
                nats += Float.isNaN(x) ? 0 : nats(x, k, i);
            }
            logResponsibilities[k] = logWeights[k] - nats;
            responsibilities[k] = logResponsibilities[k];
        }
        double total = ClosedForms.normalizeLogs(responsibilities);
        for (int k = 0; k < count; k++) {
            logResponsibilities[k] -= total;
        }
    }

    private double klToWeights() {
        double sum = 0;
        for (int k = 0; k < count; k++) {
            sum += responsibilities[k] == 0 ? 0 : responsibilities[k] * (logResponsibilities[k] - logWeights[k]);
        }
        return Math.max(0, sum);
    }

    private double nats(float x, int i) {
        double sum = 0;
        for (int k = 0; k < count; k++) {
            sum += responsibilities[k] == 0 ? 0 : responsibilities[k] * nats(x, k, i);
        }
        return sum;
    }

    private double nats(float x, int k, int i) {
        int at = k * inputs + i;
        double difference = x - means[at];
        return constants[at] + halfPrecisions[at] * difference * difference;
    }
}

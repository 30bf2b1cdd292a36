// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

import io.elbow.artifact.Bound;
import io.elbow.artifact.Tensor;
import io.elbow.artifact.VaeSpec;
import io.elbow.artifact.VaeTensors;
import java.util.Arrays;
import java.util.Map;

/**
 * The bounds whose every term is sampled, one row at a time, over z_k = mean + exp(logVariance / 2) eps_k of the stored
 * draws.
 *
 * <ul>
 *   <li>SGVB (Kingma and Welling, Auto-Encoding Variational Bayes, 2013, equation 6): the mean over k of -log p(x given
 *       z_k) + log q(z_k given x) - log p(z_k). The latter two stand for the divergence.
 *   <li>Importance-weighted (Burda, Grosse and Salakhutdinov, Importance Weighted Autoencoders, 2015, equation 8): -log
 *       1/K sum_k w_k with w_k = p(x given z_k) p(z_k) / q(z_k given x). An input costs sum_k v_k (-log p(x_i given
 *       z_k)) with the self-normalised weights v_k = w_k / sum w, and the divergence is what remains of the bound. A
 *       missing input has no part in the weights.
 * </ul>
 *
 * Either divergence may be negative. Owned state: buffers of one row. Not thread-safe.
 */
public final class SampledBound {
    private final VaeSpec spec;
    private final float[] noise;
    private final double[] noiseNats;
    private final double[] divergences;
    private final double[] weights;

    private SampledBound(VaeSpec spec, float[] noise) {
        this.spec = spec;
        this.noise = noise;
        divergences = new double[spec.posteriorSamples()];
        weights = new double[spec.posteriorSamples()];
        noiseNats = new double[spec.posteriorSamples()];
        for (int draw = 0; draw < noiseNats.length; draw++) {
            for (int j = 0; j < spec.latentDim(); j++) {
                double eps = noise[draw * spec.latentDim() + j];
                noiseNats[draw] += 0.5 * eps * eps;
            }
        }
    }

    /** Makes the bound. Null if the specification's bound computes its divergence in closed form. */
    public static SampledBound of(VaeSpec spec, Map<String, Tensor> tensors) {
        return spec.bound() == Bound.ELBO
                ? null
                : new SampledBound(spec, tensors.get(VaeTensors.NOISE).values().clone());
    }

    /** Whether to call {@link #weighted} with every draw's nats, instead of {@link #divergence}. */
    public boolean weighs() {
        return spec.bound() == Bound.IMPORTANCE_WEIGHTED;
    }

    /**
     * Mean over the draws of log q(z given x) - log p(z), nats.
     *
     * @param mean posterior means less the prior's; the row's [latentDim] start at {@code offset}
     * @param logVariance the row's [latentDim] start at {@code offset}
     */
    public float divergence(float[] mean, float[] logVariance, int offset) {
        sample(mean, logVariance, offset);
        return (float) (Arrays.stream(divergences).sum() / divergences.length);
    }

    /**
     * Writes what each input costs and returns the remainder of the bound, nats.
     *
     * @param mean posterior means less the prior's; the row's [latentDim] start at {@code offset}
     * @param logVariance the row's [latentDim] start at {@code offset}
     * @param drawNats [draws][inputs..], -log p(x_i given z_k); the row's [inputDim] start at {@code from}
     * @param rows the row's inputs start at {@code at}; NaN: missing
     * @param nats written from {@code to}
     */
    public float weighted(
            float[] mean,
            float[] logVariance,
            int offset,
            float[][] drawNats,
            int from,
            float[] rows,
            int at,
            float[] nats,
            int to) {
        sample(mean, logVariance, offset);
        for (int draw = 0; draw < weights.length; draw++) {
            double cost = divergences[draw];
            for (int i = 0; i < spec.inputDim(); i++) {
                cost += Float.isNaN(rows[at + i]) ? 0 : drawNats[draw][from + i];
            }
            weights[draw] = -cost;
        }
        double bound = -(ClosedForms.normalizeLogs(weights) - Math.log(weights.length));
        for (int i = 0; i < spec.inputDim(); i++) {
            double sum = 0;
            for (int draw = 0; draw < weights.length; draw++) {
                sum += weights[draw] * drawNats[draw][from + i];
            }
            nats[to + i] = (float) sum;
            bound -= Float.isNaN(rows[at + i]) ? 0 : nats[to + i];
        }
        return (float) bound;
    }

    /** Draws z and adds up log q - log p. Their constants log(2 pi) / 2 cancel. */
    private void sample(float[] mean, float[] logVariance, int offset) {
        Arrays.setAll(divergences, draw -> -noiseNats[draw]);
        for (int j = 0; j < spec.latentDim(); j++) {
            double logVar = logVariance[offset + j];
            double deviation = Math.exp(0.5 * logVar);
            for (int draw = 0; draw < divergences.length; draw++) {
                double z = mean[offset + j] + deviation * noise[draw * spec.latentDim() + j];
                divergences[draw] += 0.5 * (z * z - logVar);
            }
        }
    }
}

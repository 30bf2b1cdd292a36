// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

import io.elbow.artifact.Activation;
import io.elbow.artifact.Tensor;
import io.elbow.artifact.VaeSpec;
import java.util.Map;

/** The negative ELBO of one row in double precision, written as the formulas stand, with no regard to speed. */
record ReferenceElbo(double[] nats, double[] expected, double kl) {
    static ReferenceElbo of(VaeSpec spec, Map<String, Tensor> tensors, float[] rows, int row) {
        int inputs = spec.inputDim();
        double[] x = new double[inputs];
        for (int i = 0; i < inputs; i++) {
            x[i] = rows[row * inputs + i];
        }
        double[] hidden = hidden(spec, tensors, "encoder", x);
        double[] mean = linear(tensors, "encoder.mean", hidden);
        double[] logVariance = linear(tensors, "encoder.log-variance", hidden);
        double kl = 0;
        for (int j = 0; j < mean.length; j++) {
            logVariance[j] = Math.max(-12, Math.min(6, logVariance[j] - 1));
            kl += 0.5 * (mean[j] * mean[j] + Math.exp(logVariance[j]) - logVariance[j] - 1);
        }
        int draws = Math.max(1, spec.posteriorSamples());
        double[] nats = new double[inputs];
        double[] expected = new double[inputs];
        for (int draw = 0; draw < draws; draw++) {
            double[] z = new double[mean.length];
            for (int j = 0; j < z.length; j++) {
                double noise =
                        spec.posteriorSamples() == 0 ? 0 : tensors.get("noise").values()[draw * z.length + j];
                z[j] = mean[j] + Math.exp(logVariance[j] / 2) * noise;
            }
            double[] top = hidden(spec, tensors, "decoder", z);
            double[] output = linear(tensors, "decoder.output", top);
            for (int i = 0; i < inputs; i++) {
                nats[i] += nats(spec, tensors, top, x[i], output[i], i) / draws;
                boolean logit = spec.likelihood() == io.elbow.artifact.Likelihood.BERNOULLI;
                expected[i] += (logit ? 1 / (1 + Math.exp(-output[i])) : output[i]) / draws;
            }
        }
        return new ReferenceElbo(nats, expected, kl);
    }

    private static double nats(
            VaeSpec spec, Map<String, Tensor> tensors, double[] top, double x, double output, int i) {
        double least = spec.sigma() * spec.sigma();
        return switch (spec.likelihood()) {
            case GAUSSIAN -> gaussian(x, output, least);
            case GAUSSIAN_FEATURE -> {
                float raw = tensors.get("observation-log-variance").values()[i];
                yield gaussian(x, output, least + Math.exp(raw));
            }
            case GAUSSIAN_RECORD -> {
                double raw = linear(tensors, "decoder.observation-log-variance", top)[i];
                yield gaussian(x, output, least + Math.exp(Math.max(-20, Math.min(20, raw))));
            }
            case BERNOULLI -> -x * logSigmoid(output) - (1 - x) * logSigmoid(-output);
        };
    }

    private static double gaussian(double x, double mean, double variance) {
        return 0.5 * (Math.log(2 * Math.PI * variance) + (x - mean) * (x - mean) / variance);
    }

    private static double logSigmoid(double logit) {
        return -Math.log1p(Math.exp(-logit));
    }

    private static double[] hidden(VaeSpec spec, Map<String, Tensor> tensors, String name, double[] in) {
        double[] current = in;
        for (int i = 0; i < spec.hidden().size(); i++) {
            current = linear(tensors, name + "." + i, current);
            for (int o = 0; o < current.length; o++) {
                current[o] = activate(unit(spec.activation(), name, o, current.length), current[o]);
            }
        }
        return current;
    }

    private static Activation unit(Activation layer, String part, int unit, int units) {
        if (layer != Activation.SILU_TANH) {
            return layer;
        }
        return part.equals("encoder") || unit < Math.floor(units / 4.0) ? Activation.SILU : Activation.TANH;
    }

    private static double activate(Activation activation, double x) {
        return switch (activation) {
            case SILU -> x / (1 + Math.exp(-x));
            case RELU -> Math.max(x, 0);
            case TANH -> Math.tanh(x);
            case SILU_TANH -> throw new IllegalArgumentException("one unit is either");
        };
    }

    private static double[] linear(Map<String, Tensor> tensors, String name, double[] in) {
        float[] weight = tensors.get(name + ".weight").values();
        float[] bias = tensors.get(name + ".bias").values();
        double[] out = new double[bias.length];
        for (int o = 0; o < out.length; o++) {
            out[o] = bias[o];
            for (int i = 0; i < in.length; i++) {
                out[o] += weight[o * in.length + i] * in[i];
            }
        }
        return out;
    }
}

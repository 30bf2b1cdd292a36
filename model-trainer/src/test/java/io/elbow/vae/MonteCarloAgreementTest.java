// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.elbow.artifact.Activation;
import io.elbow.artifact.Likelihood;
import io.elbow.artifact.Tensor;
import io.elbow.artifact.VaeSpec;
import io.elbow.artifact.VaeTensors;
import io.elbow.scoring.ElboTerms;
import io.elbow.scoring.Scorer;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Compares the score with the generic estimator of the same bound: log q(z given x) - log p(z) - log p(x given z),
 * every term sampled at z ~ q (SGVB, Kingma and Welling 2013, equation 6), with 10,000 draws, in double precision,
 * written out here.
 */
class MonteCarloAgreementTest {
    private static final int DRAWS = 10_000;
    private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

    @ParameterizedTest
    @EnumSource(Likelihood.class)
    void theScoreIsTheMeanOfTenThousandSampledBounds(Likelihood likelihood) {
        VaeSpec spec = RandomModels.spec(likelihood, Activation.SILU, DRAWS);
        SortedMap<String, Tensor> tensors = RandomModels.tensors(spec, 21);
        float[] rows = RandomModels.rows(spec, 6, 22);
        try (Scorer scorer = new VaeScorer(spec, tensors);
                NDManager manager = TorchEngine.newManager()) {
            ElboTerms terms = scorer.score(rows, 6);
            for (int row = 0; row < 6; row++) {
                float[] x = java.util.Arrays.copyOfRange(rows, row * 5, row * 5 + 5);
                double[] samples = sampledBounds(spec, tensors, manager, x, 100 + row);
                double mean = java.util.Arrays.stream(samples).average().orElseThrow();
                double variance = java.util.Arrays.stream(samples)
                        .map(s -> (s - mean) * (s - mean))
                        .average()
                        .orElseThrow();
                // Both sides are means of 10,000 draws: four standard errors of their difference.
                double fourErrors = 4 * Math.sqrt(2 * variance / DRAWS);
                assertThat(total(terms, row)).isCloseTo(mean, within(fourErrors));
            }
        }
    }

    private static double[] sampledBounds(
            VaeSpec spec, SortedMap<String, Tensor> tensors, NDManager manager, float[] x, long seed) {
        Network network = new Network(spec, natives(tensors, manager));
        Network.Posterior posterior = network.encode(array(manager, x, 1, x.length));
        float[] mean = posterior.mean().toFloatArray();
        float[] logVariance = posterior.logVariance().toFloatArray();
        SplittableRandom random = new SplittableRandom(seed);
        float[] z = new float[DRAWS * mean.length];
        double[] latentTerms = new double[DRAWS];
        for (int draw = 0; draw < DRAWS; draw++) {
            for (int j = 0; j < mean.length; j++) {
                double eps = random.nextGaussian();
                double value = mean[j] + Math.exp(0.5 * logVariance[j]) * eps;
                z[draw * mean.length + j] = (float) value;
                double logQ = -0.5 * eps * eps - 0.5 * logVariance[j] - HALF_LOG_TWO_PI;
                double logPrior = -0.5 * value * value - HALF_LOG_TWO_PI;
                latentTerms[draw] += logQ - logPrior;
            }
        }
        Network.Decoded decoded = network.decode(array(manager, z, DRAWS, mean.length));
        float[] output = decoded.output().toFloatArray();
        float[] raw = decoded.rawLogVariance() == null
                ? null
                : decoded.rawLogVariance().toFloatArray();
        for (int draw = 0; draw < DRAWS; draw++) {
            for (int i = 0; i < x.length; i++) {
                double rawLogVariance = raw == null ? 0 : raw[raw.length == x.length ? i : draw * x.length + i];
                latentTerms[draw] -= logLikelihood(spec, x[i], output[draw * x.length + i], rawLogVariance);
            }
        }
        return latentTerms;
    }

    private static double logLikelihood(VaeSpec spec, double x, double output, double raw) {
        double least = spec.sigma() * spec.sigma();
        return switch (spec.likelihood()) {
            case GAUSSIAN -> gaussian(x, output, least);
            case GAUSSIAN_FEATURE, GAUSSIAN_RECORD -> gaussian(x, output, least + Math.exp(raw));
            case BERNOULLI -> {
                double p = 1 / (1 + Math.exp(-output));
                yield x * Math.log(p) + (1 - x) * Math.log(1 - p);
            }
        };
    }

    private static double gaussian(double x, double mean, double variance) {
        return -0.5 * (x - mean) * (x - mean) / variance - 0.5 * Math.log(variance) - HALF_LOG_TWO_PI;
    }

    private static Map<String, NDArray> natives(SortedMap<String, Tensor> tensors, NDManager manager) {
        Map<String, NDArray> natives = new HashMap<>();
        tensors.forEach((name, tensor) -> {
            if (!name.equals(VaeTensors.NOISE)) {
                int[] shape = tensor.shape();
                natives.put(
                        name,
                        shape.length == 2
                                ? array(manager, tensor.values(), shape[0], shape[1])
                                : array(manager, tensor.values(), 1, shape[0]).reshape(shape[0]));
            }
        });
        return natives;
    }

    private static NDArray array(NDManager manager, float[] values, int rows, int columns) {
        return manager.create(FloatBuffer.wrap(values), new Shape(rows, columns), DataType.FLOAT32);
    }

    private static double total(ElboTerms terms, int row) {
        double sum = terms.kl()[row];
        for (int i = row * terms.inputDim(); i < (row + 1) * terms.inputDim(); i++) {
            sum += terms.nats()[i];
        }
        return sum;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import io.elbow.artifact.Activation;
import io.elbow.artifact.Likelihood;
import io.elbow.artifact.Tensor;
import io.elbow.artifact.VaeSpec;
import io.elbow.artifact.VaeTensors;
import io.elbow.testing.TestSpecs;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;

/** Small networks with random weights, and rows for them. */
public final class RandomModels {
    private RandomModels() {}

    public static VaeSpec spec(Likelihood likelihood, Activation activation, int samples) {
        return TestSpecs.vae(5, 1, List.of(7, 6), 3, activation, likelihood, 0.3, samples);
    }

    public static SortedMap<String, Tensor> tensors(VaeSpec spec, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SortedMap<String, Tensor> tensors = Initializer.weights(spec, random);
        // Biases start at zero: give them values, so that a forgotten one shows.
        tensors.replaceAll((name, tensor) -> tensor.shape().length == 1 ? perturbed(tensor, random) : tensor);
        if (spec.posteriorSamples() > 0) {
            tensors.put(VaeTensors.NOISE, NormalDraws.antithetic(spec.posteriorSamples(), spec.latentDim(), random));
        }
        return tensors;
    }

    private static Tensor perturbed(Tensor tensor, SplittableRandom random) {
        float[] values = new float[tensor.values().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (0.5 * random.nextGaussian());
        }
        return new Tensor(tensor.shape(), values);
    }

    /** [count * inputDim]; in [0, 1] for bernoulli. */
    public static float[] rows(VaeSpec spec, int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] rows = new float[count * spec.rowWidth()];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = (float) (spec.likelihood() == Likelihood.BERNOULLI ? random.nextDouble() : random.nextGaussian());
        }
        return rows;
    }
}

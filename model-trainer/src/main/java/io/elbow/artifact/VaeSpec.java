// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import io.elbow.config.BadInputException;
import java.util.List;

/**
 * The network and the likelihood.
 *
 * @param features features a row
 * @param shingleLength rows a shingle; the network sees {@link #inputDim()} inputs
 * @param hidden widths of the encoder's hidden layers; the decoder has them in reverse
 * @param sigma observation deviation in units of the training deviation: the fixed one of {@code gaussian}, the
 *     least one of {@code gaussian-feature} and {@code gaussian-record}, without meaning for {@code bernoulli}
 * @param posteriorSamples antithetic draws of the score, even; 0: the posterior mean alone
 */
public record VaeSpec(
        int features,
        int shingleLength,
        List<Integer> hidden,
        int latentDim,
        Activation activation,
        Likelihood likelihood,
        double sigma,
        int posteriorSamples) {

    public VaeSpec {
        hidden = List.copyOf(hidden);
        require(features >= 1, "features must be at least 1 but was " + features);
        require(shingleLength >= 1, "shingle length must be at least 1 but was " + shingleLength);
        require(!hidden.isEmpty(), "hidden must name at least one layer");
        require(hidden.stream().allMatch(h -> h >= 1), "hidden layers must be at least 1 wide but were " + hidden);
        require(latentDim >= 1, "latent must be at least 1 but was " + latentDim);
        require(sigma > 0 && Double.isFinite(sigma), "sigma must be positive and finite but was " + sigma);
        require(
                posteriorSamples >= 0 && posteriorSamples % 2 == 0,
                "samples must be 0 or an even number (antithetic pairs) but was " + posteriorSamples);
    }

    /** Inputs of the network. */
    public int inputDim() {
        return features * shingleLength;
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new BadInputException(message);
        }
    }
}

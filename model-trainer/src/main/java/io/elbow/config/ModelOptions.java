// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

import io.elbow.artifact.Likelihood;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The network's shape and likelihood.
 *
 * @param likelihood {@code model.likelihood} (default {@code gaussian}): How values spread around what the model
 *     expects: {@code gaussian}, {@code gaussian-feature}, {@code gaussian-record}, or {@code bernoulli} for values in
 *     [0, 1].
 * @param sigma {@code model.sigma} (default {@code auto}): Deviation of the observation noise in training deviations,
 *     above 0. {@code auto} is 0.05 for points and 0.3 for series.
 * @param hidden {@code model.hidden} (default {@code [128, 128]}): Widths of the hidden layers, each at least 1.
 * @param latentDim {@code model.latent} (default {@code auto}): Size of the latent space, at least 1. {@code auto} is
 *     the number of inputs, at most 32.
 * @param klWeight {@code model.beta} (default {@code 1.0}): Weight of the KL divergence in training, above 0. Scoring
 *     always uses 1.
 */
public record ModelOptions(
        Likelihood likelihood, OptionalDouble sigma, List<Integer> hidden, int latentDim, double klWeight) {
    public static final int AUTO = 0;

    public static final ModelOptions DEFAULT =
            new ModelOptions(Likelihood.GAUSSIAN, OptionalDouble.empty(), List.of(128, 128), AUTO, 1);

    public ModelOptions {
        hidden = List.copyOf(hidden);
        double deviation = sigma.orElse(1);
        new Checks()
                .require(
                        deviation > 0 && deviation < Double.POSITIVE_INFINITY,
                        "model.sigma",
                        "positive, or auto,",
                        deviation)
                .require(
                        !hidden.isEmpty() && hidden.stream().allMatch(units -> units >= 1),
                        "model.hidden",
                        "one layer width or more, each at least 1,",
                        hidden)
                .require(latentDim >= 1 || latentDim == AUTO, "model.latent", "at least 1, or auto,", latentDim)
                .require(klWeight > 0 && klWeight < Double.POSITIVE_INFINITY, "model.beta", "positive", klWeight)
                .orThrow();
    }
}

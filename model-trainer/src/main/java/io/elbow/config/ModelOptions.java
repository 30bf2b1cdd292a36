// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

import io.elbow.artifact.Likelihood;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The network's shape and likelihood.
 *
 * @param sigma observation deviation in units of the training deviation; empty: auto
 * @param latentDim {@link #AUTO}: min(inputs, 32)
 * @param klWeight beta, used in training alone
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

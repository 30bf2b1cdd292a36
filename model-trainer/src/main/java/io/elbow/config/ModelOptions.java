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

    public ModelOptions {
        hidden = List.copyOf(hidden);
    }
}

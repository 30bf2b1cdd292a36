// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The network and the score. */
final class ModelFlags {
    @Option(
            names = "--likelihood",
            paramLabel = "L",
            description = "gaussian, gaussian-feature, gaussian-record or bernoulli (default: gaussian).")
    String likelihood;

    @Option(names = "--sigma", paramLabel = "S", description = "Observation deviation in training deviations, or auto.")
    String sigma;

    @Option(names = "--hidden", split = ",", paramLabel = "N", description = "Hidden layers (default: 128,128).")
    List<Integer> hidden = new ArrayList<>();

    @Option(names = "--latent", paramLabel = "K", description = "Latent size (default: min(inputs, 32)).")
    Integer latent;

    @Option(names = "--activation", paramLabel = "A", description = "silu, relu or tanh (default: silu).")
    String activation;

    @Option(names = "--beta", paramLabel = "B", description = "KL weight in training (default: 1); the score uses 1.")
    Double beta;

    @Option(
            names = "--samples",
            paramLabel = "L",
            description = "Draws of the score, even; 0: the mean alone (default: 16).")
    Integer samples;

    @Option(
            names = "--alert-rate",
            paramLabel = "P",
            description = "Promised share of normal records that alert (default: 1e-4).")
    Double alertRate;
}

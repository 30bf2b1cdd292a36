// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The network and the score; unset where the user says nothing. */
final class ModelFlags {
    @Option(
            names = "--likelihood",
            paramLabel = "L",
            description = "gaussian, gaussian-feature, gaussian-record, or bernoulli for values in [0, 1]"
                    + " (default: gaussian).")
    String likelihood;

    @Option(
            names = "--sigma",
            paramLabel = "S",
            description = "Observation deviation, in training deviations (default: auto, points 0.05, series 0.3).")
    String sigma;

    @Option(
            names = "--hidden",
            split = ",",
            paramLabel = "N",
            description = "Widths of the hidden layers (default: 128,128).")
    List<Integer> hidden = new ArrayList<>();

    @Option(
            names = "--latent",
            paramLabel = "K",
            description = "Latent size; auto: as many as inputs, 32 at most (default: auto).")
    String latent;

    @Option(
            names = "--knee",
            paramLabel = "K",
            description =
                    "Deviations behind which values grow with the logarithm; none (default: series 3, points none).")
    String knee;

    @Option(
            names = "--smooth",
            paramLabel = "H",
            description = "Half-life in rows of the average of a key's scores; none (default: series 10, points none).")
    String smooth;

    @Option(
            names = "--alert-on-smoothed",
            description = "Let verdicts rest on that average instead of each record's own score.")
    boolean alertOnSmoothed;

    @Option(names = "--activation", paramLabel = "A", description = "silu, relu or tanh (default: silu).")
    String activation;

    @Option(
            names = "--decoder",
            paramLabel = "D",
            description = "linear, or sigmoid for values in [0, 1] that are taken as they are (default: linear).")
    String decoder;

    @Option(
            names = "--beta",
            paramLabel = "B",
            description = "KL weight of the fit (default: 1); the score's is always 1.")
    Double beta;

    @Option(
            names = "--samples",
            paramLabel = "L",
            description = "Draws of the score, an even number; 0: the posterior mean alone (default: 16).")
    Integer samples;

    @Option(
            names = "--alert-rate",
            paramLabel = "P",
            description = "Promised share of normal records that alert, in (0, 1] (default: 1e-4).")
    Double alertRate;
}

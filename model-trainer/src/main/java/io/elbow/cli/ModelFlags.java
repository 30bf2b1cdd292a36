// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The network and the score; unset where the user says nothing. */
final class ModelFlags {
    @Option(
            names = "--family",
            paramLabel = "F",
            description = "vae, autoencoder, or the baselines pca and gaussian-mixture (default: vae).")
    String family;

    @Option(
            names = "--bound",
            paramLabel = "B",
            description = "What the score is: elbo, sgvb (every term sampled) or importance-weighted, which has the"
                    + " --samples draws as its k (default: elbo).")
    String bound;

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
            description = "Widths of the hidden layers; none: encoder and decoder are linear (default: 128,128).")
    List<String> hidden = new ArrayList<>();

    @Option(
            names = "--members",
            paramLabel = "M",
            description =
                    "Networks, each fitted from first weights of its own, that share the draws and whose mean is the"
                            + " score; auto: points 4, series 1 (default: auto).")
    String members;

    @Option(
            names = "--latent",
            paramLabel = "K",
            description = "Latent size, or number of components; auto: as many as inputs, 32 at most, or for a baseline"
                    + " as many as the rows ask for (default: auto).")
    String latent;

    @Option(
            names = "--knee",
            paramLabel = "K",
            description =
                    "Deviations behind which values grow with the logarithm; none (default: series 3, points none).")
    String knee;

    @Option(
            names = "--standardize",
            paramLabel = "S",
            description = "global, or per-key: each key by its own mean and deviation, which the job carries on"
                    + " (default: global). How: the yaml's features.prior-rows (10), bucket (1h), half-life (never).")
    String standardize;

    @Option(
            names = "--smooth",
            paramLabel = "H",
            description = "Half-life in rows of the average of a key's scores; none (default: series 10, points none).")
    String smooth;

    @Option(
            names = "--alert-on-smoothed",
            description = "Let verdicts rest on that average instead of each record's own score.")
    boolean alertOnSmoothed;

    @Option(
            names = "--activation",
            paramLabel = "A",
            description =
                    "silu, relu, tanh, or silu-tanh: of the decoder three quarters are tanh (default: points silu-tanh, else silu).")
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

// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import io.elbow.artifact.FitOptions;
import picocli.CommandLine.Option;

/** The optimiser. */
final class FitFlags {
    @Option(names = "--steps", paramLabel = "N", description = "Optimiser steps (default: 1500).")
    private Integer steps;

    @Option(names = "--epochs", paramLabel = "N", description = "Passes over the rows instead of --steps.")
    private Integer epochs;

    @Option(names = "--batch-size", paramLabel = "N", description = "Rows a step (default: 128).")
    private Integer batchSize;

    @Option(names = "--learning-rate", paramLabel = "R", description = "Of Adam (default: 1e-3).")
    private Double learningRate;

    @Option(names = "--denoise", paramLabel = "S", description = "Noise on the encoder's input (default: 0.2).")
    private Double denoise;

    @Option(
            names = "--ema",
            paramLabel = "D",
            description = "Decay of the weights' moving average; 0: none (default: .998).")
    private Double ema;

    @Option(names = "--early-stopping", description = "Stop when rows set aside no longer score better.")
    private boolean earlyStopping;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Same data, options and seed: same model (default: 12345).")
    private Long seed;

    FitOptions resolve(double klWeight) {
        FitOptions base = FitOptions.DEFAULT;
        return new FitOptions(
                or(steps, base.steps()),
                or(epochs, base.epochs()),
                or(batchSize, base.batchSize()),
                or(learningRate, base.learningRate()),
                base.warmUpSteps(),
                or(denoise, base.denoise()),
                or(ema, base.ema()),
                klWeight,
                earlyStopping,
                or(seed, base.seed()));
    }

    private static <T> T or(T given, T otherwise) {
        return given == null ? otherwise : given;
    }
}

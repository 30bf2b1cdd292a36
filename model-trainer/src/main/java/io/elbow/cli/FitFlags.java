// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import io.elbow.artifact.FitOptions;
import io.elbow.config.BadInputException;
import picocli.CommandLine.Option;

/** How the fit runs; unset where the user says nothing. */
final class FitFlags {
    @Option(names = "--steps", paramLabel = "N", description = "Optimiser steps (default: points 1500, series 750).")
    private Integer steps;

    @Option(names = "--epochs", paramLabel = "N", description = "Passes over the rows instead of --steps.")
    private Integer epochs;

    @Option(names = "--batch-size", paramLabel = "N", description = "Rows a step (default: 128).")
    private Integer batchSize;

    @Option(names = "--learning-rate", paramLabel = "R", description = "Learning rate of Adam (default: 1e-3).")
    private Double learningRate;

    @Option(
            names = "--denoise",
            paramLabel = "S",
            description = "Noise on the encoder's input, in training deviations (default: 0.2).")
    private Double denoise;

    @Option(
            names = "--ema",
            paramLabel = "D",
            description = "Decay of the weights' moving average; 0: none (default: 0.998).")
    private Double ema;

    @Option(
            names = "--early-stopping",
            description = "Stop when a tenth of the rows, set aside, no longer scores better.")
    private boolean earlyStopping;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Same data, options and seed: same model (default: 12345).")
    private Long seed;

    /** @param base what holds where no flag is given */
    FitOptions resolve(FitOptions base) {
        if (steps != null && epochs != null) {
            throw new BadInputException("--steps " + steps + " and --epochs " + epochs + ": give one of them");
        }
        if (epochs != null && epochs < 1) {
            throw new BadInputException("--epochs must be at least 1 but was " + epochs);
        }
        return new FitOptions(
                or(steps, base.steps()),
                steps == null ? or(epochs, base.epochs()) : 0,
                or(batchSize, base.batchSize()),
                or(learningRate, base.learningRate()),
                base.warmUpSteps(),
                or(denoise, base.denoise()),
                or(ema, base.ema()),
                base.klWeight(),
                earlyStopping || base.earlyStopping(),
                or(seed, base.seed()),
                base.klWarmUpSteps(),
                base.maskedRows(),
                base.maskedInputs(),
                base.trim());
    }

    private static <T> T or(T given, T otherwise) {
        return given == null ? otherwise : given;
    }
}

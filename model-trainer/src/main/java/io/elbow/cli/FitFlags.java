// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import io.elbow.artifact.FitOptions;
import io.elbow.config.BadInputException;
import io.elbow.vae.MaskingRule;
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
            names = "--kl-warm-up",
            paramLabel = "STEPS",
            description = "Steps over which the KL weight rises from 0; keeps latents alive (default: 0, none).")
    private Integer klWarmUp;

    @Option(
            names = "--masked-rows",
            paramLabel = "P",
            description = "Share of rows trained with some inputs hidden, so that gaps are scored well (default: 0.5"
                    + " where more than 1 %% of the training values are missing, else 0).")
    private Double maskedRows;

    @Option(
            names = "--masked-inputs",
            paramLabel = "P",
            description = "Share of the inputs that is hidden in such a row (default: 0.2).")
    private Double maskedInputs;

    @Option(
            names = "--trim",
            paramLabel = "P",
            description = "Share of the rows, those farthest from all others, that is not learnt: for training data"
                    + " with anomalies among them (default: 0).")
    private Double trim;

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
                new FitOptions.Length(
                        or(steps, base.steps()),
                        steps == null ? or(epochs, base.epochs()) : 0,
                        or(batchSize, base.batchSize()),
                        earlyStopping || base.length().earlyStopping()),
                new FitOptions.Optimiser(
                        or(learningRate, base.optimiser().learningRate()),
                        base.optimiser().warmUpSteps(),
                        or(ema, base.optimiser().ema())),
                new FitOptions.Divergence(
                        base.divergence().klWeight(),
                        or(klWarmUp, base.divergence().klWarmUpSteps())),
                new FitOptions.Corruption(
                        or(denoise, base.corruption().denoise()),
                        or(maskedRows, base.corruption().maskedRows()),
                        maskedInputs(base)),
                or(trim, base.trim()),
                or(seed, base.seed()));
    }

    /** Whether the training rows decide if inputs are hidden. */
    boolean masksByData() {
        return maskedRows == null;
    }

    private double maskedInputs(FitOptions base) {
        double rows = or(maskedRows, base.corruption().maskedRows());
        if (rows == 0 && maskedInputs != null) {
            throw new BadInputException("--masked-inputs " + maskedInputs + " is the share of inputs hidden in the rows"
                    + " that --masked-rows names; give --masked-rows too, such as --masked-rows 0.5");
        }
        if (rows == 0) {
            return 0;
        }
        return or(
                maskedInputs,
                base.corruption().maskedInputs() > 0 ? base.corruption().maskedInputs() : MaskingRule.INPUTS);
    }

    private static <T> T or(T given, T otherwise) {
        return given == null ? otherwise : given;
    }
}

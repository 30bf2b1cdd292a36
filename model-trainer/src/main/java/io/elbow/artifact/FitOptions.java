// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import io.elbow.config.BadInputException;

/**
 * How a fit runs.
 *
 * @param steps optimiser steps; ignored where {@code epochs} > 0
 * @param epochs passes over the rows, shuffled; 0: {@code steps} batches drawn with replacement
 * @param warmUpSteps steps over which the learning rate rises linearly
 * @param denoise deviation of the noise that the encoder's input gets, in training deviations
 * @param ema largest decay of the weights' moving average; 0: the last weights are used
 * @param klWeight beta
 */
public record FitOptions(
        int steps,
        int epochs,
        int batchSize,
        double learningRate,
        int warmUpSteps,
        double denoise,
        double ema,
        double klWeight,
        boolean earlyStopping,
        long seed) {

    /** The recipe. */
    public static final FitOptions DEFAULT = new FitOptions(1500, 0, 128, 1e-3, 100, 0.2, 0.998, 1.0, false, 12345L);

    public FitOptions {
        require(steps >= 1, "steps must be at least 1 but was " + steps);
        require(epochs >= 0, "epochs must be at least 0 but was " + epochs);
        require(batchSize >= 1, "batch-size must be at least 1 but was " + batchSize);
        require(learningRate > 0 && learningRate < 1, "learning-rate must be in (0, 1) but was " + learningRate);
        require(warmUpSteps >= 0, "warm-up steps must be at least 0 but was " + warmUpSteps);
        require(denoise >= 0 && Double.isFinite(denoise), "denoise must be at least 0 but was " + denoise);
        require(ema >= 0 && ema < 1, "ema must be in [0, 1) but was " + ema);
        require(klWeight >= 0 && Double.isFinite(klWeight), "beta must be at least 0 but was " + klWeight);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new BadInputException(message);
        }
    }
}

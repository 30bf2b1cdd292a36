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
 * @param klWarmUpSteps steps over which the KL weight rises linearly from 0; 0: none
 * @param maskedRows share of rows of which inputs are hidden from the encoder, in [0, 1]
 * @param maskedInputs chance of each input of such a row to be hidden, in [0, 1)
 * @param trim share of the rows to fit on, those farthest from the others, that is left out, in [0, 0.5)
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
        long seed,
        int klWarmUpSteps,
        double maskedRows,
        double maskedInputs,
        double trim) {

    /** Without KL warm-up, masking and trimming. */
    public FitOptions(
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
        this(
                steps,
                epochs,
                batchSize,
                learningRate,
                warmUpSteps,
                denoise,
                ema,
                klWeight,
                earlyStopping,
                seed,
                0,
                0,
                0,
                0);
    }

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
        require(klWarmUpSteps >= 0, "KL warm-up steps must be at least 0 but was " + klWarmUpSteps);
        require(maskedRows >= 0 && maskedRows <= 1, "masked rows must be in [0, 1] but was " + maskedRows);
        require(maskedInputs >= 0 && maskedInputs < 1, "masked inputs must be in [0, 1) but was " + maskedInputs);
        require(trim >= 0 && trim < 0.5, "trim must be in [0, 0.5) but was " + trim);
    }

    /** The same with another beta. */
    public FitOptions withKlWeight(double beta) {
        return copy(steps, beta, maskedRows, maskedInputs, trim);
    }

    /** The same with inputs hidden. */
    public FitOptions withMasking(double rows, double inputs) {
        return copy(steps, klWeight, rows, inputs, trim);
    }

    /** The same with another share of rows left out. */
    public FitOptions withTrim(double share) {
        return copy(steps, klWeight, maskedRows, maskedInputs, share);
    }

    /** The same with another number of steps. */
    public FitOptions withSteps(int count) {
        return copy(count, klWeight, maskedRows, maskedInputs, trim);
    }

    private FitOptions copy(int count, double beta, double rows, double inputs, double share) {
        return new FitOptions(
                count,
                epochs,
                batchSize,
                learningRate,
                warmUpSteps,
                denoise,
                ema,
                beta,
                earlyStopping,
                seed,
                klWarmUpSteps,
                rows,
                inputs,
                share);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new BadInputException(message);
        }
    }
}

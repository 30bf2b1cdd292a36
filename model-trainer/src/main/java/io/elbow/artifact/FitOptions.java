// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.elbow.config.BadInputException;

/**
 * How a fit runs.
 *
 * @param trim share of the rows to fit on, those farthest from the others, that is left out, in [0, 0.5)
 */
public record FitOptions(
        @JsonUnwrapped Length length,
        @JsonUnwrapped Optimiser optimiser,
        @JsonUnwrapped Divergence divergence,
        @JsonUnwrapped Corruption corruption,
        double trim,
        long seed) {

    /**
     * How long it runs.
     *
     * @param steps optimiser steps; ignored where {@code epochs} > 0
     * @param epochs passes over the rows, shuffled; 0: {@code steps} batches drawn with replacement
     */
    public record Length(int steps, int epochs, int batchSize, boolean earlyStopping) {
        public Length {
            require(steps >= 1, "steps must be at least 1 but was " + steps);
            require(epochs >= 0, "epochs must be at least 0 but was " + epochs);
            require(batchSize >= 1, "batch-size must be at least 1 but was " + batchSize);
        }
    }

    /**
     * How a step moves the weights.
     *
     * @param warmUpSteps steps over which the learning rate rises linearly
     * @param ema largest decay of the weights' moving average; 0: the last weights are used
     */
    public record Optimiser(double learningRate, int warmUpSteps, double ema) {
        public Optimiser {
            require(learningRate > 0 && learningRate < 1, "learning-rate must be in (0, 1) but was " + learningRate);
            require(warmUpSteps >= 0, "warm-up steps must be at least 0 but was " + warmUpSteps);
            require(ema >= 0 && ema < 1, "ema must be in [0, 1) but was " + ema);
        }
    }

    /**
     * What the KL divergence weighs in the loss.
     *
     * @param klWeight beta
     * @param klWarmUpSteps steps over which the KL weight rises linearly from 0; 0: none
     */
    public record Divergence(double klWeight, int klWarmUpSteps) {
        public Divergence {
            require(klWeight >= 0 && Double.isFinite(klWeight), "beta must be at least 0 but was " + klWeight);
            require(klWarmUpSteps >= 0, "KL warm-up steps must be at least 0 but was " + klWarmUpSteps);
        }
    }

    /**
     * What is done to the encoder's input.
     *
     * @param denoise deviation of the noise that it gets, in training deviations
     * @param maskedRows share of rows of which inputs are hidden from the encoder, in [0, 1]
     * @param maskedInputs chance of each input of such a row to be hidden, in [0, 1)
     */
    public record Corruption(double denoise, double maskedRows, double maskedInputs) {
        public Corruption {
            require(denoise >= 0 && Double.isFinite(denoise), "denoise must be at least 0 but was " + denoise);
            require(maskedRows >= 0 && maskedRows <= 1, "masked rows must be in [0, 1] but was " + maskedRows);
            require(maskedInputs >= 0 && maskedInputs < 1, "masked inputs must be in [0, 1) but was " + maskedInputs);
        }
    }

    public FitOptions {
        require(trim >= 0 && trim < 0.5, "trim must be in [0, 0.5) but was " + trim);
    }

    /** The same with another beta. */
    public FitOptions withKlWeight(double beta) {
        Divergence other = new Divergence(beta, divergence.klWarmUpSteps);
        return new FitOptions(length, optimiser, other, corruption, trim, seed);
    }

    /** The same with inputs hidden. */
    public FitOptions withMasking(double rows, double inputs) {
        Corruption other = new Corruption(corruption.denoise, rows, inputs);
        return new FitOptions(length, optimiser, divergence, other, trim, seed);
    }

    /** The same with another number of steps. */
    public FitOptions withSteps(int count) {
        Length other = new Length(count, length.epochs, length.batchSize, length.earlyStopping);
        return new FitOptions(other, optimiser, divergence, corruption, trim, seed);
    }

    public int steps() {
        return length.steps;
    }

    public int epochs() {
        return length.epochs;
    }

    public int batchSize() {
        return length.batchSize;
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new BadInputException(message);
        }
    }
}

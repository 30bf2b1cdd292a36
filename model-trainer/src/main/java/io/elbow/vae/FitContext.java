// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

/**
 * What a model's fits are told from outside, beside what to fit.
 *
 * @param progress hears of them
 * @param stop may end them
 * @param device where a network is fitted; all else, calibration too, is computed on the CPU
 * @param threads to fit a model's networks side by side on the CPU, at most
 */
public record FitContext(FitProgress progress, StopRequest stop, ComputeDevice device, int threads) {
    /** On the CPU, by the caller's thread, to the end. */
    public static FitContext of(FitProgress progress) {
        return new FitContext(progress, new StopRequest(), ComputeDevice.CPU, 1);
    }
}

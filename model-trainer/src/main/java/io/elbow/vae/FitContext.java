// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

/**
 * What a model's fits are told from outside, beside what to fit.
 *
 * @param progress hears of them
 * @param stop may end them
 * @param device where a network is fitted; all else, calibration too, is computed on the CPU
 */
public record FitContext(FitProgress progress, StopRequest stop, ComputeDevice device) {
    /** On the CPU, to the end. */
    public static FitContext of(FitProgress progress) {
        return new FitContext(progress, new StopRequest(), ComputeDevice.CPU);
    }
}

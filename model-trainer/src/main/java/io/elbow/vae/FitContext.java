// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

/**
 * The surroundings of a model's fits, in contrast to what is fitted.
 *
 * @param progress receives the progress of the fits
 * @param stop may end the fits
 * @param device where a network is fitted; everything else, calibration too, is computed on the CPU
 * @param threads most threads that fit a model's networks at the same time on the CPU
 */
public record FitContext(FitProgress progress, StopRequest stop, ComputeDevice device, int threads) {
    /** A context that fits to the end, on the CPU and the caller's thread. */
    public static FitContext of(FitProgress progress) {
        return new FitContext(progress, new StopRequest(), ComputeDevice.CPU, 1);
    }
}

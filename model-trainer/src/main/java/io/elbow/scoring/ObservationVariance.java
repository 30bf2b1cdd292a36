// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

/** Computes the learned observation variance, sigma^2 + exp(raw), so that no variance falls below sigma^2. */
final class ObservationVariance {
    private static final double LARGEST_RAW = 20.0;

    private ObservationVariance() {}

    /**
     * The variance for one output of the network.
     *
     * @param raw the network's output, which is clamped to [-20, 20]
     */
    static double of(double sigma, double raw) {
        return sigma * sigma + Math.exp(Math.max(-LARGEST_RAW, Math.min(LARGEST_RAW, raw)));
    }
}

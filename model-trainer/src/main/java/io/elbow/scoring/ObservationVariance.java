// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

/** The learned observation variance: sigma^2 + exp(raw), so that no variance falls below sigma's. */
final class ObservationVariance {
    private static final double LARGEST_RAW = 20.0;

    private ObservationVariance() {}

    /** @param raw the network's number, clamped to [-20, 20] */
    static double of(double sigma, double raw) {
        return sigma * sigma + Math.exp(Math.max(-LARGEST_RAW, Math.min(LARGEST_RAW, raw)));
    }
}

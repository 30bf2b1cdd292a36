// SPDX-License-Identifier: Apache-2.0
package io.elbow.budget;

/**
 * How surprising one score is, without unit.
 *
 * @param firstTerm against normal training rows, in their spreads
 * @param recentTerm against the key's own recent past, in its deviations
 * @param anomaly whether {@link #value} reaches the model's first threshold
 */
public record Surprise(double firstTerm, double recentTerm, boolean anomaly) {
    /** u, the lesser of the two; NaN for a score that is NaN. */
    public double value() {
        return Math.min(firstTerm, recentTerm);
    }
}

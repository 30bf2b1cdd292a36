// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

/**
 * The verdict on a row.
 *
 * @param score {@code reconstruction + kl}, nats; higher is more anomalous, and it may be negative
 * @param reconstruction E_q[-log p(x given z)], nats, a missing input counting as its baseline
 * @param kl nats, at least 0
 * @param pValue share of normal rows expected to score as high, in (0, 1]
 * @param anomaly whether the p-value is at most the alert rate; under an alert budget whether the score is surprising
 *     enough for its key
 * @param critical whether the p-value is at most a hundredth of the alert rate; under an alert budget whether the score
 *     is twice as surprising
 * @param smoothed the average of the key's scores up to this row, nats; the score where the model has none
 */
public record Verdict(
        double score,
        double reconstruction,
        double kl,
        double pValue,
        boolean anomaly,
        boolean critical,
        double smoothed) {
    /** The same of a record that something else than its p-value judges. */
    public Verdict judged(boolean isAnomaly, boolean isCritical) {
        return new Verdict(score, reconstruction, kl, pValue, isAnomaly, isCritical, smoothed);
    }
}

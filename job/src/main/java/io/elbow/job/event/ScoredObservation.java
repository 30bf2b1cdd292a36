// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.event;

/**
 * A scored record.
 *
 * @param score reconstruction + kl, nats
 * @param critical whether the p-value is at most a hundredth of the rate; under a budget whether the surprise is at
 *     least twice the first threshold
 * @param features the costliest ones by excess, costliest first, of an anomaly and of what else may alert; else empty
 * @param model id of the model that scored it
 * @param smoothed the average of the key's scores up to this record, nats; the score where the model has none
 * @param unseen conditions that were missing or in no training row; null or empty: none
 * @param warming whether its key is so new that the verdict rests on what is known of other keys
 * @param surprise u, how surprising the score is for its key, in spreads of the normal; NaN: there is no budget. State
 *     of an earlier release holds 0
 * @param firstThreshold h0, the surprise from which a record is an anomaly; NaN as {@code surprise}
 * @param young under a budget, whether it is one of its key's first records
 */
public record ScoredObservation(
        String key,
        long timestampMillis,
        double score,
        double threshold,
        double reconstruction,
        double kl,
        double pValue,
        boolean anomaly,
        boolean critical,
        FeatureCost[] features,
        String model,
        String topic,
        int partition,
        long offset,
        double smoothed,
        String[] unseen,
        boolean warming,
        double surprise,
        double firstThreshold,
        boolean young) {
    /** The same record under another budget. */
    public ScoredObservation withSurprise(
            double other, double otherThreshold, boolean isYoung, boolean isAnomaly, boolean isCritical) {
        return new ScoredObservation(
                key,
                timestampMillis,
                score,
                threshold,
                reconstruction,
                kl,
                pValue,
                isAnomaly,
                isCritical,
                features,
                model,
                topic,
                partition,
                offset,
                smoothed,
                unseen,
                warming,
                other,
                otherThreshold,
                isYoung);
    }

    /** Whether it was scored under a budget. */
    public boolean hasSurprise() {
        return firstThreshold > 0;
    }
}

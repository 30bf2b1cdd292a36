// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.event;

/**
 * A scored record.
 *
 * @param score reconstruction + kl, nats
 * @param critical whether the p-value is at most a hundredth of the rate
 * @param features the costliest ones by excess, costliest first, of an anomaly; else empty
 * @param model id of the model that scored it
 * @param smoothed the average of the key's scores up to this record, nats; the score where the model has none
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
        double smoothed) {}

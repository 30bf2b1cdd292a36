// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.event;

/**
 * A message of the alerts topic; its fields are those of the JSON, one for one.
 *
 * @param status {@code open} or {@code closed}
 * @param severity {@code critical} or {@code warning}
 */
public record Alert(
        String id,
        String incident,
        String status,
        String detector,
        String key,
        long timestampMillis,
        String severity,
        double score,
        double threshold,
        double pValue,
        double reconstruction,
        double kl,
        FeatureCost[] features,
        String model,
        String topic,
        int partition,
        long offset) {}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.event;

/**
 * A message of the alerts topic; its fields are those of the JSON, one for one.
 *
 * @param incident id of the opening message
 * @param status {@link #OPEN} or {@link #CLOSED}
 * @param severity {@link #CRITICAL} or {@link #WARNING}; of a closing message the incident's highest
 * @param topic the source record's; null: the message has none
 * @param smoothed the average of the key's scores up to the record, nats; the score where the model has none
 * @param unseen conditions of the record that were missing or in no training row; null or empty: none
 * @param warming whether the record's key was so new that the verdict rests on what is known of other keys
 * @param surprise how surprising the score was for its key, in spreads of the normal; 0: there is no budget
 * @param surpriseThreshold the surprise that the incident had to reach to open; 0 as {@code surprise}
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
        long offset,
        double smoothed,
        String[] unseen,
        boolean warming,
        double surprise,
        double surpriseThreshold) {
    public static final String OPEN = "open";
    public static final String CLOSED = "closed";
    public static final String WARNING = "warning";
    public static final String CRITICAL = "critical";
    /** Whether a budget let it open. */
    public boolean hasSurprise() {
        return surpriseThreshold > 0;
    }

    /**
     * The same as a message of an incident.
     *
     * @param of id of the opening message
     * @param reached the surprise that the incident had to reach to open
     */
    public Alert ofIncident(String of, double reached) {
        return new Alert(
                id,
                of,
                status,
                detector,
                key,
                timestampMillis,
                severity,
                score,
                threshold,
                pValue,
                reconstruction,
                kl,
                features,
                model,
                topic,
                partition,
                offset,
                smoothed,
                unseen,
                warming,
                surprise,
                reached);
    }
}

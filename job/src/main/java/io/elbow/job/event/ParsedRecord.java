// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.event;

/**
 * What the source makes of one Kafka record: an observation, or the reason that there is none.
 *
 * @param observation null for a rejected record
 * @param rejected null for an observation
 * @param timestampMillis event time of an observation, Kafka's own time of a rejected record
 */
public record ParsedRecord(SourcedObservation observation, RejectedRecord rejected, long timestampMillis) {

    public static ParsedRecord of(SourcedObservation observation) {
        return new ParsedRecord(observation, null, observation.observation().timestampMillis());
    }

    public static ParsedRecord of(RejectedRecord rejected, long kafkaTimestampMillis) {
        return new ParsedRecord(null, rejected, kafkaTimestampMillis);
    }

    /** Whether the record cannot be scored. */
    public boolean isRejected() {
        return rejected != null;
    }
}

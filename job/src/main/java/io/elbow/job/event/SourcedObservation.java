// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.event;

import io.elbow.data.Observation;

/**
 * An observation and the record it came from; the raw bytes travel along because a late record must reach the
 * dead-letter topic as it came.
 *
 * @param rawKey null where the record had none
 * @param producedMillis Kafka's own timestamp; {@link #UNKNOWN}: it has none
 */
public record SourcedObservation(
        Observation observation,
        String topic,
        int partition,
        long offset,
        byte[] rawKey,
        byte[] rawValue,
        long producedMillis) {
    public static final long UNKNOWN = -1;

    /** Produced at a time that nobody knows. */
    public SourcedObservation(
            Observation observation, String topic, int partition, long offset, byte[] rawKey, byte[] rawValue) {
        this(observation, topic, partition, offset, rawKey, rawValue, UNKNOWN);
    }
}

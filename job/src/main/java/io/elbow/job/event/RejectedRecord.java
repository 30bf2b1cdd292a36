// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.event;

import io.elbow.data.RejectionReason;
import java.util.Arrays;

/**
 * A record that cannot be scored, on its way to the dead-letter topic.
 *
 * @param reason {@link io.elbow.data.RejectionReason#code()}
 * @param rawKey as it came; may be null
 * @param rawValue the original bytes, cut to 64 KiB where the value was over the limit; null for a tombstone
 * @param originalLength bytes of the value as it came
 */
public record RejectedRecord(
        String reason,
        String errorClass,
        String detail,
        String topic,
        int partition,
        long offset,
        byte[] rawKey,
        byte[] rawValue,
        boolean truncated,
        int originalLength) {

    /** What is kept of a value over the limit. */
    public static final int TRUNCATED_BYTES = 64 * 1024;

    /** Reason of a message of the models topic that cannot be used. */
    public static final String MODEL_REFUSED = "model-refused";

    /** Reason of a message of the control topic that is no command. */
    public static final String BAD_CONTROL = "bad-control";

    /**
     * Keeps a value up to {@code maxBytes} in full and the first 64 KiB of a larger one.
     *
     * @param rawValue null for a tombstone
     */
    public static RejectedRecord of(
            String reason,
            String errorClass,
            String detail,
            String topic,
            int partition,
            long offset,
            byte[] rawKey,
            byte[] rawValue,
            int maxBytes) {
        int length = rawValue == null ? 0 : rawValue.length;
        boolean cut = length > maxBytes && length > TRUNCATED_BYTES;
        byte[] kept = cut ? Arrays.copyOf(rawValue, TRUNCATED_BYTES) : rawValue;
        return new RejectedRecord(reason, errorClass, detail, topic, partition, offset, rawKey, kept, cut, length);
    }

    /** The same without key and value. */
    public RejectedRecord withoutPayload() {
        return new RejectedRecord(
                reason, errorClass, detail, topic, partition, offset, null, null, truncated, originalLength);
    }

    /** An observation older than the newest one taken for its key. */
    public static RejectedRecord late(SourcedObservation late, long newestMillis) {
        return of(
                RejectionReason.LATE.code(),
                "LateRecord",
                "event time " + late.observation().timestampMillis() + " ms is older than " + newestMillis
                        + " ms, the newest already taken for this key",
                late.topic(),
                late.partition(),
                late.offset(),
                late.rawKey(),
                late.rawValue(),
                Integer.MAX_VALUE);
    }
}

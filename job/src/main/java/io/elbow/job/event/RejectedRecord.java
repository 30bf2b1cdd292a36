// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.event;

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
        int originalLength) {}

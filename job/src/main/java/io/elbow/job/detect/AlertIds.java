// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Names an alert by what it is about, so that a replay, a crash or another parallelism gives the same id: the first 32
 * hex digits of a SHA-256.
 */
public final class AlertIds {
    private static final int HEX_DIGITS = 32;

    private AlertIds() {}

    /** The id of a message about a record of a topic. */
    public static String ofSource(String detector, String status, String topic, int partition, long offset) {
        return hash("source", detector, status, topic, Integer.toString(partition), Long.toString(offset));
    }

    /** The id of a message that has no source record. */
    public static String ofEventTime(String detector, String status, String key, long timestampMillis) {
        return hash("time", detector, status, key, Long.toString(timestampMillis));
    }

    private static String hash(String... parts) {
        MessageDigest digest = sha256();
        for (String part : parts) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            // The length keeps ("ab", "c") and ("a", "bc") apart: keys may hold any character.
            digest.update(Integer.toString(bytes.length).getBytes(StandardCharsets.UTF_8));
            digest.update((byte) ':');
            digest.update(bytes);
        }
        return HexFormat.of().formatHex(digest.digest()).substring(0, HEX_DIGITS);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

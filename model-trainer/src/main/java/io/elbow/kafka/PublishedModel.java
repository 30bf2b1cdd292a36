// SPDX-License-Identifier: Apache-2.0
package io.elbow.kafka;

/**
 * A message of the models topic.
 *
 * @param key {@code <detector>} or {@code <detector>/<model id>}
 * @param bytes the artifact; null for a tombstone
 * @param role {@code champion}, {@code challenger}, or {@code dropped} of a challenger that came to nothing
 * @param parent model id, or null
 * @param publisher who wrote it, such as {@code train}, or null
 * @param activation event time from which on it scores, as its header has it; null: it scores where it stands
 */
public record PublishedModel(
        String key,
        byte[] bytes,
        String role,
        String parent,
        String publisher,
        long offset,
        long timestampMillis,
        String activation) {
    /** Without an activation. */
    public PublishedModel(
            String key, byte[] bytes, String role, String parent, String publisher, long offset, long timestampMillis) {
        this(key, bytes, role, parent, publisher, offset, timestampMillis, null);
    }

    /** The model's id where the key names one, else null. */
    public String keptId() {
        int slash = key.indexOf('/');
        return slash < 0 ? null : key.substring(slash + 1);
    }
}

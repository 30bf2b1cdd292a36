// SPDX-License-Identifier: Apache-2.0
package io.elbow.kafka;

/**
 * A message of the models topic.
 *
 * @param key {@code <detector>} or {@code <detector>/<model id>}
 * @param bytes the artifact; null for a tombstone
 * @param role {@code champion} or {@code challenger}
 * @param parent model id, or null
 * @param publisher who wrote it, such as {@code train}, or null
 */
public record PublishedModel(
        String key, byte[] bytes, String role, String parent, String publisher, long offset, long timestampMillis) {}

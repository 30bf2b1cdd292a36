// SPDX-License-Identifier: Apache-2.0
package io.elbow.protocol;

/**
 * A message of the models topic, read from it or on its way to it.
 *
 * @param key {@code <detector>} or {@code <detector>/<model id>}, see {@link ModelsTopicProtocol}; null: it has none
 * @param artifact bytes; null for a tombstone
 * @param offset its own; {@link #NONE}: it is not written yet
 * @param timestampMillis when it was written; {@link #NONE}: it is not yet
 */
public record ModelMessage(String key, byte[] artifact, ModelHeaders headers, long offset, long timestampMillis) {
    /** In place of an offset or a time that there is none of. */
    public static final long NONE = -1;

    /** One that is not written yet. */
    public static ModelMessage toPublish(String key, byte[] artifact, ModelHeaders headers) {
        return new ModelMessage(key, artifact, headers, NONE, NONE);
    }
}

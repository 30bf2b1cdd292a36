// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.event;

/**
 * A message of the models topic on its way to the scorers.
 *
 * @param key {@code <detector>} or {@code <detector>/<model id>}
 * @param artifact bytes; null for a tombstone
 */
public record ModelUpdate(String key, byte[] artifact, String role, String parent, long offset) {}

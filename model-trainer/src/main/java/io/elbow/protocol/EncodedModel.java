// SPDX-License-Identifier: Apache-2.0
package io.elbow.protocol;

/**
 * A model as it is published.
 *
 * @param parent id of the model that it was made from, or null
 * @param artifact bytes
 */
public record EncodedModel(String id, String parent, byte[] artifact) {}

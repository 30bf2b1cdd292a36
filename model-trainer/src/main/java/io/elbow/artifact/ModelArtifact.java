// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import java.util.Map;

/**
 * A trained model.
 *
 * @param modelId SHA-256 over everything but itself and the time, hex
 * @param tensors the weights by readable name; see {@link VaeTensors}
 */
public record ModelArtifact(String modelId, Manifest manifest, Map<String, Tensor> tensors) {
    public ModelArtifact {
        tensors = Map.copyOf(tensors);
    }

    /** The first 12 characters of the id: enough for people and metric tags. */
    public String shortId() {
        return modelId.substring(0, 12);
    }
}

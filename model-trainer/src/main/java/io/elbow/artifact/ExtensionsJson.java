// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.elbow.features.Smoothing;

/** The manifest's fields since format version 2. */
final class ExtensionsJson {
    private static final String HALF_LIFE = "smoothingHalfLife";

    private static final String JUDGED = "verdictsOnSmoothed";

    private ExtensionsJson() {}

    /** Adds a field for each part. */
    static void write(ObjectNode root, Extensions extensions) {
        root.put(HALF_LIFE, extensions.smoothing().halfLife());
        root.put(JUDGED, extensions.smoothing().judged());
        ConditionsJson.write(root, extensions.conditions());
        if (extensions.latents() != null) {
            LatentSummaryJson.write(root, extensions.latents());
        }
        if (extensions.curve() != null) {
            TrainingCurveJson.write(root, extensions.curve());
        }
        PerKeyJson.write(root, extensions.perKey());
    }

    /**
     * Reads the parts.
     *
     * @param keyTensors where the keys' statistics lie
     * @throws ArtifactException naming the field that is missing, of another type or out of range
     */
    static Extensions read(JsonFields root, KeyTensors keyTensors) {
        Smoothing smoothing = root.build(() -> new Smoothing(root.decimal(HALF_LIFE), root.bool(JUDGED)));
        return new Extensions(
                smoothing,
                ConditionsJson.read(root),
                LatentSummaryJson.read(root),
                TrainingCurveJson.read(root),
                PerKeyJson.read(root, keyTensors));
    }
}

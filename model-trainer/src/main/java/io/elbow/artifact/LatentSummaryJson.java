// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** The manifest's field {@code latents}. */
final class LatentSummaryJson {
    private static final String FIELD = "latents";

    private LatentSummaryJson() {}

    static void write(ObjectNode root, LatentSummary latents) {
        ObjectNode node = root.putObject(FIELD);
        ManifestJson.writeDoubles(node, "kl", latents.kl());
        node.put("active", latents.active());
        node.put("largestMean", latents.largestMean());
        node.put("meanVariance", latents.meanVariance());
    }

    /** Null where there is no such field. */
    static LatentSummary read(JsonFields root) {
        return root.objectOrNull(
                FIELD,
                latents -> new LatentSummary(
                        latents.doubles("kl"),
                        latents.integer("active"),
                        latents.decimal("largestMean"),
                        latents.decimal("meanVariance")));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The manifest's field {@code trainingCurve}; its {@code kl} came later than the rest of it. */
final class TrainingCurveJson {
    private static final String FIELD = "trainingCurve";
    private static final String KL = "kl";

    private TrainingCurveJson() {}

    static void write(ObjectNode root, TrainingCurve curve) {
        ObjectNode node = root.putObject(FIELD);
        ArrayNode steps = node.putArray("steps");
        for (int step : curve.steps()) {
            steps.add(step);
        }
        ManifestJson.writeDoubles(node, "losses", curve.losses());
        if (curve.kl() != null) {
            ManifestJson.writeDoubles(node, KL, curve.kl());
        }
    }

    /** Null where there is no such field. */
    static TrainingCurve read(JsonFields root) {
        return root.objectOrNull(
                FIELD,
                curve -> new TrainingCurve(
                        curve.integers("steps").stream()
                                .mapToInt(Integer::intValue)
                                .toArray(),
                        curve.doubles("losses"),
                        curve.has(KL) ? curve.doubles(KL) : null));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The manifest's field {@code trainingCurve}. */
final class TrainingCurveJson {
    private static final String FIELD = "trainingCurve";

    private TrainingCurveJson() {}

    static void write(ObjectNode root, TrainingCurve curve) {
        ObjectNode node = root.putObject(FIELD);
        ArrayNode steps = node.putArray("steps");
        for (int step : curve.steps()) {
            steps.add(step);
        }
        ArrayNode losses = node.putArray("losses");
        for (double loss : curve.losses()) {
            losses.add(loss);
        }
    }

    /** Null where there is no such field. */
    static TrainingCurve read(JsonFields root) {
        if (!root.names().contains(FIELD)) {
            return null;
        }
        JsonFields curve = root.object(FIELD);
        return curve.build(() -> new TrainingCurve(
                curve.integers("steps").stream().mapToInt(Integer::intValue).toArray(), curve.doubles("losses")));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local.page;

import io.elbow.artifact.Manifest;
import io.elbow.artifact.ModelArtifact;

/**
 * What a score is drawn against.
 *
 * @param threshold nats from which on a record is an anomaly; infinite where the calibration never reaches the rate
 * @param floor the least attainable reconstruction, nats
 * @param onAverage whether the average of a key's scores is judged in place of the score
 */
record ModelFacts(String id, double threshold, double floor, boolean onAverage) {
    private static final int SHORT_ID = 12;

    /** @param alertRate the yaml's; null: the model's own */
    static ModelFacts of(ModelArtifact artifact, Double alertRate) {
        Manifest manifest = artifact.manifest();
        return new ModelFacts(
                artifact.modelId(),
                manifest.calibration().threshold(manifest.alertRateOr(alertRate)),
                manifest.floor(),
                manifest.smoothing().judged());
    }

    /** The first characters of an id; null stays null. */
    static String shortened(String id) {
        return id == null ? null : id.substring(0, Math.min(SHORT_ID, id.length()));
    }
}

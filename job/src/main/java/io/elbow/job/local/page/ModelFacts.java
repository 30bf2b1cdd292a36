// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local.page;

import io.elbow.artifact.Manifest;
import io.elbow.artifact.ModelArtifact;

/**
 * What the page needs of a model to draw its scores.
 *
 * @param threshold a score from here on is an anomaly, nats; infinite if no score is rare enough for the alert rate
 * @param floor the lowest possible reconstruction, nats
 * @param onAverage whether the smoothed score is judged instead of the score
 */
record ModelFacts(String id, double threshold, double floor, boolean onAverage) {
    private static final int SHORT_ID = 12;

    /**
     * Takes the facts from an artifact.
     *
     * @param alertRate the yaml's; null: the model's own
     */
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

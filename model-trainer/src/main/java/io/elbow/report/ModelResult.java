// SPDX-License-Identifier: Apache-2.0
package io.elbow.report;

import io.elbow.artifact.ModelArtifact;
import io.elbow.scoring.BoundGap;
import io.elbow.scoring.CalibrationTable;
import io.elbow.scoring.Evaluation;
import io.elbow.scoring.Evaluation.Measures;
import io.elbow.scoring.Evaluation.Scored;

/**
 * The results of one model on a labelled table.
 *
 * @param file name of the artifact's file, without its folder
 * @param threshold nats; positive infinity: nothing alerts
 * @param gap to a tighter bound; null: the model's family has none, or it was not asked for
 * @param latents where rows lie in the latent space; null: the model's family has none, or it was not asked for
 */
public record ModelResult(
        ModelArtifact artifact,
        String file,
        double alertRate,
        double threshold,
        Evaluation evaluation,
        CalibrationTable calibration,
        BoundGap gap,
        LatentPlane latents) {

    /** Whether the model averages scores. */
    public boolean smooths() {
        return !artifact.manifest().smoothing().isNone();
    }

    /** Measures of the value that the model ranks by: the average of scores if it has one, else the score. */
    public Measures ranked() {
        return smooths() ? evaluation.ofSmoothed() : evaluation.ofScore();
    }

    /** Number of normal rows that alert. */
    public long falseAlerts() {
        return evaluation.rows().stream()
                .filter(scored -> scored.verdict().anomaly() && !scored.row().anomalous())
                .count();
    }

    /** Number of rows that are not labelled. */
    public int normalRows() {
        return evaluation.rows().size() - evaluation.anomalies();
    }

    boolean judgesSmoothed() {
        return artifact.manifest().smoothing().judged();
    }

    double floor() {
        return artifact.manifest().floor();
    }

    /** The value that the verdict rests on, less the floor. */
    double judgedAboveFloor(Scored scored) {
        double judged = judgesSmoothed()
                ? scored.verdict().smoothed()
                : scored.verdict().score();
        return judged - floor();
    }

    double rankedBy(Scored scored) {
        return smooths() ? scored.verdict().smoothed() : scored.verdict().score();
    }

    String name() {
        return artifact.manifest().spec().family().configName() + " " + artifact.shortId();
    }
}

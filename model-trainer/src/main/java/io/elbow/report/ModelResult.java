// SPDX-License-Identifier: Apache-2.0
package io.elbow.report;

import io.elbow.artifact.ModelArtifact;
import io.elbow.scoring.BoundGap;
import io.elbow.scoring.CalibrationTable;
import io.elbow.scoring.Evaluation;
import io.elbow.scoring.Evaluation.Measures;
import io.elbow.scoring.Evaluation.Scored;

/**
 * What one model made of a labelled table.
 *
 * @param threshold nats; positive infinity: nothing alerts
 * @param gap to a tighter bound; null: the family has none, or it was not asked for
 * @param latents where rows lie in the latent space; null: the family has none, or it was not asked for
 */
public record ModelResult(
        ModelArtifact artifact,
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

    /** Measures of what the model ranks by: the average of scores where it has one. */
    public Measures ranked() {
        return smooths() ? evaluation.ofSmoothed() : evaluation.ofScore();
    }

    /** Normal rows that alert. */
    public long falseAlerts() {
        return evaluation.rows().stream()
                .filter(scored -> scored.verdict().anomaly() && !scored.row().anomalous())
                .count();
    }

    /** Rows that are not labelled. */
    public int normalRows() {
        return evaluation.rows().size() - evaluation.anomalies();
    }

    boolean judgesSmoothed() {
        return artifact.manifest().smoothing().judged();
    }

    double floor() {
        return artifact.manifest().floor();
    }

    /** What verdicts rest on, less the floor. */
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

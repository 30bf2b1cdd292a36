// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import io.elbow.artifact.ArtifactCodec;
import io.elbow.artifact.FitOptions;
import io.elbow.artifact.FitSummary;
import io.elbow.artifact.LatentSummary;
import io.elbow.artifact.Manifest;
import io.elbow.artifact.ModelArtifact;
import io.elbow.artifact.Provenance;
import io.elbow.artifact.TrainingCurve;
import io.elbow.budget.SurpriseFit;
import io.elbow.features.Conditions;
import io.elbow.features.Smoothing;
import io.elbow.scoring.Floors;
import io.elbow.scoring.TailCalibration;
import java.util.Arrays;

/** Makes an artifact of a fit: what was known before it, joined with what came of it. */
record ArtifactAssembler(
        String detector,
        Manifest.Columns columns,
        Manifest.Scaling scaling,
        Conditions conditions,
        Smoothing smoothing,
        double alertRate,
        FitOptions fit,
        Provenance provenance) {

    /**
     * What calibrated the model.
     *
     * @param heldBack scores of the rows calibrated on
     * @param tail by these scores, or by what verdicts rest on in their place
     * @param kind how the rows calibrated on were kept from the fit
     * @param unseenCost as {@link Manifest.Verdicts#unseenCost}
     * @param surprise as {@link Manifest.Verdicts#surprise}
     */
    record Calibration(
            HeldBackScores heldBack, TailCalibration tail, String kind, double unseenCost, SurpriseFit surprise) {}

    /**
     * The artifact.
     *
     * @param fitRows rows fitted to
     * @param latents null: not known
     * @param curve null: not known
     */
    ModelArtifact assemble(
            FitResult result, int fitRows, Calibration calibration, LatentSummary latents, TrainingCurve curve) {
        double[] scores = calibration.heldBack.scores();
        FitSummary summary = new FitSummary(
                fitRows,
                scores.length,
                result.stepsDone(),
                result.trainingNegativeElbo(),
                Arrays.stream(scores).average().orElseThrow(),
                calibration.kind);
        Manifest manifest = new Manifest(
                Manifest.FORMAT_VERSION,
                detector,
                result.spec(),
                columns,
                scaling,
                conditions,
                new Manifest.Verdicts(
                        Floors.of(result.spec(), result.tensors()),
                        calibration.tail,
                        calibration.heldBack.baselines(),
                        alertRate,
                        smoothing,
                        calibration.unseenCost,
                        calibration.surprise),
                new Manifest.Training(fit, provenance, summary, latents, curve));
        return ArtifactCodec.create(manifest, result.tensors());
    }
}

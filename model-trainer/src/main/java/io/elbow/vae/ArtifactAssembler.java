// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import io.elbow.artifact.ArtifactCodec;
import io.elbow.artifact.Extensions;
import io.elbow.artifact.FitOptions;
import io.elbow.artifact.FitSummary;
import io.elbow.artifact.Manifest;
import io.elbow.artifact.ModelArtifact;
import io.elbow.artifact.Provenance;
import io.elbow.features.Standardizer;
import io.elbow.scoring.Floors;
import io.elbow.scoring.TailCalibration;
import java.util.Arrays;
import java.util.List;

/**
 * Makes an artifact of a fit.
 *
 * @param series whether the model is of rows in time order
 */
record ArtifactAssembler(
        TrainingPlan.Origin origin,
        boolean series,
        List<String> features,
        Standardizer scaler,
        FitOptions fit,
        double alertRate,
        Provenance provenance,
        Extensions extensions) {

    /**
     * The artifact.
     *
     * @param fitRows rows fitted to
     * @param heldBack scores of the rows calibrated on
     * @param calibration by these scores, or by what verdicts rest on in their place
     * @param calibrated how the rows calibrated on were kept from the fit
     */
    ModelArtifact assemble(
            FitResult result, int fitRows, HeldBackScores heldBack, TailCalibration calibration, String calibrated) {
        double[] scores = heldBack.scores();
        FitSummary summary = new FitSummary(
                fitRows,
                scores.length,
                result.stepsDone(),
                result.trainingNegativeElbo(),
                Arrays.stream(scores).average().orElseThrow(),
                calibrated);
        Manifest manifest = new Manifest(
                Manifest.FORMAT_VERSION,
                origin.detector(),
                result.spec(),
                features,
                origin.keyColumn(),
                origin.timestampColumn(),
                series,
                scaler,
                Floors.of(result.spec(), result.tensors()),
                calibration,
                heldBack.baselines(),
                alertRate,
                fit,
                provenance,
                summary,
                extensions);
        return ArtifactCodec.create(manifest, result.tensors());
    }
}

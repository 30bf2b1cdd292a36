// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import io.elbow.artifact.FitSummary;
import io.elbow.artifact.LatentSummary;
import io.elbow.artifact.Manifest;
import io.elbow.artifact.ModelArtifact;
import io.elbow.console.JsonLine;
import io.elbow.vae.Interruption;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The table at the end of {@code train}.
 *
 * @param labelledRows rows that were left out of the fit for their label
 * @param keptRows rows in memory, fewer than were read where those were too many
 * @param bytes size of the file written
 * @param interruption where the fits were ended; null: they were not
 */
record TrainReport(
        ModelArtifact artifact,
        Path output,
        long labelledRows,
        long keptRows,
        long bytes,
        double fitSeconds,
        Interruption interruption) {

    AlignedLines lines() {
        Manifest manifest = artifact.manifest();
        FitSummary summary = manifest.summary();
        String data = manifest.provenance().data().rows() + " rows of "
                + manifest.featureNames().size() + " features"
                + (keptRows == manifest.provenance().data().rows() ? "" : ", " + keptRows + " of them kept")
                + (labelledRows == 0 ? "" : ", " + labelledRows + " labelled anomalous and left out");
        AlignedLines lines = new AlignedLines()
                .add("model", artifact.shortId())
                .add("data", data)
                .add("taken as", ModelDescription.takenAs(manifest))
                .add("network", ModelDescription.network(manifest.spec()))
                .add(
                        "fit",
                        String.format(
                                Locale.ROOT,
                                "%d rows, %d steps%s in %.1f s, loss %.3f nats",
                                summary.fitRows(),
                                summary.stepsDone(),
                                interruption == null ? "" : " (interrupted)",
                                fitSeconds,
                                summary.trainingNegativeElbo()));
        LatentText.addTo(lines, manifest.training().latents());
        return lines.add("calibration", ModelDescription.calibration(manifest))
                .add("threshold", ModelDescription.threshold(manifest, manifest.alertRate()))
                .add("expected", ExpectedAlerts.of(manifest).words())
                .add("budget", ModelDescription.budget(manifest))
                .add("written", String.format(Locale.ROOT, "%s, %.0f kB", output, bytes / 1e3));
    }

    JsonLine json() {
        Manifest manifest = artifact.manifest();
        FitSummary summary = manifest.summary();
        JsonLine line = new JsonLine()
                .put("output", output.toString())
                .put("model", artifact.modelId())
                .put("rows", manifest.provenance().data().rows())
                .put("kept_rows", keptRows)
                .put("labelled_rows", labelledRows)
                .put("features", manifest.featureNames().size())
                .put("fit_rows", summary.fitRows())
                .put("calibration_rows", summary.calibrationRows())
                .put("calibration", summary.calibration())
                .put("tail", manifest.calibration().tail().kind())
                .put("steps", summary.stepsDone())
                .put("interrupted", interruption != null)
                .put("training_negative_elbo", summary.trainingNegativeElbo())
                .put("calibration_negative_elbo", summary.calibrationNegativeElbo())
                .put("threshold", manifest.calibration().threshold(manifest.alertRate()))
                .put("alert_rate", manifest.alertRate())
                .put("expected_alerts_per_day", ExpectedAlerts.of(manifest).perDay())
                .put("floor", manifest.floor())
                .put("fit_seconds", fitSeconds)
                .put("family", manifest.spec().family().configName());
        LatentSummary latents = manifest.training().latents();
        return latents == null
                ? line
                : line.put("latents", latents.latents())
                        .put("active_latents", latents.active())
                        .put("posterior_collapsed", latents.collapsed());
    }
}

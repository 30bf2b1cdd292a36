// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.elbow.artifact.FitSummary;
import io.elbow.artifact.Manifest;
import io.elbow.artifact.ModelArtifact;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;

/** The table at the end of {@code train}. */
record TrainReport(ModelArtifact artifact, Path output, long bytes, double readSeconds, double fitSeconds) {

    void printTo(PrintWriter err) {
        Manifest manifest = artifact.manifest();
        FitSummary summary = manifest.summary();
        err.printf("model        %s%n", artifact.shortId());
        err.printf(
                Locale.ROOT,
                "data         %d rows, %d features, as %s, read in %.1f s%n",
                manifest.provenance().rows(),
                manifest.featureNames().size(),
                manifest.series() ? "series" : "points",
                readSeconds);
        err.printf("network      %s%n", ModelDescription.network(manifest.spec()));
        err.printf(
                Locale.ROOT,
                "fit          %d rows, %d steps, loss %.3f nats, %.1f s%n",
                summary.fitRows(),
                summary.stepsDone(),
                summary.trainingNegativeElbo(),
                fitSeconds);
        err.printf("calibration  %s%n", ModelDescription.calibration(manifest));
        err.printf("threshold    %s%n", ModelDescription.threshold(manifest));
        err.printf(Locale.ROOT, "written      %s, %.0f kB%n", output, bytes / 1e3);
    }

    ObjectNode json() {
        Manifest manifest = artifact.manifest();
        FitSummary summary = manifest.summary();
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("output", output.toString());
        node.put("model", artifact.modelId());
        node.put("rows", manifest.provenance().rows());
        node.put("features", manifest.featureNames().size());
        node.put("fit_rows", summary.fitRows());
        node.put("calibration_rows", summary.calibrationRows());
        node.put("calibration", summary.calibration());
        node.put("tail", manifest.calibration().tail().kind());
        node.put("steps", summary.stepsDone());
        node.put("training_negative_elbo", summary.trainingNegativeElbo());
        node.put("calibration_negative_elbo", summary.calibrationNegativeElbo());
        double threshold = manifest.calibration().threshold(manifest.alertRate());
        if (Double.isFinite(threshold)) {
            node.put("threshold", threshold);
        } else {
            node.putNull("threshold");
        }
        node.put("alert_rate", manifest.alertRate());
        node.put("floor", manifest.floor());
        node.put("fit_seconds", fitSeconds);
        return node;
    }
}

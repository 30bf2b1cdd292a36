// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import io.elbow.artifact.Manifest;
import io.elbow.artifact.ModelArtifact;
import io.elbow.artifact.Provenance;
import io.elbow.artifact.VaeSpec;
import io.elbow.data.Numbers;
import io.elbow.scoring.TailCalibration;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A model in a few aligned lines. */
final class ModelDescription {
    private static final int NAMES_SHOWN = 8;

    private final Map<String, String> lines = new LinkedHashMap<>();

    private ModelDescription() {}

    static ModelDescription of(ModelArtifact artifact) {
        Manifest manifest = artifact.manifest();
        ModelDescription description = new ModelDescription();
        description.lines.put("model", artifact.modelId());
        description.lines.put("detector", manifest.detector() == null ? "any" : manifest.detector());
        description.lines.put("features", features(manifest));
        description.lines.put("network", network(manifest.spec()));
        description.lines.put("data", data(manifest));
        description.lines.put("calibration", calibration(manifest));
        description.lines.put("threshold", threshold(manifest));
        description.lines.put("made", made(manifest.provenance()));
        return description;
    }

    void printTo(PrintWriter out) {
        int width = lines.keySet().stream().mapToInt(String::length).max().orElse(0);
        lines.forEach((name, value) -> out.printf("%-" + width + "s  %s%n", name, value));
    }

    static String network(VaeSpec spec) {
        String hidden = spec.hidden().stream().map(String::valueOf).collect(Collectors.joining("-"));
        return String.format(
                Locale.ROOT,
                "%d-%s-%d, %s, %s sigma %s, %d draws%s",
                spec.inputDim(),
                hidden,
                spec.latentDim(),
                spec.activation().word(),
                spec.likelihood().word(),
                Numbers.nineDigits(spec.sigma()),
                spec.posteriorSamples(),
                spec.shingleLength() == 1 ? "" : ", shingle " + spec.shingleLength());
    }

    static String calibration(Manifest manifest) {
        TailCalibration.Tail tail = manifest.calibration().tail();
        String how =
                manifest.summary().calibration() + ", " + manifest.calibration().count() + " rows, ";
        return tail.reason() == null
                ? how
                        + String.format(
                                Locale.ROOT,
                                "%s tail, shape %.3f, %d excesses",
                                tail.kind(),
                                tail.shape(),
                                tail.excesses())
                : how + "empirical tail (" + tail.reason() + ")";
    }

    static String threshold(Manifest manifest) {
        double threshold = manifest.calibration().threshold(manifest.alertRate());
        String rate = String.format(Locale.ROOT, "%.3g", manifest.alertRate());
        if (Double.isInfinite(threshold)) {
            return "none reaches rate " + rate + ": it would never alert; train on more rows or raise the rate";
        }
        return String.format(Locale.ROOT, "%.3f nats at rate %s (floor %.3f)", threshold, rate, manifest.floor());
    }

    private static String features(Manifest manifest) {
        String shown = manifest.featureNames().stream().limit(NAMES_SHOWN).collect(Collectors.joining(", "));
        int more = manifest.featureNames().size() - NAMES_SHOWN;
        return manifest.featureNames().size() + ": " + shown + (more > 0 ? " and " + more + " more" : "");
    }

    private static String data(Manifest manifest) {
        return manifest.provenance().rows() + " rows from "
                + String.join(", ", manifest.provenance().sources())
                + ", " + manifest.summary().fitRows() + " fitted"
                + (manifest.series() ? ", as series" : ", as points");
    }

    private static String made(Provenance provenance) {
        return provenance.time() + " by elbow " + provenance.codeVersion() + ", Java " + provenance.java() + ", "
                + provenance.os() + " " + provenance.arch();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import io.elbow.artifact.ModelArtifact;
import io.elbow.console.JsonLine;
import io.elbow.features.LearnedShifts;
import io.elbow.scoring.ModelComparison;
import io.elbow.vae.Retraining;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;

/**
 * What {@code retrain} says: champion against challenger, and the verdict.
 *
 * @param alertRate at which thresholds are shown
 */
record RetrainReport(
        ModelArtifact champion, Retraining.Outcome outcome, double alertRate, boolean forced, boolean interrupted) {
    private static final int DRIFTS_SHOWN = 3;

    void printTo(PrintWriter err) {
        AlignedLines lines = new AlignedLines()
                .add("champion", champion.shortId())
                .add(
                        "records",
                        outcome.rows() + " read, " + outcome.skipped() + " judged anomalous and skipped"
                                + (outcome.adapted() == 0
                                        ? ""
                                        : ", " + outcome.adapted() + " anomalous ones learnt as the new normal"
                                                + learnedFor(outcome.shifts())));
        if (outcome.challenger() != null) {
            lines.add("challenger", outcome.challenger().shortId());
            lines.add(
                    "threshold",
                    threshold(champion) + " -> " + threshold(outcome.challenger())
                            + String.format(Locale.ROOT, " at alert rate %.0e", alertRate));
            compared(lines, outcome.comparison());
        }
        lines.add("verdict", verdict()).printTo(err);
    }

    /** Whose new normal it is. */
    private static String learnedFor(LearnedShifts shifts) {
        if (shifts.keys() == 0) {
            return "";
        }
        String keys = shifts.keys() == 1 ? "1 key" : shifts.keys() + " keys";
        return shifts.ofAll() ? " of all keys: " + keys + " shifted" : " of " + keys + " alone";
    }

    private String threshold(ModelArtifact model) {
        double threshold = model.manifest().calibration().threshold(alertRate);
        return Double.isFinite(threshold) ? String.format(Locale.ROOT, "%.3f nats", threshold) : "none";
    }

    private static void compared(AlignedLines lines, ModelComparison comparison) {
        lines.add("compared on", comparison.rows() + " records that neither was fitted to");
        lines.add(
                "cost of a record",
                String.format(
                        Locale.ROOT,
                        "%.3f -> %.3f nats (%+.3f, standard error %.3f)",
                        comparison.championNats(),
                        comparison.challengerNats(),
                        comparison.difference(),
                        comparison.standardError()));
        for (ModelComparison.Calibration at : comparison.calibration()) {
            lines.add(
                    String.format(Locale.ROOT, "flagged at %.0e", at.rate()),
                    String.format(
                            Locale.ROOT, "%d -> %d, promised %.1f", at.champion(), at.challenger(), at.expected()));
        }
        comparison.drifts().stream()
                .limit(DRIFTS_SHOWN)
                .forEach(drift -> lines.add(
                        "baseline of " + drift.feature(),
                        String.format(Locale.ROOT, "%.3f -> %.3f nats", drift.champion(), drift.challenger())));
    }

    private String verdict() {
        if (outcome.accepted()) {
            return "the challenger is no worse";
        }
        String why = String.join("; ", outcome.faults());
        return forced && outcome.challenger() != null
                ? "worse, taken by --force: " + why
                : "the champion stays: " + why;
    }

    JsonLine json(Path output, boolean published) {
        JsonLine line = new JsonLine()
                .put("champion", champion.modelId())
                .put("accepted", outcome.accepted())
                .put("rows", outcome.rows())
                .put("skipped", outcome.skipped())
                .put("adapted", outcome.adapted())
                .put("shifted_keys", outcome.shifts().keys())
                .put("shifts_of_all_keys", outcome.shifts().ofAll())
                .put("faults", String.join("; ", outcome.faults()))
                .put("published", published)
                .put("interrupted", interrupted);
        if (outcome.challenger() == null) {
            return line;
        }
        ModelComparison comparison = outcome.comparison();
        return line.put("challenger", outcome.challenger().modelId())
                .put("output", output == null ? null : output.toString())
                .put("champion_threshold", champion.manifest().calibration().threshold(alertRate))
                .put(
                        "challenger_threshold",
                        outcome.challenger().manifest().calibration().threshold(alertRate))
                .put("compared_rows", comparison.rows())
                .put("champion_nats", comparison.championNats())
                .put("challenger_nats", comparison.challengerNats())
                .put("difference", comparison.difference())
                .put("standard_error", comparison.standardError());
    }
}

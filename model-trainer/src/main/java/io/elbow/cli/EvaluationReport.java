// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import io.elbow.artifact.ModelArtifact;
import io.elbow.config.AlertOptions;
import io.elbow.console.JsonLine;
import io.elbow.report.ModelResult;
import io.elbow.scoring.AlertedRows;
import io.elbow.scoring.BoundGap;
import io.elbow.scoring.CalibrationTable;
import io.elbow.scoring.Evaluation;
import io.elbow.scoring.Evaluation.Measures;
import io.elbow.scoring.Evaluation.Promise;
import io.elbow.scoring.RateInterval;
import io.elbow.scoring.Verdict;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** The figures of {@code evaluate}, in words and as JSON. */
record EvaluationReport(ModelResult result) {
    private ModelArtifact artifact() {
        return result.artifact();
    }

    private Evaluation evaluation() {
        return result.evaluation();
    }

    /** @param others measured on the same rows */
    void printTo(PrintWriter out, List<EvaluationReport> others) {
        int anomalies = evaluation().anomalies();
        int normal = evaluation().rows().size() - anomalies;
        AlertedRows alerted = alerted();
        AlignedLines lines = new AlignedLines()
                .add("model", name())
                .add("rows", evaluation().rows().size() + ", " + anomalies + " anomalous")
                .add("alerts", found(alerted))
                .add("alerts opened", opened(alerted))
                .add("threshold", ModelDescription.threshold(artifact().manifest(), result.alertRate()));
        ranked(lines, "ranked");
        others.forEach(other -> {
            String file = other.result.file();
            lines.add("compared with", other.name()).add("alerts of " + file, found(other.alerted()));
            other.ranked(lines, file);
        });
        lines.add("normal rows cost", split(false)).add("anomalous rows cost", split(true));
        if (result.gap() != null) {
            lines.add("gap to tight bound", text(result.gap()));
        }
        result.calibration().lines().forEach(line -> lines.add(flaggedAt(line.promise()), text(line)));
        lines.add("intervals", intervals());
        lines.add("flagged at threshold", result.falseAlerts() + " of " + normal + " normal rows")
                .printTo(out);
    }

    private String name() {
        return result.file() + ", " + artifact().manifest().spec().family().configName() + " "
                + artifact().shortId();
    }

    private AlertedRows alerted() {
        return AlertedRows.of(evaluation().rows(), artifact().manifest().series(), AlertOptions.DEFAULT.cooldown());
    }

    private void ranked(AlignedLines lines, String what) {
        lines.add(what + " by score", text(evaluation().ofScore()));
        if (result.smooths()) {
            lines.add(what + " by smoothed", text(evaluation().ofSmoothed()));
        }
    }

    private static String found(AlertedRows alerted) {
        String of = alerted.series() ? "labelled incidents" : "anomalous rows";
        return String.format(
                Locale.ROOT,
                "%d of %d %s found, %d missed; %d false",
                alerted.found(),
                alerted.incidents(),
                of,
                alerted.incidents() - alerted.found(),
                alerted.falseAlerts());
    }

    private static String opened(AlertedRows alerted) {
        String each = String.format(Locale.ROOT, "%.3g of 1,000 rows", alerted.perThousandRows());
        return alerted.opened() + ", "
                + (Double.isNaN(alerted.perDay())
                        ? each
                        : String.format(Locale.ROOT, "%.3g a day over %.3g days", alerted.perDay(), alerted.days()));
    }

    /** @param others measured on the same rows */
    JsonLine json(List<EvaluationReport> others) {
        int anomalies = evaluation().anomalies();
        int normal = evaluation().rows().size() - anomalies;
        JsonLine line = new JsonLine()
                .put("model", artifact().modelId())
                .put("file", result.file())
                .put("alerts", put(alerted()))
                .put("rows", evaluation().rows().size())
                .put("anomalous", anomalies)
                .put("ranked", result.smooths() ? "smoothed" : "score");
        put(line, result.ranked());
        line.put("of_score", put(new JsonLine(), evaluation().ofScore()))
                .put("alert_rate", result.alertRate())
                .put("threshold", result.threshold())
                .put("normal_alert_rate", (double) result.falseAlerts() / normal)
                .put("normal_reconstruction", evaluation().mean(false, Verdict::reconstruction))
                .put("normal_kl", evaluation().mean(false, Verdict::kl))
                .put("anomalous_reconstruction", evaluation().mean(true, Verdict::reconstruction))
                .put("anomalous_kl", evaluation().mean(true, Verdict::kl));
        CalibrationTable calibration = result.calibration();
        line.put("interval", calibration.method()).put("block_length", calibration.blockLength());
        calibration.lines().forEach(promise -> line.add("calibration", json(promise)));
        putGap(line);
        others.forEach(other -> line.add(
                "beside",
                put(
                        new JsonLine()
                                .put("model", other.artifact().modelId())
                                .put("file", other.result.file())
                                .put("alerts", put(other.alerted())),
                        other.result.ranked())));
        return line;
    }

    private static String text(Measures measures) {
        return String.format(
                        Locale.ROOT,
                        "AUROC %.4f, average precision %.4f, best F1 %.4f",
                        measures.auroc(),
                        measures.averagePrecision(),
                        measures.bestF1())
                + (measures.vusPr().isPresent()
                        ? String.format(
                                Locale.ROOT, ", VUS-PR %.4f", measures.vusPr().getAsDouble())
                        : "");
    }

    private String split(boolean anomalous) {
        return String.format(
                Locale.ROOT,
                "%.3f nats: reconstruction %.3f, KL %.3f",
                evaluation().mean(anomalous, Verdict::score),
                evaluation().mean(anomalous, Verdict::reconstruction),
                evaluation().mean(anomalous, Verdict::kl));
    }

    private static String flaggedAt(Promise promise) {
        return String.format(Locale.ROOT, "flagged at %.0e", promise.rate());
    }

    private static String text(CalibrationTable.Line line) {
        Promise promise = line.promise();
        return String.format(
                Locale.ROOT,
                "%d of %d normal rows, promised %.1f; %d %% interval %.3g to %.3g; by the plain quantile %d",
                promise.flagged(),
                promise.normalRows(),
                promise.rate() * promise.normalRows(),
                RateInterval.PER_CENT,
                line.interval().low(),
                line.interval().high(),
                line.quantileFlagged());
    }

    private static String text(BoundGap gap) {
        return String.format(
                Locale.ROOT,
                "%.3f nats: score %.3f, importance-weighted bound of %d draws %.3f, over %d normal rows",
                gap.gap(),
                gap.score(),
                gap.draws(),
                gap.bound(),
                gap.rows());
    }

    /** How the intervals come about. */
    private String intervals() {
        int block = result.calibration().blockLength();
        return block == 0
                ? "exact binomial (Clopper-Pearson), rows taken as independent"
                : "block bootstrap, " + block + " rows of a key at a time";
    }

    private void putGap(JsonLine line) {
        BoundGap gap = result.gap();
        line.put("importance_weighted_bound", gap == null ? Double.NaN : gap.bound())
                .put("importance_weighted_gap", gap == null ? Double.NaN : gap.gap())
                .put("importance_weighted_draws", gap == null ? 0 : gap.draws())
                .put("importance_weighted_rows", gap == null ? 0 : gap.rows());
    }

    private static JsonLine put(AlertedRows alerted) {
        return new JsonLine()
                .put("incidents", alerted.incidents())
                .put("found", alerted.found())
                .put("opened", alerted.opened())
                .put("false", alerted.falseAlerts())
                .put("per_day", alerted.perDay())
                .put("per_1000_rows", alerted.perThousandRows());
    }

    private static JsonLine put(JsonLine line, Measures measures) {
        return line.put("auroc", measures.auroc())
                .put("average_precision", measures.averagePrecision())
                .put("best_f1", measures.bestF1())
                .put("vus_pr", measures.vusPr().orElse(Double.NaN));
    }

    private static JsonLine json(CalibrationTable.Line line) {
        Promise promise = line.promise();
        return new JsonLine()
                .put("rate", promise.rate())
                .put("normal_rows", promise.normalRows())
                .put("flagged", promise.flagged())
                .put("ratio", promise.ratio())
                .put("actual", line.actual())
                .put("actual_low", line.interval().low())
                .put("actual_high", line.interval().high())
                .put("quantile_flagged", line.quantileFlagged())
                .put("quantile_actual", line.ofQuantile());
    }
}

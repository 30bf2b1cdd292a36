// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import io.elbow.artifact.ModelArtifact;
import io.elbow.scoring.Evaluation;
import io.elbow.scoring.Evaluation.Measures;
import io.elbow.scoring.Evaluation.Promise;
import io.elbow.scoring.Verdict;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** The figures of {@code evaluate}. */
record EvaluationReport(ModelArtifact artifact, double alertRate, double threshold, Evaluation evaluation) {

    /** @param others measured on the same rows */
    void printTo(PrintWriter out, List<EvaluationReport> others) {
        int anomalies = evaluation.anomalies();
        int normal = evaluation.rows().size() - anomalies;
        AlignedLines lines = new AlignedLines()
                .add("model", artifact.shortId())
                .add("rows", evaluation.rows().size() + ", " + anomalies + " anomalous")
                .add(smooths() ? "ranked by score" : "ranked", words(evaluation.ofScore()));
        if (smooths()) {
            lines.add("ranked by smoothed", words(evaluation.ofSmoothed()));
        }
        others.forEach(other -> lines.add("beside " + other.artifact.shortId(), other.besideWords()));
        lines.add("normal rows cost", split(false)).add("anomalous rows cost", split(true));
        evaluation.promises(alertRate).forEach(promise -> lines.add(flaggedAt(promise), words(promise)));
        lines.add("threshold", ModelDescription.threshold(artifact.manifest(), alertRate))
                .add("false alerts", falseAlerts() + " of " + normal + " normal rows")
                .printTo(out);
    }

    /** @param others measured on the same rows */
    JsonLine json(List<EvaluationReport> others) {
        int anomalies = evaluation.anomalies();
        int normal = evaluation.rows().size() - anomalies;
        JsonLine line = new JsonLine()
                .put("model", artifact.modelId())
                .put("rows", evaluation.rows().size())
                .put("anomalous", anomalies)
                .put("ranked", smooths() ? "smoothed" : "score");
        put(line, smooths() ? evaluation.ofSmoothed() : evaluation.ofScore());
        line.put("of_score", put(new JsonLine(), evaluation.ofScore()))
                .put("alert_rate", alertRate)
                .put("threshold", threshold)
                .put("normal_alert_rate", (double) falseAlerts() / normal)
                .put("normal_reconstruction", evaluation.mean(false, Verdict::reconstruction))
                .put("normal_kl", evaluation.mean(false, Verdict::kl))
                .put("anomalous_reconstruction", evaluation.mean(true, Verdict::reconstruction))
                .put("anomalous_kl", evaluation.mean(true, Verdict::kl));
        evaluation.promises(alertRate).forEach(promise -> line.add("calibration", json(promise)));
        others.forEach(other -> line.add(
                "beside",
                put(
                        new JsonLine().put("model", other.artifact.modelId()),
                        other.smooths() ? other.evaluation.ofSmoothed() : other.evaluation.ofScore())));
        return line;
    }

    private boolean smooths() {
        return !artifact.manifest().extensions().smoothing().isNone();
    }

    private long falseAlerts() {
        return evaluation.rows().stream()
                .filter(scored -> scored.verdict().anomaly() && !scored.row().anomalous())
                .count();
    }

    private String besideWords() {
        return words(smooths() ? evaluation.ofSmoothed() : evaluation.ofScore());
    }

    private static String words(Measures measures) {
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
                evaluation.mean(anomalous, Verdict::score),
                evaluation.mean(anomalous, Verdict::reconstruction),
                evaluation.mean(anomalous, Verdict::kl));
    }

    private static String flaggedAt(Promise promise) {
        return String.format(Locale.ROOT, "flagged at %.0e", promise.rate());
    }

    private static String words(Promise promise) {
        return String.format(
                Locale.ROOT,
                "%d of %d normal rows, promised %.1f",
                promise.flagged(),
                promise.normalRows(),
                promise.rate() * promise.normalRows());
    }

    private static JsonLine put(JsonLine line, Measures measures) {
        return line.put("auroc", measures.auroc())
                .put("average_precision", measures.averagePrecision())
                .put("best_f1", measures.bestF1())
                .put("vus_pr", measures.vusPr().orElse(Double.NaN));
    }

    private static JsonLine json(Promise promise) {
        return new JsonLine()
                .put("rate", promise.rate())
                .put("normal_rows", promise.normalRows())
                .put("flagged", promise.flagged())
                .put("ratio", promise.ratio());
    }
}

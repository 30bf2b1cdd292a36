// SPDX-License-Identifier: Apache-2.0
package io.elbow.report;

import io.elbow.scoring.Evaluation.Measures;
import io.elbow.scoring.Verdict;
import java.util.List;

/** Tables of the quality figures of this model and of others on the same rows. */
final class FiguresSection {
    private FiguresSection() {}

    static ReportSection of(ModelResult result, List<ModelResult> others) {
        HtmlTable ranking = new HtmlTable(
                "How well the scores rank", "model", "ranked by", "AUROC", "average precision", "best F1", "VUS-PR");
        HtmlTable costs = new HtmlTable(
                "What rows cost, nats",
                "model",
                "rows",
                "score",
                "reconstruction",
                "KL (rate)",
                "tighter bound",
                "gap to it");
        add(ranking, costs, result);
        others.forEach(other -> add(ranking, costs, other));
        String body = tiles(result) + ranking + "<h3>What rows cost, nats</h3>" + costs + note(result);
        return new ReportSection(
                "figures",
                "Figures",
                "Measured point by point on the rows that were scored; ties count as ties, and no anomaly is credited"
                        + " for its neighbours.",
                body);
    }

    private static String tiles(ModelResult result) {
        Measures measures = result.ranked();
        StringBuilder tiles = new StringBuilder("<dl class=\"tiles\">");
        tile(tiles, "AUROC", Html.measure(measures.auroc()), "chance is 0.5");
        tile(
                tiles,
                "average precision",
                Html.measure(measures.averagePrecision()),
                "chance is "
                        + Html.figure((double) result.evaluation().anomalies()
                                / result.evaluation().rows().size()));
        tile(tiles, "best F1", Html.measure(measures.bestF1()), "no point adjustment");
        if (measures.vusPr().isPresent()) {
            tile(tiles, "VUS-PR", Html.measure(measures.vusPr().getAsDouble()), "range-aware, mean over keys");
        }
        tile(
                tiles,
                "normal rows flagged",
                Html.figure((double) result.falseAlerts() / result.normalRows()),
                "promised " + Html.figure(result.alertRate()));
        return tiles.append("</dl>").toString();
    }

    private static void tile(StringBuilder tiles, String name, String value, String remark) {
        tiles.append("<div><dt>").append(Html.escape(name)).append("</dt><dd>").append(Html.escape(value));
        tiles.append("<small>").append(Html.escape(remark)).append("</small></dd></div>");
    }

    private static void add(HtmlTable ranking, HtmlTable costs, ModelResult result) {
        if (result.smooths()) {
            measures(ranking, result.name(), "smoothed", result.evaluation().ofSmoothed());
        }
        measures(ranking, result.name(), "score", result.evaluation().ofScore());
        costs(costs, result, false);
        costs(costs, result, true);
    }

    private static void measures(HtmlTable table, String name, String by, Measures measures) {
        table.row(
                name,
                by,
                Html.measure(measures.auroc()),
                Html.measure(measures.averagePrecision()),
                Html.measure(measures.bestF1()),
                Html.measure(measures.vusPr().orElse(Double.NaN)));
    }

    private static void costs(HtmlTable table, ModelResult result, boolean anomalous) {
        boolean bounded = !anomalous && result.gap() != null;
        table.row(
                result.name(),
                anomalous ? "anomalous" : "normal",
                Html.figure(result.evaluation().mean(anomalous, Verdict::score)),
                Html.figure(result.evaluation().mean(anomalous, Verdict::reconstruction)),
                Html.figure(result.evaluation().mean(anomalous, Verdict::kl)),
                bounded ? Html.figure(result.gap().bound()) : "",
                bounded ? Html.figure(result.gap().gap()) : "");
    }

    private static String note(ModelResult result) {
        return result.gap() == null
                ? ""
                : "<p class=\"note\">The tighter bound on −log p(x) is the importance-weighted one of "
                        + Html.count(result.gap().draws()) + " draws, over "
                        + Html.count(result.gap().rows())
                        + " normal rows; the gap is the score of the same rows less it.</p>";
    }
}

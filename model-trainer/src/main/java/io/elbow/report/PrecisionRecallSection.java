// SPDX-License-Identifier: Apache-2.0
package io.elbow.report;

import io.elbow.scoring.Evaluation.Scored;
import io.elbow.scoring.PrecisionRecall;
import java.util.ArrayList;
import java.util.List;

/** Shows precision and recall for every threshold. */
final class PrecisionRecallSection {
    /** Most curves that can be distinguished in one chart. */
    static final int MODELS = 5;

    private static final int POINTS = 400;
    private static final int WIDTH = 720;
    private static final int HEIGHT = 380;

    private PrecisionRecallSection() {}

    static ReportSection of(ModelResult result, List<ModelResult> others) {
        Chart chart = Chart.of(
                WIDTH,
                HEIGHT,
                "Precision over recall",
                new Chart.Axis(0, 1, false, "recall: share of the anomalous rows found"),
                new Chart.Axis(0, 1.02, false, "precision"));
        double prevalence = (double) result.evaluation().anomalies()
                / result.evaluation().rows().size();
        chart.limitAcross(prevalence, "flagging at random " + Html.figure(prevalence));
        List<String> legend = new ArrayList<>();
        List<ModelResult> models = new ArrayList<>(List.of(result));
        models.addAll(others.subList(0, Math.min(others.size(), MODELS - 1)));
        for (int i = models.size() - 1; i >= 0; i--) {
            curve(chart, models.get(i), "curve model" + (i + 1));
            legend.addAll(0, List.of("model" + (i + 1), description(models.get(i))));
        }
        operatingPoint(chart, result);
        legend.addAll(List.of("point", "at the threshold"));
        String lead = "Rows ranked by " + (result.smooths() ? "the smoothed score" : "score")
                + ", point by point: no incident counts as found because one of its rows is.";
        return new ReportSection(
                "precision-recall",
                "Precision and recall",
                lead,
                ReportSection.legend(legend.toArray(String[]::new)) + ReportSection.figure(chart));
    }

    private static String description(ModelResult result) {
        return result.name() + ", average precision "
                + Html.measure(result.ranked().averagePrecision());
    }

    private static void curve(Chart chart, ModelResult result, String style) {
        List<Scored> rows = result.evaluation().rows();
        double[] scores = rows.stream().mapToDouble(result::rankedBy).toArray();
        boolean[] labels = new boolean[scores.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = rows.get(i).row().anomalous();
        }
        StringBuilder d = new StringBuilder();
        for (PrecisionRecall.Point point : PrecisionRecall.curve(scores, labels, POINTS)) {
            d.append(d.isEmpty() ? 'M' : 'L').append(chart.at(point.recall(), point.precision()));
        }
        chart.svg.path(style, d.toString());
    }

    private static void operatingPoint(Chart chart, ModelResult result) {
        long found = result.evaluation().rows().stream()
                .filter(scored -> scored.verdict().anomaly() && scored.row().anomalous())
                .count();
        long flagged = found + result.falseAlerts();
        if (flagged == 0) {
            return;
        }
        double recall = (double) found / result.evaluation().anomalies();
        double precision = (double) found / flagged;
        chart.svg.circle(
                "point",
                chart.x.at(recall),
                chart.y.at(precision),
                5,
                "threshold: recall " + Html.figure(recall) + ", precision " + Html.figure(precision));
    }
}

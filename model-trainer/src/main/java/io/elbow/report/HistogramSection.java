// SPDX-License-Identifier: Apache-2.0
package io.elbow.report;

import io.elbow.scoring.Evaluation.Scored;
import java.util.Arrays;

/** Shows the distribution of the scores of normal and of anomalous rows. */
final class HistogramSection {
    private static final int BINS = 72;
    private static final int HEIGHT = 300;

    private HistogramSection() {}

    static ReportSection of(ModelResult result) {
        double[] all = result.evaluation().rows().stream()
                .mapToDouble(result::judgedAboveFloor)
                .toArray();
        double threshold = result.threshold() - result.floor();
        Chart.Axis axis = ScoreAxis.of(
                all, threshold, (result.judgesSmoothed() ? "smoothed score" : "score") + " less floor, nats");
        Scale bins = axis.over(0, BINS);
        double[] normal = shares(result, false, bins);
        double[] anomalous = shares(result, true, bins);
        double highest = Math.max(
                Arrays.stream(normal).max().orElse(0),
                Arrays.stream(anomalous).max().orElse(0));
        Chart chart = Chart.of(
                Chart.WIDTH,
                HEIGHT,
                "Histogram of scores of normal and of anomalous rows",
                axis,
                new Chart.Axis(0, highest * 1.06, false, "% of the label's rows"));
        chart.svg.path("area normal", steps(chart, normal));
        chart.svg.path("area anomaly", steps(chart, anomalous));
        if (Double.isFinite(threshold)) {
            chart.limitAt(threshold, "threshold " + Html.figure(threshold));
        }
        String lead = "Each label's bars add up to 100 %. The floor, " + Html.figure(result.floor())
                + " nats, is the least that a row can cost by reconstruction."
                + (Double.isFinite(threshold)
                        ? ""
                        : " No score reaches the alert rate, so there is no threshold to mark.");
        String body = ReportSection.legend("normal", "normal rows", "anomaly", "anomalous rows", "limit", "threshold");
        return new ReportSection("histogram", "Scores by label", lead, body + ReportSection.figure(chart));
    }

    /** Percentage of the rows with the label in each bin. */
    private static double[] shares(ModelResult result, boolean anomalous, Scale bins) {
        double[] shares = new double[BINS];
        int rows = anomalous ? result.evaluation().anomalies() : result.normalRows();
        for (Scored scored : result.evaluation().rows()) {
            if (scored.row().anomalous() == anomalous) {
                double at = bins.at(result.judgedAboveFloor(scored));
                shares[(int) Math.min(BINS - 1, at)] += 100.0 / rows;
            }
        }
        return shares;
    }

    private static String steps(Chart chart, double[] shares) {
        StringBuilder d = new StringBuilder("M" + Svg.at(chart.x.from(), chart.y.from()));
        double width = (chart.x.to() - chart.x.from()) / BINS;
        for (int bin = 0; bin < BINS; bin++) {
            d.append('V').append(Svg.number(chart.y.at(shares[bin])));
            d.append('H').append(Svg.number(chart.x.from() + (bin + 1) * width));
        }
        return d.append('V').append(Svg.number(chart.y.from())).append('Z').toString();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.report;

import io.elbow.features.Order;
import io.elbow.scoring.Evaluation.Scored;
import io.elbow.scoring.Judge;
import java.util.Arrays;
import java.util.List;

/** Shows by how much more each feature costs on anomalous rows. */
final class FeatureSection {
    private static final int SHOWN = 20;
    private static final int NAME_SHOWN = 24;
    private static final int NAMES = 170;
    private static final int VALUES = 90;
    private static final int LINE = 26;
    private static final int TOP = 8;

    private FeatureSection() {}

    static ReportSection of(ModelResult result) {
        List<String> names = result.artifact().manifest().featureNames();
        double[] normal = excess(result, false);
        double[] anomalous = excess(result, true);
        double[] difference = new double[names.size()];
        Arrays.setAll(difference, f -> anomalous[f] - normal[f]);
        int[] ranked = Arrays.stream(Order.descending(difference)).limit(SHOWN).toArray();
        String lead = "Mean nats beyond what a feature costs on held-back normal rows (its baseline)."
                + (names.size() > SHOWN
                        ? " The " + SHOWN + " of " + names.size() + " features with the largest difference."
                        : "");
        String body = ReportSection.legend("anomaly", "anomalous rows", "normal", "normal rows")
                + ReportSection.figure(bars(names, ranked, normal, anomalous))
                + "<details><summary>As a table</summary>" + table(names, ranked, normal, anomalous) + "</details>";
        return new ReportSection("features", "Nats per feature", lead, body);
    }

    private static Svg bars(List<String> names, int[] ranked, double[] normal, double[] anomalous) {
        double largest = 0;
        double least = 0;
        for (int feature : ranked) {
            largest = Math.max(largest, Math.max(normal[feature], anomalous[feature]));
            least = Math.min(least, Math.min(normal[feature], anomalous[feature]));
        }
        Scale x = new Scale(least, largest, NAMES, Chart.WIDTH - VALUES, false);
        int height = 2 * TOP + ranked.length * LINE;
        Svg svg = new Svg(Chart.WIDTH, height, "Mean excess nats of the costliest features, by label");
        for (int i = 0; i < ranked.length; i++) {
            int feature = ranked[i];
            double y = TOP + i * LINE;
            String name = names.get(feature);
            svg.text("name", "end", NAMES - 10, y + 15, Html.shortened(name, NAME_SHOWN));
            bar(svg, "fill anomaly", x, y + 3, 11, anomalous[feature], name + ", anomalous rows");
            bar(svg, "fill normal", x, y + 15, 5, normal[feature], name + ", normal rows");
            svg.text(
                    "value",
                    "start",
                    x.at(Math.max(0, anomalous[feature])) + 6,
                    y + 13,
                    Html.figure(anomalous[feature]));
        }
        return svg.line("base", x.at(0), TOP, x.at(0), height - TOP);
    }

    private static void bar(Svg svg, String style, Scale x, double y, double height, double value, String what) {
        double from = x.at(Math.min(0, value));
        svg.rect(style, from, y, x.at(Math.max(0, value)) - from, height, what + ": " + Html.figure(value) + " nats");
    }

    private static HtmlTable table(List<String> names, int[] ranked, double[] normal, double[] anomalous) {
        HtmlTable table = new HtmlTable("Nats per feature", "feature", "anomalous rows", "normal rows", "difference");
        for (int feature : ranked) {
            table.row(
                    names.get(feature),
                    Html.figure(anomalous[feature]),
                    Html.figure(normal[feature]),
                    Html.figure(anomalous[feature] - normal[feature]));
        }
        return table;
    }

    /** Mean, over the rows with the label, of each feature's nats less its baseline. */
    private static double[] excess(ModelResult result, boolean anomalous) {
        double[] baselines =
                Judge.of(result.artifact().manifest(), result.alertRate()).featureBaselines();
        double[] sums = new double[baselines.length];
        long rows = 0;
        for (Scored scored : result.evaluation().rows()) {
            if (scored.row().anomalous() == anomalous) {
                rows++;
                for (int f = 0; f < sums.length; f++) {
                    sums[f] += scored.featureNats()[f] - baselines[f];
                }
            }
        }
        for (int f = 0; f < sums.length; f++) {
            sums[f] /= Math.max(1, rows);
        }
        return sums;
    }
}

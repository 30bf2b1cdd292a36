// SPDX-License-Identifier: Apache-2.0
package io.elbow.report;

import io.elbow.scoring.Evaluation.Scored;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Draws one key's scores over time. Scores that share a column of pixels become one stroke from the lowest to the
 * highest.
 */
final class TimeChart {
    private static final double RUG = 5;
    private static final double LEAST_WINDOW = 1.5;

    private final ModelResult result;
    private final String key;
    private final List<Scored> rows;
    private final Chart.Axis scores;
    private final double threshold;
    private final boolean timed;

    TimeChart(ModelResult result, String key, List<Scored> rows, Chart.Axis scores, double threshold) {
        this.result = result;
        this.key = key;
        this.rows = rows;
        this.scores = scores;
        this.threshold = threshold;
        timed = !rows.get(0).row().timestamp().isEmpty();
    }

    Chart draw(int height) {
        Chart.Axis time = new Chart.Axis(
                timeOf(rows.get(0)), timeOf(rows.get(rows.size() - 1)), false, timed ? "event time, UTC" : "row");
        Chart chart =
                Chart.bare(Chart.WIDTH, height, "Scores over time" + (key.isEmpty() ? "" : " of " + key), time, scores);
        windows(chart);
        if (timed) {
            chart.xTicks(TimeTicks.of(chart.x.min(), chart.x.max()), TimeTicks.labels(chart.x.min(), chart.x.max()));
        } else {
            chart.xTicks(chart.x.ticks(), Html::figure);
        }
        chart.svg.path("band normal", strokes(chart, scored -> scored.verdict().score() - result.floor(), true));
        if (result.smooths()) {
            chart.svg.path(
                    "curve model1", strokes(chart, scored -> scored.verdict().smoothed() - result.floor(), false));
        }
        rug(chart);
        if (Double.isFinite(threshold)) {
            chart.limitAcross(threshold, "threshold " + Html.figure(threshold));
        }
        return chart;
    }

    private double timeOf(Scored scored) {
        return timed ? scored.row().timestampMillis() : scored.row().number();
    }

    private int columnOf(Chart chart, int i) {
        return (int) chart.x.at(timeOf(rows.get(i)));
    }

    private void windows(Chart chart) {
        int first = -1;
        for (int i = 0; i <= rows.size(); i++) {
            boolean inside = i < rows.size() && rows.get(i).row().anomalous();
            if (inside && first < 0) {
                first = i;
            } else if (!inside && first >= 0) {
                double from = chart.x.at(timeOf(rows.get(first)));
                double to = chart.x.at(timeOf(rows.get(i - 1)));
                chart.svg.rect(
                        "window",
                        from,
                        chart.y.to(),
                        Math.max(LEAST_WINDOW, to - from),
                        chart.y.from() - chart.y.to(),
                        "labelled: " + Html.count(i - (long) first) + " rows");
                first = -1;
            }
        }
    }

    /**
     * Draws the columns.
     *
     * @param whole whether to draw from the lowest to the highest of a column; else only the highest
     */
    private String strokes(Chart chart, ToDoubleFunction<Scored> value, boolean whole) {
        StringBuilder d = new StringBuilder();
        int i = 0;
        while (i < rows.size()) {
            int column = columnOf(chart, i);
            double least = Double.POSITIVE_INFINITY;
            double largest = Double.NEGATIVE_INFINITY;
            for (; i < rows.size() && columnOf(chart, i) == column; i++) {
                double at = value.applyAsDouble(rows.get(i));
                least = Math.min(least, at);
                largest = Math.max(largest, at);
            }
            String top = Svg.number(chart.y.at(largest));
            d.append(d.isEmpty() ? 'M' : 'L').append(column).append(' ').append(top);
            String bottom = Svg.number(chart.y.at(least));
            if (whole && !bottom.equals(top)) {
                d.append('V').append(bottom);
            }
        }
        return d.toString();
    }

    private void rug(Chart chart) {
        StringBuilder d = new StringBuilder();
        int last = -1;
        for (int i = 0; i < rows.size(); i++) {
            int column = columnOf(chart, i);
            if (rows.get(i).verdict().anomaly() && column != last) {
                d.append('M')
                        .append(Svg.at(column, chart.y.from() - RUG))
                        .append("v")
                        .append((int) RUG);
                last = column;
            }
        }
        if (!d.isEmpty()) {
            chart.svg.path("rug", d.toString());
        }
    }
}

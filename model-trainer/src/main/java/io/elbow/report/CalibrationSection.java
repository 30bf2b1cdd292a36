// SPDX-License-Identifier: Apache-2.0
package io.elbow.report;

import io.elbow.scoring.CalibrationTable;
import io.elbow.scoring.CalibrationTable.Line;
import io.elbow.scoring.RateInterval;
import java.util.List;
import java.util.Locale;

/** Compares the promised rates of flagged rows with the actual ones. */
final class CalibrationSection {
    private static final int SIZE = 420;
    private static final int WIDTH = 560;
    private static final double CAP = 5;

    private CalibrationSection() {}

    static ReportSection of(ModelResult result) {
        CalibrationTable calibration = result.calibration();
        String lead = "Share of normal rows flagged, with " + RateInterval.PER_CENT + " % intervals "
                + (calibration.blockLength() == 0
                        ? "of the binomial (Clopper and Pearson), which take rows as independent."
                        : "of a block bootstrap, " + Html.count(calibration.blockLength())
                                + " rows of a key at a time: flags of a series come in bursts.")
                + " The table also shows what the plain quantile of the held-back scores would flag, without a fitted"
                + " tail.";
        String body = ReportSection.legend(
                        "point", "actual rate and interval", "hollow", "plain quantile", "limit", "as promised")
                + "<div class=\"pair\">" + ReportSection.figure(chart(calibration.lines())) + table(calibration)
                + "</div>";
        return new ReportSection("calibration", "Calibration", lead, body);
    }

    private static HtmlTable table(CalibrationTable calibration) {
        HtmlTable table = new HtmlTable(
                "Promised and actual rates",
                "promised",
                "rows expected",
                "rows flagged",
                "actual",
                RateInterval.PER_CENT + " % interval",
                "actual / promised",
                "plain quantile");
        for (Line line : calibration.lines()) {
            table.row(
                    Html.figure(line.promise().rate()),
                    String.format(
                            Locale.ROOT,
                            "%.1f",
                            line.promise().rate() * line.promise().normalRows()),
                    Html.count(line.promise().flagged()),
                    Html.figure(line.actual()),
                    Html.figure(line.interval().low()) + " to "
                            + Html.figure(line.interval().high()),
                    Html.figure(line.promise().ratio()),
                    Html.figure(line.ofQuantile()));
        }
        return table;
    }

    private static Chart chart(List<Line> lines) {
        double least = 1;
        for (Line line : lines) {
            least = Math.min(least, line.promise().rate());
            least = line.actual() > 0 ? Math.min(least, line.actual()) : least;
            least = line.interval().low() > 0 ? Math.min(least, line.interval().low()) : least;
        }
        least /= 2;
        Chart chart = Chart.of(
                WIDTH,
                SIZE,
                "Actual over promised rate",
                new Chart.Axis(least, 1, true, "promised rate"),
                new Chart.Axis(least, 1, true, "actual rate"));
        chart.svg.line("limit", chart.x.at(least), chart.y.at(least), chart.x.at(1), chart.y.at(1));
        for (Line line : lines) {
            double x = chart.x.at(line.promise().rate());
            double low = chart.y.at(line.interval().low());
            double high = chart.y.at(line.interval().high());
            chart.svg.line("whisker", x, low, x, high);
            chart.svg.line("whisker", x - CAP, high, x + CAP, high);
            if (line.interval().low() > 0) {
                chart.svg.line("whisker", x - CAP, low, x + CAP, low);
            }
            chart.svg.circle(
                    "hollow",
                    x,
                    chart.y.at(line.ofQuantile()),
                    CAP,
                    "plain quantile: " + Html.figure(line.ofQuantile()));
            chart.svg.circle("point", x, chart.y.at(line.actual()), CAP, "actual: " + Html.figure(line.actual()));
        }
        return chart;
    }
}

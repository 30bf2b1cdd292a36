// SPDX-License-Identifier: Apache-2.0
package io.elbow.report;

import java.util.List;
import java.util.function.DoubleFunction;

/** Draws curves and points between two axes. */
final class Chart {
    static final int WIDTH = 960;

    private static final int LEFT = 70;
    private static final int RIGHT = 18;
    private static final int TOP = 16;
    private static final int BOTTOM = 44;
    private static final int TICK_LABEL = 18;

    final Svg svg;
    final Scale x;
    final Scale y;

    private Chart(Svg svg, Scale x, Scale y) {
        this.svg = svg;
        this.x = x;
        this.y = y;
    }

    /** Range and name of an axis; the chart chooses its pixels. */
    record Axis(double min, double max, boolean log, String name) {
        Scale over(double from, double to) {
            return new Scale(min, max, from, to, log);
        }
    }

    /** Makes a chart with axes and their values, written by {@link Html#figure}. */
    static Chart of(int width, int height, String meaning, Axis x, Axis y) {
        Chart chart = bare(width, height, meaning, x, y);
        return chart.xTicks(chart.x.ticks(), Html::figure);
    }

    /** Makes a chart without values along the x axis. */
    static Chart bare(int width, int height, String meaning, Axis xAxis, Axis yAxis) {
        Scale x = xAxis.over(LEFT, width - RIGHT);
        Scale y = yAxis.over(height - BOTTOM, TOP);
        Chart chart = new Chart(new Svg(width, height, meaning), x, y);
        for (double tick : y.ticks()) {
            chart.svg.line("grid", x.from(), y.at(tick), x.to(), y.at(tick));
            chart.svg.text("tick", "end", x.from() - 8, y.at(tick) + 4, Html.figure(tick));
        }
        chart.svg.text("axis", "middle", (x.from() + x.to()) / 2, height - 6, xAxis.name());
        chart.svg.textUp("axis", 14, (y.from() + y.to()) / 2, yAxis.name());
        return chart;
    }

    Chart xTicks(List<Double> ticks, DoubleFunction<String> labels) {
        for (double tick : ticks) {
            svg.line("grid", x.at(tick), y.from(), x.at(tick), y.to());
            svg.text("tick", "middle", x.at(tick), y.from() + TICK_LABEL, labels.apply(tick));
        }
        svg.line("base", x.from(), y.from(), x.to(), y.from());
        return this;
    }

    /** Draws a vertical limit with its name to the side where there is space. */
    void limitAt(double value, String name) {
        double at = x.at(value);
        boolean right = at < (x.from() + x.to()) / 2;
        svg.line("limit", at, y.from(), at, y.to());
        svg.text("limit-name", right ? "start" : "end", at + (right ? 6 : -6), y.to() + 12, name);
    }

    /** Draws a horizontal limit with its name. */
    void limitAcross(double value, String name) {
        svg.line("limit", x.from(), y.at(value), x.to(), y.at(value));
        svg.text("limit-name", "start", x.from() + 6, y.at(value) - 5, name);
    }

    /** The point as part of a path's data. */
    String at(double xValue, double yValue) {
        return Svg.at(x.at(xValue), y.at(yValue));
    }

    @Override
    public String toString() {
        return svg.toString();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.report;

import java.util.Arrays;
import java.util.Locale;

/** Shows where rows lie in the latent space. */
final class LatentSection {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 480;
    private static final double OUTSIDE = 0.005;

    private LatentSection() {}

    static ReportSection of(ModelResult result) {
        String title = "Latent space";
        LatentPlane plane = result.latents();
        if (plane == null) {
            return new ReportSection(
                    "latents",
                    title,
                    "Family " + result.artifact().manifest().spec().family().configName()
                            + " has no encoder, so there are no posterior means to show.",
                    "");
        }
        Chart.Axis x = axis(plane, 0);
        Chart.Axis y = axis(plane, 1);
        Chart chart = Chart.of(WIDTH, HEIGHT, "Posterior means along their first two principal axes", x, y);
        chart.svg.path("dots normal", dots(chart, plane, false));
        chart.svg.path("dots anomaly", dots(chart, plane, true));
        long outside = Arrays.stream(plane.points())
                .filter(point -> !chart.x.holds(point[0]) || !chart.y.holds(point[1]))
                .count();
        String lead = "Posterior means of " + Html.count(plane.points().length)
                + " rows along the two axes of their largest variance."
                + (outside == 0 ? "" : " " + Html.count(outside) + " rows far out are drawn at the edge.");
        return new ReportSection(
                "latents",
                title,
                lead,
                ReportSection.legend("normal", "normal rows", "anomaly", "anomalous rows")
                        + ReportSection.figure(chart));
    }

    /** An axis that leaves out the farthest points, so that a few far rows do not shrink the rest to a dot. */
    private static Chart.Axis axis(LatentPlane plane, int axis) {
        double[] sorted = Arrays.stream(plane.points())
                .mapToDouble(point -> point[axis])
                .sorted()
                .toArray();
        double low = sorted[(int) (OUTSIDE * (sorted.length - 1))];
        double high = sorted[(int) Math.ceil((1 - OUTSIDE) * (sorted.length - 1))];
        double room = (high - low) * 0.08;
        return new Chart.Axis(
                low - room,
                high + room,
                false,
                String.format(
                        Locale.ROOT,
                        "principal axis %d (%.0f %% of the variance)",
                        axis + 1,
                        100 * plane.shares()[axis]));
    }

    /**
     * Draws points as lines without length, whose round ends are the dots. This takes a fraction of the bytes of
     * circles.
     */
    private static String dots(Chart chart, LatentPlane plane, boolean anomalous) {
        StringBuilder d = new StringBuilder("M-9 -9h0");
        for (int i = 0; i < plane.points().length; i++) {
            if (plane.anomalous()[i] == anomalous) {
                double[] point = plane.points()[i];
                d.append('M').append(chart.at(point[0], point[1])).append("h0");
            }
        }
        return d.toString();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.report;

import java.util.Arrays;

/** Chooses the axis for scores less their floor: its range, and whether it is logarithmic. */
final class ScoreAxis {
    /**
     * If the largest score exceeds this many times the median, a linear axis would put nearly all rows into one bin.
     */
    private static final double SPREAD = 20;

    private static final double LOWEST_SHARE = 5e-4;
    private static final double LONGEST = 1e6;
    private static final double ROOM = 1.15;

    private ScoreAxis() {}

    /**
     * Chooses the axis of some scores.
     *
     * @param aboveFloor not empty
     * @param threshold less the floor; the axis includes it if it is finite
     */
    static Chart.Axis of(double[] aboveFloor, double threshold, String name) {
        double[] sorted =
                Arrays.stream(aboveFloor).filter(Double::isFinite).sorted().toArray();
        if (sorted.length == 0) {
            return new Chart.Axis(0, 1, false, name);
        }
        double highest = sorted[sorted.length - 1];
        double lowest = sorted[(int) (LOWEST_SHARE * sorted.length)];
        double median = sorted[sorted.length / 2];
        if (Double.isFinite(threshold)) {
            highest = Math.max(highest, threshold);
            lowest = Math.min(lowest, threshold);
        }
        if (highest > 0 && median > 0 && highest / median > SPREAD) {
            double first = Math.max(Math.max(lowest, median / LONGEST), highest / (LONGEST * LONGEST));
            return new Chart.Axis(first / ROOM, highest * ROOM, true, name + " (log)");
        }
        double room = (highest - lowest) * (ROOM - 1) / 3;
        return new Chart.Axis(lowest - room, highest + room, false, name);
    }
}

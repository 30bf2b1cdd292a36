// SPDX-License-Identifier: Apache-2.0
package io.elbow.budget;

import java.util.Arrays;

/** Level and spread that single outliers do not move. */
final class Medians {
    /** Makes the median absolute deviation of normal values their standard deviation: 1 / Phi^-1(3/4). */
    static final double OF_NORMAL = 1.4826;

    private Medians() {}

    /** The middle value, or the mean of the middle two. */
    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    /** 1.4826 times the median absolute deviation from the median, in the values' unit. */
    static double spread(double[] values, double median) {
        double[] distances = new double[values.length];
        Arrays.setAll(distances, i -> Math.abs(values[i] - median));
        return OF_NORMAL * median(distances);
    }
}

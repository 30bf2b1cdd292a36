// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

import io.elbow.config.BadInputException;
import io.elbow.features.Order;

/** Measures how well scores rank anomalies above normal rows. Rows of equal score are counted together. */
public final class Ranking {
    private Ranking() {}

    /**
     * The chance that an anomaly scores above a normal row, where a tie counts one half (Mann and Whitney, 1947).
     *
     * @param labels true: anomaly
     * @throws BadInputException if all rows have one label
     */
    public static double auroc(double[] scores, boolean[] labels) {
        long anomalies = anomalies(scores, labels);
        long normals = labels.length - anomalies;
        if (anomalies == 0 || normals == 0) {
            throw new BadInputException("AUROC needs normal and anomalous rows but got " + normals + " normal and "
                    + anomalies + " anomalous ones: check the label column");
        }
        double won = 0;
        long normalsAbove = 0;
        for (Tie tie = first(scores, labels); tie != null; tie = tie.next()) {
            long normalsBelow = normals - normalsAbove - tie.normals();
            won += tie.anomalies() * (normalsBelow + 0.5 * tie.normals());
            normalsAbove += tie.normals();
        }
        return won / ((double) anomalies * normals);
    }

    /**
     * Average precision: the sum over distinct thresholds of precision times the step in recall, not interpolated.
     *
     * @param labels true: anomaly
     * @throws BadInputException where there is no anomaly
     */
    public static double averagePrecision(double[] scores, boolean[] labels) {
        long anomalies = anomalies(scores, labels);
        if (anomalies == 0) {
            throw new BadInputException("average precision needs at least 1 anomalous row but got none of "
                    + labels.length + ": check the label column");
        }
        double sum = 0;
        long found = 0;
        long taken = 0;
        for (Tie tie = first(scores, labels); tie != null; tie = tie.next()) {
            found += tie.anomalies();
            taken += tie.anomalies() + tie.normals();
            sum += (double) found / taken * tie.anomalies();
        }
        return sum / anomalies;
    }

    /**
     * The best F1 over all thresholds, point by point: a segment does not count as found because one of its points is.
     *
     * @param labels true: anomaly
     * @throws BadInputException where there is no anomaly
     */
    public static double bestF1(double[] scores, boolean[] labels) {
        long anomalies = anomalies(scores, labels);
        if (anomalies == 0) {
            throw new BadInputException(
                    "F1 needs at least 1 anomalous row but got none of " + labels.length + ": check the label column");
        }
        double best = 0;
        long found = 0;
        long taken = 0;
        for (Tie tie = first(scores, labels); tie != null; tie = tie.next()) {
            found += tie.anomalies();
            taken += tie.anomalies() + tie.normals();
            best = Math.max(best, 2.0 * found / (taken + anomalies));
        }
        return best;
    }

    private static long anomalies(double[] scores, boolean[] labels) {
        if (scores.length != labels.length) {
            throw new IllegalArgumentException(scores.length + " scores but " + labels.length + " labels");
        }
        long anomalies = 0;
        for (int i = 0; i < labels.length; i++) {
            if (Double.isNaN(scores[i])) {
                throw new IllegalArgumentException("score " + i + " of " + scores.length + " is NaN: it has no rank");
            }
            anomalies += labels[i] ? 1 : 0;
        }
        return anomalies;
    }

    private static Tie first(double[] scores, boolean[] labels) {
        int[] order = Order.descending(scores);
        return Tie.from(scores, labels, order, 0);
    }

    /** Rows of one score. Ties come in descending order of their score. */
    private record Tie(double[] scores, boolean[] labels, int[] order, int end, long anomalies, long normals) {
        static Tie from(double[] scores, boolean[] labels, int[] order, int start) {
            int end = start;
            long anomalies = 0;
            while (end < order.length && scores[order[end]] == scores[order[start]]) {
                anomalies += labels[order[end]] ? 1 : 0;
                end++;
            }
            return end == start ? null : new Tie(scores, labels, order, end, anomalies, end - start - anomalies);
        }

        Tie next() {
            return from(scores, labels, order, end);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

import io.elbow.features.Order;
import java.util.ArrayList;
import java.util.List;

/** Computes the precision-recall curve: a point for each distinct score, the highest first. */
public final class PrecisionRecall {
    private PrecisionRecall() {}

    /** Recall and precision when every score from {@code score} up is flagged. */
    public record Point(double score, double recall, double precision) {}

    /**
     * Returns the curve with fewer points.
     *
     * @param labels true: anomaly; there must be at least one
     * @param most number of points, at least 2; the last one, of recall 1, is always kept
     */
    public static List<Point> curve(double[] scores, boolean[] labels, int most) {
        List<Point> all = new ArrayList<>();
        int anomalies = 0;
        for (boolean label : labels) {
            anomalies += label ? 1 : 0;
        }
        int[] order = Order.descending(scores);
        int found = 0;
        for (int taken = 1; taken <= order.length; taken++) {
            double score = scores[order[taken - 1]];
            found += labels[order[taken - 1]] ? 1 : 0;
            if (taken == order.length || scores[order[taken]] != score) {
                all.add(new Point(score, (double) found / anomalies, (double) found / taken));
            }
        }
        return thinned(all, most);
    }

    /** Keeps points at even distances along the curve, because the precision changes most at low recall. */
    private static List<Point> thinned(List<Point> all, int most) {
        if (all.size() <= most) {
            return all;
        }
        double length = 0;
        for (int i = 1; i < all.size(); i++) {
            length += step(all, i);
        }
        List<Point> kept = new ArrayList<>(List.of(all.get(0)));
        double walked = 0;
        for (int i = 1; i < all.size() - 1; i++) {
            walked += step(all, i);
            if (walked * (most - 1) >= length * kept.size()) {
                kept.add(all.get(i));
            }
        }
        kept.add(all.get(all.size() - 1));
        return kept;
    }

    private static double step(List<Point> all, int i) {
        Point before = all.get(i - 1);
        Point point = all.get(i);
        return Math.hypot(point.recall() - before.recall(), point.precision() - before.precision());
    }
}

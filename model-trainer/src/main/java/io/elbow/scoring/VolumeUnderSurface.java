// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

import io.elbow.config.BadInputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * VUS-PR: the area under the precision-recall curve, averaged over how far beyond the labelled segments a score may
 * still count as a hit (Paparrizos et al., "Volume Under the Surface", VLDB 2022; the definition of TSB-AD).
 *
 * <p>For each window w from 0 to {@link #WINDOW} the labels get slopes of w / 2 rows at both ends of each segment,
 * sqrt(1 - distance / w); a threshold's true positives are the labels' sum over the rows at or above it; recall is
 * scaled by the share of segments that hold such a row. The mean over the windows of the areas is the measure.
 */
public final class VolumeUnderSurface {
    static final int WINDOW = 100;
    private static final int THRESHOLDS = 250;

    private final double[] scores;
    private final List<int[]> segments;
    private final int[] order;
    /** [thresholds], falling. */
    private final double[] thresholds;
    /** For each threshold, [thresholds], the number of rows at or above it. */
    private final int[] reached;
    /** For each threshold, [thresholds], how many of these rows are labelled. */
    private final double[] hits;

    private final double positives;

    private VolumeUnderSurface(double[] scores, boolean[] labels) {
        this.scores = scores;
        segments = segments(labels);
        order = IntStream.range(0, scores.length)
                .boxed()
                .sorted((a, b) -> Double.compare(scores[b], scores[a]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] label = new double[labels.length];
        Arrays.setAll(label, i -> labels[i] ? 1 : 0);
        positives = Arrays.stream(label).sum();
        thresholds = new double[THRESHOLDS];
        reached = new int[THRESHOLDS];
        for (int t = 0; t < THRESHOLDS; t++) {
            int rank = (int) ((long) t * (scores.length - 1) / (THRESHOLDS - 1));
            thresholds[t] = scores[order[rank]];
            reached[t] = rank + 1;
            while (reached[t] < order.length && scores[order[reached[t]]] == thresholds[t]) {
                reached[t]++;
            }
        }
        hits = sumsOfReached(label);
    }

    /**
     * The measure of one series.
     *
     * @param scores in time order, higher = more anomalous
     * @param labels true: anomaly
     * @throws BadInputException if no row or every row is labelled
     */
    public static double pr(double[] scores, boolean[] labels) {
        if (scores.length != labels.length) {
            throw new IllegalArgumentException(scores.length + " scores but " + labels.length + " labels");
        }
        long anomalies =
                IntStream.range(0, labels.length).filter(i -> labels[i]).count();
        if (anomalies == 0 || anomalies == labels.length) {
            throw new BadInputException("VUS-PR needs normal and anomalous rows but " + anomalies + " of "
                    + labels.length + " rows are labelled: check the label column");
        }
        VolumeUnderSurface surface = new VolumeUnderSurface(scores, labels);
        double sum = 0;
        for (int window = 0; window <= WINDOW; window++) {
            sum += surface.area(labels, window);
        }
        return sum / (WINDOW + 1);
    }

    private double area(boolean[] labels, int window) {
        double[] weighted = sumsOfReached(sloped(labels, window));
        double[] highest = highestOfMerged(window / 2);
        double area = 0;
        double recallBefore = 0;
        for (int t = 0; t < THRESHOLDS; t++) {
            double threshold = thresholds[t];
            double existence =
                    Arrays.stream(highest).filter(high -> high >= threshold).count() / (double) highest.length;
            double all = positives + (weighted[t] - hits[t]) / 2;
            double recall = Math.min(weighted[t] / all, 1) * existence;
            area += (recall - recallBefore) * weighted[t] / reached[t];
            recallBefore = recall;
        }
        return area;
    }

    /** The labels with a slope of half a window at both ends of each segment. */
    private double[] sloped(boolean[] labels, int window) {
        double[] sloped = new double[labels.length];
        Arrays.setAll(sloped, i -> labels[i] ? 1 : 0);
        int half = window / 2;
        for (int[] segment : segments) {
            for (int i = segment[1] + 1; i <= Math.min(segment[1] + half, labels.length - 1); i++) {
                sloped[i] += Math.sqrt(1 - (double) (i - segment[1]) / window);
            }
            for (int i = Math.max(segment[0] - half, 0); i < segment[0]; i++) {
                sloped[i] += Math.sqrt(1 - (double) (segment[0] - i) / window);
            }
        }
        for (int i = 0; i < sloped.length; i++) {
            sloped[i] = Math.min(sloped[i], 1);
        }
        return sloped;
    }

    /** The highest score of each segment, after widening segments at both ends and merging those that meet. */
    private double[] highestOfMerged(int half) {
        List<Double> highest = new ArrayList<>();
        int from = segments.get(0)[0];
        for (int i = 0; i < segments.size(); i++) {
            boolean last = i == segments.size() - 1;
            int to = segments.get(i)[1];
            if (last || to + half < segments.get(i + 1)[0] - half) {
                int begin = Math.max(from - half, 0);
                int end = Math.min(to + half, scores.length - 1);
                highest.add(Arrays.stream(scores, begin, end + 1).max().orElseThrow());
                from = last ? from : segments.get(i + 1)[0];
            }
        }
        return highest.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private double[] sumsOfReached(double[] values) {
        double[] sums = new double[THRESHOLDS];
        double sum = 0;
        int taken = 0;
        for (int t = 0; t < THRESHOLDS; t++) {
            while (taken < reached[t]) {
                sum += values[order[taken++]];
            }
            sums[t] = sum;
        }
        return sums;
    }

    /** First and last row of each run of labelled rows. */
    private static List<int[]> segments(boolean[] labels) {
        List<int[]> segments = new ArrayList<>();
        int start = -1;
        for (int i = 0; i <= labels.length; i++) {
            boolean labelled = i < labels.length && labels[i];
            if (labelled && start < 0) {
                start = i;
            } else if (!labelled && start >= 0) {
                segments.add(new int[] {start, i - 1});
                start = -1;
            }
        }
        return segments;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import io.elbow.scoring.ElboTerms;
import io.elbow.scoring.Scorer;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;

/**
 * Collects the scores of rows that a fit never saw, and each input's mean cost on them, which is its baseline.
 *
 * <p>Terms are collected from one scorer (held-back rows) or several (cross-fitted folds). A missing input costs its
 * baseline, so scores can be summed only at the end.
 */
final class HeldBackScores {
    private static final int BATCH = 256;

    private final int inputDim;
    private final float[] nats;
    private final float[] kl;
    private final double[] sums;
    private final long[] counts;
    private int filled;
    private long newCategories;

    HeldBackScores(int rows, int inputDim) {
        this.inputDim = inputDim;
        nats = new float[rows * inputDim];
        kl = new float[rows];
        sums = new double[inputDim];
        counts = new long[inputDim];
    }

    void add(Scorer scorer, TrainingRows rows) {
        int width = scorer.rowWidth();
        float[] batch = new float[BATCH * width];
        for (int from = 0; from < rows.size(); from += BATCH) {
            int count = Math.min(BATCH, rows.size() - from);
            for (int i = 0; i < count; i++) {
                rows.copyTo(from + i, batch, i * width);
            }
            add(scorer.score(batch, count), batch, width);
        }
    }

    private void add(ElboTerms terms, float[] batch, int width) {
        for (int row = 0; row < terms.batch(); row++) {
            for (int i = 0; i < inputDim; i++) {
                int at = row * inputDim + i;
                boolean missing = Float.isNaN(batch[row * width + i]);
                nats[filled * inputDim + i] = missing ? Float.NaN : terms.nats()[at];
                if (!missing) {
                    sums[i] += terms.nats()[at];
                    counts[i]++;
                }
            }
            kl[filled++] = terms.kl()[row];
        }
    }

    /** Counts rows added that had a category which no row of their fit had. */
    void addNewCategories(long rows) {
        newCategories += rows;
    }

    /** Share of the rows that had a category which no row of their fit had. */
    double shareOfNewCategories() {
        return filled == 0 ? 0 : (double) newCategories / filled;
    }

    /**
     * What lies between the most ordinary score and a threshold, nats; below 0 where the threshold lies lower.
     *
     * @param threshold nats; infinite: there is none, and the highest score stands for it
     */
    double span(double threshold) {
        DoubleSummaryStatistics all = Arrays.stream(scores()).summaryStatistics();
        return (Double.isFinite(threshold) ? threshold : all.getMax()) - all.getMin();
    }

    /** Mean nats of each input over the rows in which it is present, [inputDim]; 0 if it never is. */
    double[] baselines() {
        double[] baselines = new double[inputDim];
        for (int i = 0; i < inputDim; i++) {
            baselines[i] = counts[i] == 0 ? 0 : sums[i] / counts[i];
        }
        return baselines;
    }

    /** One score for each row, nats. */
    double[] scores() {
        return scores(baselines());
    }

    /**
     * One score for each row, nats, in which a missing input costs its baseline.
     *
     * @param baselines [inputDim]
     */
    double[] scores(double[] baselines) {
        double[] scores = new double[filled];
        for (int row = 0; row < filled; row++) {
            double sum = kl[row];
            for (int i = 0; i < inputDim; i++) {
                float term = nats[row * inputDim + i];
                sum += Float.isNaN(term) ? baselines[i] : term;
            }
            scores[row] = sum;
        }
        return scores;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import io.elbow.budget.NormalRows;
import io.elbow.budget.SurpriseFit;
import io.elbow.config.ScoreOptions.ScorerChoice;
import io.elbow.data.Dataset;
import io.elbow.features.ShingleIndex;
import io.elbow.scoring.ElboTerms;
import io.elbow.scoring.Scorer;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * All normal training rows as the series that they are, scored by the fit that the model keeps.
 *
 * <p>It has seen them. The rows that no fit has seen are a fifth, too few days to count openings on; and what a budget
 * begins with is steered by the stream's own openings from the first hour on.
 */
final class NormalSeries {
    private static final int BATCH = 256;

    private NormalSeries() {}

    /**
     * What an alert budget begins with.
     *
     * @param index all shingles, key by key and in time order within each
     * @param baselines [inputDim], nats of an input that is missing
     */
    static SurpriseFit surprise(SingleFit.Fitted fitted, ShingleIndex index, double[] baselines) {
        int rows = index.size();
        long[] times = new long[rows];
        int[] keys = new int[rows];
        Map<String, Integer> numbers = new HashMap<>();
        for (int row = 0; row < rows; row++) {
            Dataset.Row last = index.lastRow(row);
            times[row] = last.timestampMillis();
            keys[row] = numbers.computeIfAbsent(last.key(), key -> numbers.size());
        }
        TrainingRows all = fitted.asFitted(IntStream.range(0, rows).toArray());
        try (Scorer scorer = Scorers.create(fitted.spec(), fitted.result().tensors(), ScorerChoice.PYTORCH)) {
            return SurpriseFit.of(new NormalRows(times, keys, scores(scorer, all, baselines)));
        }
    }

    private static double[] scores(Scorer scorer, TrainingRows rows, double[] baselines) {
        double[] scores = new double[rows.size()];
        int width = scorer.rowWidth();
        float[] batch = new float[BATCH * width];
        for (int from = 0; from < scores.length; from += BATCH) {
            int count = Math.min(BATCH, scores.length - from);
            for (int i = 0; i < count; i++) {
                rows.copyTo(from + i, batch, i * width);
            }
            ElboTerms terms = scorer.score(batch, count);
            for (int i = 0; i < count; i++) {
                scores[from + i] = score(terms, i, batch, i * width, baselines);
            }
        }
        return scores;
    }

    private static double score(ElboTerms terms, int row, float[] batch, int offset, double[] baselines) {
        double sum = terms.kl()[row];
        for (int i = 0; i < baselines.length; i++) {
            boolean missing = Float.isNaN(batch[offset + i]);
            sum += missing ? baselines[i] : terms.nats()[row * baselines.length + i];
        }
        return sum;
    }
}

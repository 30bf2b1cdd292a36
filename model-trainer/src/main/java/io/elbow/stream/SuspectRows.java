// SPDX-License-Identifier: Apache-2.0
package io.elbow.stream;

import io.elbow.data.Dataset;
import io.elbow.features.Standardizer;
import io.elbow.scoring.TableSink;
import io.elbow.scoring.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Training rows that look anomalous to the model that was fitted to them: their score lies more than {@value #FENCE}
 * times as far above the median as the score that nine tenths of the rows do not exceed. If scores have an exponential
 * tail, five in a hundred million rows do. Up to a tenth of the rows may be anomalous without moving this limit.
 *
 * @param looked number of rows scored: all, or an even selection if there are many
 * @param found number of rows that look anomalous
 * @param worst the rows with the highest scores, the highest first
 */
public record SuspectRows(int looked, int found, List<Suspect> worst) {
    static final double FENCE = 10;

    private static final int MOST_ROWS = 50_000;
    private static final int LEAST_ROWS = 1_000;
    private static final int MOST_INPUTS = 2_000_000;
    private static final int STRETCH = 500;
    private static final int SHOWN = 5;

    /** A row that looks anomalous. */
    public record Suspect(Dataset.Row row, double score) {}

    /**
     * Scores a table's normal rows, in stretches of consecutive rows of their key.
     *
     * @param inputDim inputs of a row, which limit how many are scored
     * @param scoring makes a scoring that has seen no row yet
     */
    public static SuspectRows of(Dataset dataset, int inputDim, Supplier<BatchScoring> scoring) {
        int most = Math.max(LEAST_ROWS, Math.min(MOST_ROWS, MOST_INPUTS / inputDim));
        List<Suspect> scored = new ArrayList<>();
        TableSink sink = new TableSink() {
            @Override
            public void scored(Dataset.Row row, Verdict verdict, double[] featureNats, Standardizer by) {
                if (!row.anomalous()) {
                    scored.add(new Suspect(row, verdict.score()));
                }
            }

            @Override
            public void late(Dataset.Row row) {
                // Late rows were not learned from either.
            }
        };
        for (List<Dataset.Row> stretch : stretches(byKey(dataset), most)) {
            scoring.get().score(dataset.conditions(), stretch, sink);
        }
        return among(scored);
    }

    static SuspectRows among(List<Suspect> scored) {
        double[] scores = scored.stream().mapToDouble(Suspect::score).sorted().toArray();
        if (scores.length == 0) {
            return new SuspectRows(0, 0, List.of());
        }
        double median = scores[scores.length / 2];
        double fence = median + FENCE * (scores[(int) (0.9 * (scores.length - 1))] - median);
        List<Suspect> found = fence > median
                ? scored.stream()
                        .filter(suspect -> suspect.score > fence)
                        .sorted(Comparator.comparingDouble(Suspect::score).reversed())
                        .toList()
                : List.of();
        return new SuspectRows(scores.length, found.size(), found.subList(0, Math.min(SHOWN, found.size())));
    }

    private static Dataset.Row[] byKey(Dataset dataset) {
        Map<String, Integer> order = new LinkedHashMap<>();
        dataset.rows().forEach(row -> order.putIfAbsent(row.key(), order.size()));
        Dataset.Row[] rows = dataset.rows().toArray(Dataset.Row[]::new);
        if (order.size() > 1) {
            Arrays.sort(rows, Comparator.comparingInt(row -> order.get(row.key())));
        }
        return rows;
    }

    /** All rows as one stretch, or several stretches at even intervals. */
    private static List<List<Dataset.Row>> stretches(Dataset.Row[] rows, int most) {
        List<Dataset.Row> all = Arrays.asList(rows);
        if (rows.length <= most) {
            return List.of(all);
        }
        int count = most / STRETCH;
        List<List<Dataset.Row>> stretches = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int from = (int) ((long) i * rows.length / count);
            stretches.add(all.subList(from, from + STRETCH));
        }
        return stretches;
    }
}

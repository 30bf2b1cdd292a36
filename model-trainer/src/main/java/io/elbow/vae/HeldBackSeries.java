// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import io.elbow.budget.NormalRows;
import io.elbow.budget.SurpriseFit;
import io.elbow.data.Dataset;
import io.elbow.features.CalibrationSplit;
import io.elbow.features.ShingleIndex;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The held-back rows of a split as the series that they are parts of. */
final class HeldBackSeries {
    private HeldBackSeries() {}

    /**
     * What an alert budget begins with.
     *
     * @param scores [rows], nats, of the folds' held-back rows, fold after fold
     */
    static SurpriseFit surprise(double[] scores, CalibrationSplit split, ShingleIndex index) {
        int[] held = split.folds().stream()
                .flatMapToInt(fold -> IntStream.of(fold.calibration()))
                .toArray();
        List<Dataset.Row> rows = IntStream.of(held).mapToObj(index::lastRow).toList();
        int[] order = IntStream.range(0, held.length)
                .boxed()
                .sorted(Comparator.comparingInt(row -> held[row]))
                .mapToInt(row -> row)
                .toArray();
        Map<String, Integer> numbers = new HashMap<>();
        return SurpriseFit.of(new NormalRows(
                IntStream.of(order)
                        .mapToLong(row -> rows.get(row).timestampMillis())
                        .toArray(),
                IntStream.of(order)
                        .map(row -> numbers.computeIfAbsent(rows.get(row).key(), key -> numbers.size()))
                        .toArray(),
                IntStream.of(order).mapToDouble(row -> scores[row]).toArray()));
    }
}

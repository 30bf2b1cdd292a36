// SPDX-License-Identifier: Apache-2.0
package io.elbow.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.data.Dataset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CalibrationSplitTest {

    @Test
    void pointsAreDrawnBySeedAndNotByOrder() {
        ShingleIndex index = ShingleIndex.of(series(2000, 1), false, 1, null);
        CalibrationSplit.Fold fold =
                CalibrationSplit.of(index, false, 1).folds().get(0);
        assertThat(fold.calibration()).hasSize(400);
        assertThat(fold.fit()).hasSize(1600);
        assertThat(IntStream.of(fold.calibration()).max().getAsInt()
                        - IntStream.of(fold.calibration()).min().getAsInt())
                .isGreaterThan(1500);
        assertThat(CalibrationSplit.of(index, false, 1).folds().get(0).calibration())
                .isEqualTo(fold.calibration());
        assertThat(CalibrationSplit.of(index, false, 2).folds().get(0).calibration())
                .isNotEqualTo(fold.calibration());
    }

    @Test
    void ofASeriesTheLastFifthIsHeldBackAsABlock() {
        ShingleIndex index = ShingleIndex.of(series(2000, 1), true, 1, null);
        CalibrationSplit.Fold fold = CalibrationSplit.of(index, true, 1).folds().get(0);
        assertThat(fold.calibration()).isEqualTo(IntStream.range(1600, 2000).toArray());
        assertThat(fold.fit()).isEqualTo(IntStream.range(0, 1600).toArray());
    }

    @Property(tries = 100, seed = "20260101")
    void fitAndCalibrationShareNoRow(
            @ForAll @IntRange(min = 60, max = 1500) int rows,
            @ForAll @IntRange(min = 1, max = 9) int length,
            @ForAll @IntRange(min = 1, max = 3) int keys) {
        ShingleIndex index = ShingleIndex.of(series(rows, keys), true, length, null);
        for (CalibrationSplit.Fold fold : CalibrationSplit.of(index, true, 1).folds()) {
            Set<Integer> shared = rowsOf(index, fold.fit());
            shared.retainAll(rowsOf(index, fold.calibration()));
            assertThat(shared).isEmpty();
            assertThat(fold.fit()).isNotEmpty();
        }
    }

    @Property(tries = 50, seed = "20260101")
    void crossFittingHoldsEveryPointBackOnce(@ForAll @IntRange(min = 20, max = 999) int rows, @ForAll long seed) {
        ShingleIndex index = ShingleIndex.of(series(rows, 1), false, 1, null);
        CalibrationSplit split = CalibrationSplit.of(index, false, seed);
        List<Integer> held = new ArrayList<>();
        split.folds().forEach(fold -> IntStream.of(fold.calibration()).forEach(held::add));
        assertThat(split.crossFitted()).isTrue();
        assertThat(held)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, rows).boxed().toList());
    }

    private static Set<Integer> rowsOf(ShingleIndex index, int[] shingles) {
        Set<Integer> rows = new HashSet<>();
        for (int shingle : shingles) {
            for (int back = 0; back < index.length(); back++) {
                rows.add(index.position(shingle) - back);
            }
        }
        return rows;
    }

    private static Dataset series(int rows, int keys) {
        List<Dataset.Row> list = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            list.add(new Dataset.Row(i, "k" + i % keys, "", i, new double[] {i}, false));
        }
        return new Dataset("test", List.of("f"), list, List.of());
    }
}

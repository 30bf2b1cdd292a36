// SPDX-License-Identifier: Apache-2.0
package io.elbow.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.data.Dataset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonSplitTest {
    @Test
    void seriesHoldBackTheLastFifthOfEachKeyBehindAShinglesGap() {
        Dataset table = table(40, 2);
        ComparisonSplit split = ComparisonSplit.of(table, new boolean[40], true, 3, 1);
        // 20 rows a key, the last 4 held back, of which 2 share a shingle with the fit's rows.
        assertThat(split.compared()).containsExactly(36, 37, 38, 39);
        assertThat(split.fit().rows()).hasSize(32);
    }

    @Test
    void pointsHoldBackASeededFifth() {
        Dataset table = table(1_000, 1);
        ComparisonSplit split = ComparisonSplit.of(table, new boolean[1_000], false, 1, 7);
        assertThat(split.compared().size()).isBetween(150, 250);
        assertThat(split.compared().size() + split.fit().rows().size()).isEqualTo(1_000);
        assertThat(ComparisonSplit.of(table, new boolean[1_000], false, 1, 7).compared())
                .isEqualTo(split.compared());
    }

    @Test
    void aSkippedRowIsNeitherLearntNorCompared() {
        Dataset table = table(40, 2);
        boolean[] skipped = new boolean[40];
        skipped[3] = true;
        skipped[38] = true;
        ComparisonSplit split = ComparisonSplit.of(table, skipped, true, 1, 1);
        assertThat(split.compared()).doesNotContain(38).contains(39);
        assertThat(split.fit().rows())
                .filteredOn(Dataset.Row::anomalous)
                .extracting(Dataset.Row::number)
                .containsExactly(3L);
    }

    private static Dataset table(int rows, int keys) {
        List<Dataset.Row> all = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            all.add(new Dataset.Row(i, "key-" + i % keys, "", i, new double[] {i}, false));
        }
        return new Dataset("made up", List.of("a"), all, List.of());
    }
}

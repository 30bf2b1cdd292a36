// SPDX-License-Identifier: Apache-2.0
package io.elbow.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.data.Dataset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShingleIndexTest {
    private final List<Dataset.Row> rows = new ArrayList<>();

    @Test
    void shinglesStayWithinTheirKeyWhateverTheRowsOrder() {
        add("a", 1, false);
        add("b", 1, false);
        add("a", 2, false);
        add("b", 2, false);
        ShingleIndex index = index(2, null);
        assertThat(index.size()).isEqualTo(2);
        assertThat(shingle(index, 0)).containsExactly(0, 2);
        assertThat(shingle(index, 1)).containsExactly(1, 3);
        assertThat(index.run(0)).isNotEqualTo(index.run(1));
    }

    @Test
    void noShingleHoldsAnAnomalousRow() {
        for (int i = 0; i < 6; i++) {
            add("a", i, i == 2);
        }
        ShingleIndex index = index(2, null);
        assertThat(index.size()).isEqualTo(3);
        assertThat(shingle(index, 0)).containsExactly(0, 1);
        assertThat(shingle(index, 1)).containsExactly(3, 4);
        assertThat(shingle(index, 2)).containsExactly(4, 5);
    }

    @Test
    void aGapStartsANewShingle() {
        add("a", 0, false);
        add("a", 1_000, false);
        add("a", 62_000, false);
        add("a", 63_000, false);
        ShingleIndex index = index(2, Duration.ofMinutes(1));
        assertThat(index.size()).isEqualTo(2);
        assertThat(shingle(index, 1)).containsExactly(2, 3);
    }

    @Test
    void lateRowsAreLeftOutAndCounted() {
        add("a", 5, false);
        add("a", 4, false);
        add("a", 6, false);
        ShingleIndex index = index(2, null);
        assertThat(index.lateRows()).isEqualTo(1);
        assertThat(shingle(index, 0)).containsExactly(0, 2);
    }

    @Test
    void pointsNeedNoOrder() {
        add("", 5, false);
        add("", 4, true);
        add("", 3, false);
        ShingleIndex index = ShingleIndex.of(dataset(), false, 1, null);
        assertThat(index.size()).isEqualTo(2);
        assertThat(index.lateRows()).isZero();
    }

    private void add(String key, long millis, boolean anomalous) {
        rows.add(new Dataset.Row(rows.size(), key, "", millis, new double[] {rows.size()}, anomalous));
    }

    private ShingleIndex index(int length, Duration gap) {
        return ShingleIndex.of(dataset(), true, length, gap);
    }

    private Dataset dataset() {
        return new Dataset("test", List.of("f"), rows, List.of());
    }

    private static float[] shingle(ShingleIndex index, int i) {
        float[] target = new float[index.length()];
        index.copyTo(i, Standardizer.identity(1), target, 0);
        return target;
    }
}

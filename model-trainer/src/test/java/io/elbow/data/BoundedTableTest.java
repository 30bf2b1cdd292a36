// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.config.FeatureSources;
import java.util.List;
import org.junit.jupiter.api.Test;

class BoundedTableTest {
    private static final int ROWS = 20_000;

    private static BoundedTable.Read read(boolean series, long bytes) {
        BoundedTable table = new BoundedTable(
                FeatureSources.plain(List.of("a", "b")), List.of(), new RowSample.Bound(series, 1, bytes, 7));
        for (int i = 0; i < ROWS; i++) {
            table.add(new Dataset.Row(i, "k", "t" + i, i, new double[] {i, -i}, false));
        }
        assertThat(table.seen()).isEqualTo(ROWS);
        return table.finish("here", List.of("note"));
    }

    @Test
    void aTableThatFitsIsWhole() {
        BoundedTable.Read read = read(false, 100_000_000);
        assertThat(read.isWhole()).isTrue();
        assertThat(read.dataset().rows()).hasSize(ROWS);
        assertThat(read.dataset().source()).isEqualTo("here");
        assertThat(read.dataset().notes()).containsExactly("note");
        assertThat(read.summary()).isEqualTo(DataSummary.of(read.dataset()));
    }

    @Test
    void aLargerTableIsSampledAndTheSummaryCoversAllRows() {
        BoundedTable.Read read = read(true, 1_000_000);
        assertThat(read.isWhole()).isFalse();
        assertThat(read.dataset().rows().size()).isBetween(ROWS / 20, ROWS / 2);
        assertThat(read.breaks()).isNotEmpty();
        assertThat(read.summary()).isEqualTo(read(false, 100_000_000).summary());
    }
}

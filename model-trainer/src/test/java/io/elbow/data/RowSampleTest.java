// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RowSampleTest {
    private static final int ROWS = 20_000;

    private static RowSample sample(boolean series, long bytes, long seed, int keys) {
        RowSample sample = new RowSample(new RowSample.Bound(series, 4, bytes, seed));
        for (int i = 0; i < ROWS; i++) {
            sample.add(new Dataset.Row(i, "k" + i % keys, "", i, new double[] {i, -i}, false));
        }
        return sample;
    }

    private static List<Long> numbers(RowSample sample) {
        return sample.rows().stream().map(Dataset.Row::number).toList();
    }

    @Test
    void keepsEveryRowInOrderWhereAllFit() {
        for (boolean series : new boolean[] {false, true}) {
            RowSample sample = sample(series, 100_000_000, 1, 3);
            assertThat(sample.isWhole()).isTrue();
            assertThat(numbers(sample))
                    .isEqualTo(LongStream.range(0, ROWS).boxed().toList());
            assertThat(sample.breaks()).isEmpty();
        }
    }

    @Test
    void pointsAreDrawnUniformlyWithinTheBound() {
        RowSample sample = sample(false, 1_000_000, 1, 1);
        List<Long> numbers = numbers(sample);
        assertThat(sample.seen()).isEqualTo(ROWS);
        assertThat(sample.kept()).isEqualTo(numbers.size());
        assertThat(numbers).hasSizeBetween(2_000, 5_000).isSorted().doesNotHaveDuplicates();
        // The mean of n draws without replacement from a uniform distribution deviates by less than rows / sqrt(12 n).
        double mean = numbers.stream().mapToLong(n -> n).average().orElseThrow();
        assertThat(mean).isCloseTo(ROWS / 2.0, within(4 * ROWS / Math.sqrt(12.0 * numbers.size())));
        assertThat(sample.breaks()).isEmpty();
        assertThat(sample.rows()).noneMatch(Dataset.Row::anomalous);
    }

    @Test
    void theSeedDecidesTheSample() {
        assertThat(numbers(sample(false, 1_000_000, 5, 1))).isEqualTo(numbers(sample(false, 1_000_000, 5, 1)));
        assertThat(numbers(sample(false, 1_000_000, 6, 1))).isNotEqualTo(numbers(sample(false, 1_000_000, 5, 1)));
    }

    @Test
    void seriesAreKeptInWholeBlocksAndNoShingleBridgesAGap() {
        int keys = 2;
        RowSample sample = sample(true, 2_000_000, 1, keys);
        List<Dataset.Row> rows = sample.rows();
        assertThat(rows.size()).isBetween(4_000, 12_000);
        Map<String, Dataset.Row> before = new HashMap<>();
        List<Long> gaps = new ArrayList<>();
        for (Dataset.Row row : rows) {
            Dataset.Row last = before.put(row.key(), row);
            boolean behindGap = last != null && row.number() != last.number() + keys;
            assertThat(row.anomalous()).isEqualTo(behindGap);
            if (behindGap) {
                gaps.add(row.number());
                assertThat(row.number() / keys % RowSample.BLOCK).isZero();
            }
        }
        assertThat(sample.breaks()).isNotEmpty().containsExactlyInAnyOrderElementsOf(gaps);
    }

    @Test
    void moreKeysThanMemoryHoldsAreRefusedWithTheRemedy() {
        assertThatThrownBy(() -> sample(true, 500_000, 1, ROWS))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("the key has more than ")
                .hasMessageContaining("--key");
    }
}

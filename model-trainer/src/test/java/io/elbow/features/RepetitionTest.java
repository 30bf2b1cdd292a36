// SPDX-License-Identifier: Apache-2.0
package io.elbow.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RepetitionTest {
    private static final int[] ROWS = IntStream.range(0, 1_000).toArray();

    @Test
    void aNewNormalOfFewRowsMakesUpAQuarter() {
        int[] repeated = Repetition.of(ROWS, row -> row < 50);
        long fresh = Arrays.stream(repeated).filter(row -> row < 50).count();
        assertThat((double) fresh / repeated.length).isBetween(0.25, 0.27);
        assertThat(Arrays.stream(repeated).filter(row -> row >= 50)).hasSize(950);
    }

    @Test
    void noRowIsRepeatedMoreThanTenTimes() {
        assertThat(Repetition.of(ROWS, row -> row == 7)).hasSize(1_009);
    }

    @Test
    void aNewNormalOfAQuarterOrOfNoRowsIsNotRepeated() {
        assertThat(Repetition.of(ROWS, row -> row < 300)).isEqualTo(ROWS);
        assertThat(Repetition.of(ROWS, row -> false)).isEqualTo(ROWS);
        assertThat(Repetition.of(ROWS, row -> true)).isEqualTo(ROWS);
    }
}

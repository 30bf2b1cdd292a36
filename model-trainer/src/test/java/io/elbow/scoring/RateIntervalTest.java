// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateIntervalTest {
    private static final int ROWS = 20_000;

    /** From tables of the exact binomial limits. */
    @ParameterizedTest
    @CsvSource({
        "0, 10, 0, 0.30850",
        "1, 10, 0.00253, 0.44502",
        "5, 10, 0.18709, 0.81291",
        "10, 10, 0.69150, 1",
        "0, 20000, 0, 0.00018443"
    })
    void theExactIntervalIsThatOfTheTables(int flagged, int rows, double low, double high) {
        RateInterval interval = RateInterval.exact(flagged, rows);
        assertThat(interval.low()).isCloseTo(low, within(1e-5));
        assertThat(interval.high()).isCloseTo(high, within(high < 1e-3 ? 1e-7 : 1e-5));
    }

    @Test
    void anImpossibleShareIsRefused() {
        assertThatThrownBy(() -> RateInterval.exact(3, 2)).hasMessage("3 of 2 rows is no share");
    }

    @Test
    void aBootstrapOfIndependentRowsIsAsWideAsTheBinomial() {
        boolean[] flags = new boolean[ROWS];
        SplittableRandom random = new SplittableRandom(7);
        int flagged = 0;
        for (int i = 0; i < ROWS; i++) {
            flags[i] = random.nextDouble() < 0.05;
            flagged += flags[i] ? 1 : 0;
        }
        RateInterval exact = RateInterval.exact(flagged, ROWS);
        RateInterval bootstrap = RateInterval.blockBootstrap(flags, RateInterval.blockLength(ROWS), 1);
        assertThat(width(bootstrap)).isBetween(0.8 * width(exact), 1.2 * width(exact));
        assertThat(bootstrap.low()).isLessThan((double) flagged / ROWS);
        assertThat(bootstrap.high()).isGreaterThan((double) flagged / ROWS);
    }

    @Test
    void aBootstrapOfBurstsIsWider() {
        boolean[] flags = new boolean[ROWS];
        for (int i = 0; i < ROWS; i++) {
            flags[i] = i % 1_000 < 50;
        }
        RateInterval exact = RateInterval.exact(ROWS / 20, ROWS);
        RateInterval bootstrap = RateInterval.blockBootstrap(flags, RateInterval.blockLength(ROWS), 1);
        assertThat(width(bootstrap)).isGreaterThan(2 * width(exact));
        assertThat(RateInterval.blockBootstrap(flags, RateInterval.blockLength(ROWS), 1))
                .as("the same seed")
                .isEqualTo(bootstrap);
    }

    @Test
    void withoutAFlagTheBootstrapIsTheExactInterval() {
        assertThat(RateInterval.blockBootstrap(new boolean[ROWS], 100, 1)).isEqualTo(RateInterval.exact(0, ROWS));
    }

    private static double width(RateInterval interval) {
        return interval.high() - interval.low();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LastingShiftTest {
    private static final Duration COOLDOWN = Duration.ofMinutes(5);
    private static final Duration ADAPT_AFTER = Duration.ofMinutes(60);

    @Test
    void anIncidentThatLastsIsTheNewNormal() {
        boolean[] anomalous = between(100, 30, 91);
        assertThat(LastingShift.rows(minutes(100), anomalous, COOLDOWN, ADAPT_AFTER))
                .isEqualTo(anomalous);
    }

    @Test
    void aShorterOneIsNot() {
        assertThat(LastingShift.rows(minutes(100), between(100, 30, 90), COOLDOWN, ADAPT_AFTER))
                .containsOnly(false);
    }

    @Test
    void normalRowsWithinTheCooldownDoNotEndAnIncident() {
        boolean[] anomalous = between(100, 0, 100);
        for (int i = 0; i < 100; i++) {
            anomalous[i] = i % 4 == 0;
        }
        assertThat(LastingShift.rows(minutes(100), anomalous, COOLDOWN, ADAPT_AFTER))
                .isEqualTo(anomalous);
    }

    @Test
    void aCooldownWithoutAnAnomalyEndsIt() {
        boolean[] anomalous = between(100, 0, 100);
        for (int i = 40; i < 44; i++) {
            anomalous[i] = false;
        }
        assertThat(LastingShift.rows(minutes(100), anomalous, COOLDOWN, ADAPT_AFTER))
                .containsOnly(false);
    }

    @Test
    void nothingAnomalousIsNothingNew() {
        assertThat(LastingShift.rows(minutes(10), new boolean[10], COOLDOWN, ADAPT_AFTER))
                .containsOnly(false);
    }

    private static long[] minutes(int count) {
        return LongStream.range(0, count).map(i -> i * 60_000).toArray();
    }

    private static boolean[] between(int rows, int from, int to) {
        boolean[] marked = new boolean[rows];
        Arrays.fill(marked, from, to, true);
        return marked;
    }
}

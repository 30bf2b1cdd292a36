// SPDX-License-Identifier: Apache-2.0
package io.elbow.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeLeftTest {
    private static final long SECOND = 1_000_000_000L;

    private long now = 77 * SECOND;
    private final TimeLeft timeLeft = new TimeLeft(() -> now);

    @Test
    void theFirstStepTellsNothing() {
        assertThat(timeLeft.after(1, 1, 1, 100)).isEmpty();
    }

    @Test
    void steadyStepsAreForetoldExactly() {
        timeLeft.after(1, 1, 1, 101);
        for (int step = 2; step <= 101; step++) {
            now += SECOND;
            assertThat(timeLeft.after(1, 1, step, 101).orElseThrow()).isCloseTo(101 - step, within(1e-6));
        }
    }

    @Test
    void theTimeOfAllFitsCounts() {
        timeLeft.after(1, 6, 1, 10);
        now += 9 * SECOND;
        // A sixth but one step took nine seconds, at one a step: fifty steps are to come.
        assertThat(timeLeft.after(1, 6, 10, 10).orElseThrow()).isCloseTo(50, within(1e-6));
        now += 10 * SECOND;
        assertThat(timeLeft.after(2, 6, 10, 10).orElseThrow()).isCloseTo(40, within(1e-6));
    }

    @Test
    void aFitThatEndedEarlyLetsTheOthersBeExpectedEarlyToo() {
        timeLeft.after(1, 2, 1, 1_000);
        now += 100 * SECOND;
        timeLeft.after(1, 2, 101, 1_000);
        // Early stopping ended the first fit there; the next begins.
        now += SECOND;
        assertThat(timeLeft.after(2, 2, 1, 1_000).orElseThrow()).isCloseTo(101, within(1.0));
    }

    @Test
    void nothingIsLeftAtTheEnd() {
        timeLeft.after(1, 1, 1, 2);
        now += SECOND;
        assertThat(timeLeft.after(1, 1, 2, 2)).hasValue(0);
    }

    @ParameterizedTest
    @CsvSource({
        "0.2, 1 s left",
        "8, 8 s left",
        "59.5, 1 min 0 s left",
        "125, 2 min 5 s left",
        "3599, 59 min 59 s left",
        "3900, 1 h 5 min left",
        "90000, 25 h 0 min left"
    })
    void aPersonReadsTwoUnitsAtMost(double seconds, String words) {
        assertThat(TimeLeft.text(seconds)).isEqualTo(words);
    }
}

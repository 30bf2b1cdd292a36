// SPDX-License-Identifier: Apache-2.0
package io.elbow.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.elbow.config.AlertBudget;
import org.junit.jupiter.api.Test;

class SteeredThresholdTest {
    private static final AlertBudget BUDGET = AlertBudget.parse("2/1d");
    private static final long DAY = 86_400_000;
    private final SteeredThreshold threshold = new SteeredThreshold();

    @Test
    void anOpeningRaisesItAndADayLowersItByTheBudget() {
        threshold.advance(0, BUDGET, 3);
        threshold.opened();
        threshold.opened();
        threshold.opened();
        assertThat(threshold.value(3)).isCloseTo(3 * Math.exp(0.6), within(1e-12));

        threshold.advance(DAY / 2, BUDGET, 3);
        assertThat(threshold.value(3)).isCloseTo(3 * Math.exp(0.4), within(1e-12));
    }

    @Test
    void staysWithinItsBounds() {
        threshold.advance(0, BUDGET, 3);
        for (int i = 0; i < 50; i++) {
            threshold.opened();
        }
        assertThat(threshold.value(3)).isCloseTo(12, within(1e-9));
        for (int i = 1; i < 50; i++) {
            threshold.advance(i * DAY, BUDGET, 3);
        }
        assertThat(threshold.value(3)).isCloseTo(2.1, within(1e-9));
        assertThat(threshold.value(1.8)).isCloseTo(1.5, within(1e-9));
    }

    @Test
    void aJumpOfEventTimeCountsAsOneSpanOfTheBudget() {
        threshold.lnRatio = 1;
        threshold.advance(0, BUDGET, 3);
        threshold.advance(Long.MAX_VALUE, BUDGET, 3);

        assertThat(threshold.lnRatio).isCloseTo(0.6, within(1e-12));
    }

    @Test
    void timeThatGoesBackChangesNothing() {
        threshold.lnRatio = 1;
        threshold.advance(DAY, BUDGET, 3);
        threshold.advance(0, BUDGET, 3);
        threshold.advance(DAY, BUDGET, 3);

        assertThat(threshold.lnRatio).isEqualTo(1);
        assertThat(threshold.lastMillis).isEqualTo(DAY);
    }

    @Test
    void goesOnAcrossModels() {
        threshold.advance(0, BUDGET, 3);
        threshold.opened();

        assertThat(threshold.value(6) / 6).isCloseTo(threshold.value(3) / 3, within(1e-12));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.elbow.config.BadInputException;
import org.junit.jupiter.api.Test;

class SmoothingTest {
    private final Smoothing smoothing = new Smoothing(4, false);

    @Test
    void beginsAtTheFirstScore() {
        assertThat(smoothing.step().next(Smoothing.NOTHING, 17)).isEqualTo(17);
    }

    @Test
    void aStepIsHalfTakenUpAfterAHalfLife() {
        double average = 0;
        for (int i = 0; i < 4; i++) {
            average = smoothing.step().next(average, 1);
        }
        assertThat(average).isCloseTo(0.5, within(1e-12));
    }

    @Test
    void withoutAHalfLifeItIsTheScore() {
        assertThat(Smoothing.NONE.step().next(3, 17)).isEqualTo(17);
    }

    @Test
    void anAverageEndsWhereTheSeriesStartsAnewOrAnotherModelScores() {
        SmoothedScore score = new SmoothedScore();
        assertThat(score.before(5, 9)).isNaN();
        score.keep(2.5, 5, 9);
        assertThat(score.before(5, 9)).isEqualTo(2.5);
        assertThat(score.before(6, 9)).isNaN();
        assertThat(score.before(5, 10)).isNaN();
    }

    @Test
    void impossibleOptionsAreRefused() {
        assertThatThrownBy(() -> new Smoothing(-1, false)).isInstanceOf(BadInputException.class);
        assertThatThrownBy(() -> new Smoothing(0, true))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("--smooth");
    }
}

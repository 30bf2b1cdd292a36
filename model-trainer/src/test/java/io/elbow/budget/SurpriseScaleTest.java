// SPDX-License-Identifier: Apache-2.0
package io.elbow.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SurpriseScaleTest {
    private static final double[] SCORES = {11, 12, 13, 14, 15, 16, 17};
    private final SurpriseScale scale = SurpriseScale.ofNormalScores(SCORES);

    @Test
    void theFloorLiesOneNatBelowTheLeastNormalScore() {
        assertThat(scale.floor()).isEqualTo(10);
        assertThat(scale.logExcess(10)).isZero();
        assertThat(scale.logExcess(-1e9)).isZero();
        assertThat(scale.logExcess(11)).isCloseTo(Math.log(2), within(1e-12));
    }

    @Test
    void theMedianNormalScoreSurprisesNobody() {
        assertThat(scale.firstTerm(14)).isCloseTo(0, within(1e-12));
    }

    @Test
    void surpriseGrowsWithTheScoreAndStaysFinite() {
        double last = Double.NEGATIVE_INFINITY;
        for (double score : new double[] {10, 10.5, 12, 14, 40, 1e3, 1e9, 1e200}) {
            assertThat(scale.firstTerm(score)).isGreaterThan(last);
            last = scale.firstTerm(score);
        }
        assertThat(scale.firstTerm(Double.POSITIVE_INFINITY)).isFinite();
    }

    @Test
    void scoresThatAreAllAlikeHaveTheLeastSpread() {
        assertThat(SurpriseScale.ofNormalScores(new double[] {3, 3, 3, 3}).spread())
                .isEqualTo(SurpriseScale.LEAST_SPREAD);
    }

    @Test
    void refusesNoRowsAndWhatIsNoScale() {
        assertThatThrownBy(() -> SurpriseScale.ofNormalScores(new double[0]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least one normal row");
        assertThatThrownBy(() -> new SurpriseScale(0, 1, 0.01))
                .hasMessage("a surprise scale's spread must be at least 0.05 but was 0.01");
        assertThatThrownBy(() -> new SurpriseScale(Double.NaN, 1, 1)).hasMessageContaining("floor must be finite");
    }
}

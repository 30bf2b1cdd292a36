// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SummaryTest {
    @Test
    void takesTheMiddleOfAnOddNumberWhateverTheirOrder() {
        assertThat(Summary.of(9, 1, 4)).isEqualTo(new Summary(4, 1, 9, 3));
    }

    @Test
    void takesTheMeanOfTheMiddleTwoOfAnEvenNumber() {
        assertThat(Summary.of(10, 1, 4, 6)).isEqualTo(new Summary(5, 1, 10, 4));
    }

    @Test
    void summarisesASingleValueAsItself() {
        assertThat(Summary.of(3)).isEqualTo(new Summary(3, 3, 3, 1));
    }

    @Test
    void leavesTheValuesInTheirOrder() {
        double[] values = {3, 1, 2};
        Summary.of(values);
        assertThat(values).containsExactly(3, 1, 2);
    }

    @Test
    void pairsRatiosByRoundRatherThanDividingMedians() {
        double[] values = {10, 40, 90};
        double[] bases = {10, 20, 100};
        assertThat(Summary.ofRatios(values, bases)).isEqualTo(new Summary(1, 0.9, 2, 3));
    }

    @Test
    void whatIsLostOfABaseHasAnIntervalFromThreeRoundsOn() {
        Figure loss = Figure.loss("group", "name", new double[] {0.98, 0.96, 1.0});
        assertThat(loss.summary().median()).isCloseTo(2, within(1e-9));
        // Student's t of two degrees of freedom, 4.3027, times a deviation of 2 by the root of 3.
        assertThat(loss.error()).isCloseTo(4.3027 * 2 / Math.sqrt(3), within(1e-3));
        assertThat(Figure.loss("group", "name", new double[] {0.98, 0.96}).error())
                .isNull();
    }

    @Test
    void scalesToAnotherUnit() {
        assertThat(Summary.of(2, 4, 8).times(0.5)).isEqualTo(new Summary(2, 1, 4, 3));
    }

    @Test
    void refusesNothingAndWhatIsNoNumber() {
        assertThatIllegalArgumentException().isThrownBy(Summary::of).withMessageContaining("finite values");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Summary.of(1, Double.NaN))
                .withMessageContaining("NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Summary.ofRatios(new double[] {1}, new double[] {0}))
                .withMessageContaining("Infinity");
    }

    @Test
    void refusesToPairUnequalNumbersOfRounds() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Summary.ofRatios(new double[2], new double[3]))
                .withMessage("2 values cannot be paired with 3");
    }
}

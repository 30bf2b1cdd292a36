// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

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

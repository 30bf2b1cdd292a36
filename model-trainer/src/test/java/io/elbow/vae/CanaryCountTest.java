// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CanaryCountTest {
    private static final double RATE = 0.01;

    @Test
    void falseAlarmsJustBelowTheRateDoNotSpeakAgainstAChallenger() {
        double[] champion = filled(100, 0.005);
        CanaryCount count = CanaryCount.of(champion, filled(100, 0.5), RATE);
        assertThat(count).isEqualTo(new CanaryCount(0, 0));
        assertThat(count.fault()).isEmpty();
    }

    @Test
    void fourInFiveOfWhatIsClearMustStayAnomalous() {
        double[] champion = filled(10, 1e-4);
        double[] challenger = filled(10, 0.009);
        challenger[0] = 0.02;
        challenger[1] = 0.02;
        assertThat(CanaryCount.of(champion, challenger, RATE).fault()).isEmpty();
        challenger[2] = 0.02;
        assertThat(CanaryCount.of(champion, challenger, RATE).fault())
                .hasValueSatisfying(fault -> assertThat(fault).contains("of 10 records", "only 7"));
    }

    @Test
    void fewerThanFiveSayNothing() {
        assertThat(CanaryCount.of(filled(4, 1e-4), filled(4, 0.5), RATE).fault())
                .isEmpty();
        assertThat(CanaryCount.of(filled(5, 1e-4), filled(5, 0.5), RATE).fault())
                .isPresent();
    }

    private static double[] filled(int length, double value) {
        double[] values = new double[length];
        Arrays.fill(values, value);
        return values;
    }
}

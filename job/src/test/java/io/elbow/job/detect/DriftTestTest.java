// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DriftTestTest {
    private static final int ROWS = 5_000;
    private static final double RUN_LENGTH = 10_000;

    /** Records to the first word of drift, at most {@code most}. */
    private static int recordsToDrift(SplittableRandom random, double power, double alertRate, int most) {
        DriftTest test = new DriftTest(RUN_LENGTH, ROWS, alertRate, null);
        for (int i = 1; i <= most; i++) {
            double pValue = Math.pow(random.nextDouble(), power);
            if (pValue > alertRate && test.add(pValue)) {
                return i;
            }
        }
        return most;
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-4, 0.01, 0.2})
    void withoutDriftAFalseWordTakesOnAverageAtLeastTheRunLength(double alertRate) {
        SplittableRandom random = new SplittableRandom(20260101);
        double sum = 0;
        for (int run = 0; run < 40; run++) {
            sum += recordsToDrift(random, 1, alertRate, (int) (3 * RUN_LENGTH));
        }
        // Cut off at three run lengths, which only lowers the mean.
        assertThat(sum / 40).isGreaterThan(RUN_LENGTH);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-4, 0.01})
    void recordsThatScoreHigherAreToldSoon(double alertRate) {
        SplittableRandom random = new SplittableRandom(20260101);
        for (int run = 0; run < 20; run++) {
            assertThat(recordsToDrift(random, 3, alertRate, (int) RUN_LENGTH)).isLessThan(300);
        }
    }

    @Test
    void itGoesOnWhereItStopped() {
        SplittableRandom random = new SplittableRandom(1);
        DriftTest whole = new DriftTest(RUN_LENGTH, ROWS, 0.01, null);
        DriftTest part = new DriftTest(RUN_LENGTH, ROWS, 0.01, null);
        for (int i = 0; i < 1_000; i++) {
            double p = random.nextDouble();
            whole.add(p);
            part.add(p);
            part = new DriftTest(RUN_LENGTH, ROWS, 0.01, part.sums());
        }
        assertThat(part.sums()).isEqualTo(whole.sums());
    }
}

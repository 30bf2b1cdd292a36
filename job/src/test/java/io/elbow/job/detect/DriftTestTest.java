// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DriftTestTest {
    private static final int ROWS = 5_000;
    private static final double RUN_LENGTH = 10_000;

    /** Records to the first word of drift, at most {@code most}. */
    private static int told(SplittableRandom random, double power, int most) {
        DriftTest test = new DriftTest(RUN_LENGTH, ROWS, null);
        for (int i = 1; i <= most; i++) {
            if (test.add(Math.pow(random.nextDouble(), power))) {
                return i;
            }
        }
        return most;
    }

    @Test
    void withoutDriftAFalseWordTakesOnAverageAtLeastTheRunLength() {
        SplittableRandom random = new SplittableRandom(20260101);
        double sum = 0;
        for (int run = 0; run < 40; run++) {
            sum += told(random, 1, (int) (3 * RUN_LENGTH));
        }
        // Cut off at three run lengths, which only lowers the mean.
        assertThat(sum / 40).isGreaterThan(RUN_LENGTH);
    }

    @Test
    void recordsThatScoreHigherAreToldSoon() {
        SplittableRandom random = new SplittableRandom(20260101);
        for (int run = 0; run < 20; run++) {
            assertThat(told(random, 3, (int) RUN_LENGTH)).isLessThan(300);
        }
    }

    @Test
    void itGoesOnWhereItStopped() {
        SplittableRandom random = new SplittableRandom(1);
        DriftTest whole = new DriftTest(RUN_LENGTH, ROWS, null);
        DriftTest part = new DriftTest(RUN_LENGTH, ROWS, null);
        for (int i = 0; i < 1_000; i++) {
            double p = random.nextDouble();
            whole.add(p);
            part.add(p);
            part = new DriftTest(RUN_LENGTH, ROWS, part.sums());
        }
        assertThat(part.sums()).isEqualTo(whole.sums());
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.hipparchus.special.Erf;
import org.junit.jupiter.api.Test;

class NormalDrawsTest {
    @Test
    void theSequenceOfASeedIsTheSameOnEveryJdk() {
        SplittableRandom random = new SplittableRandom(42);
        long digest = 0;
        for (int i = 0; i < 30_000_000; i++) {
            digest = 31 * digest + Double.doubleToLongBits(NormalDraws.next(random));
        }
        assertThat(Long.toHexString(digest)).isEqualTo("7791ea42e75ab5ea");
    }

    @Test
    void theEmpiricalDistributionIsWithinKolmogorovsBound() {
        int n = 1_000_000;
        double[] draws = draws(n);
        Arrays.sort(draws);
        double distance = 0;
        for (int i = 0; i < n; i++) {
            double expected = 1 - above(draws[i]);
            distance = Math.max(distance, Math.max(expected - (double) i / n, (i + 1.0) / n - expected));
        }
        // Exceeded once in a thousand seeds.
        assertThat(distance).isLessThan(1.95 / Math.sqrt(n));
    }

    @Test
    void theTailsHoldWhatTheNormalDistributionPutsThere() {
        int n = 10_000_000;
        double[] draws = draws(n);
        for (double bound : new double[] {3, 3.442619855899, 4, 4.5}) {
            double expected = n * above(bound);
            double spread = 4 * Math.sqrt(expected);
            assertThat((double) Arrays.stream(draws).filter(x -> x > bound).count())
                    .as("above %s", bound)
                    .isBetween(expected - spread, expected + spread);
            assertThat((double) Arrays.stream(draws).filter(x -> x < -bound).count())
                    .as("below -%s", bound)
                    .isBetween(expected - spread, expected + spread);
        }
    }

    private static double above(double x) {
        return Erf.erfc(x / Math.sqrt(2)) / 2;
    }

    private static double[] draws(int count) {
        SplittableRandom random = new SplittableRandom(7);
        double[] draws = new double[count];
        Arrays.setAll(draws, i -> NormalDraws.next(random));
        return draws;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.elbow.config.AlertBudget;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SurpriseFitTest {
    private static final long MINUTE = 60_000;
    private static final Duration COOLDOWN = Duration.ofMinutes(5);

    /** Two keys, a row a minute, scores of exp(N(2, .3)) and every so often one ten times as high. */
    private static NormalRows rows(int minutes, int everyPeak) {
        SplittableRandom random = new SplittableRandom(5);
        long[] times = new long[2 * minutes];
        int[] keys = new int[2 * minutes];
        double[] scores = new double[2 * minutes];
        for (int row = 0; row < scores.length; row++) {
            times[row] = MINUTE * (row % minutes);
            keys[row] = row / minutes;
            double peak = row % everyPeak == everyPeak - 1 ? 10 + row * 1e-4 : 1;
            scores[row] = peak * Math.exp(2 + 0.3 * random.nextGaussian());
        }
        return new NormalRows(times, keys, scores);
    }

    private static AlertBudget aDay(int count) {
        return new AlertBudget(count, Duration.ofDays(1));
    }

    @Test
    void aLargerBudgetBeginsWithALowerThreshold() {
        SurpriseFit fit = SurpriseFit.of(rows(10 * 1440, 300));
        assertThat(fit.days()).isCloseTo(10, within(0.01));
        assertThat(fit.medianIntervalMillis()).isEqualTo(MINUTE);
        double one = fit.firstThreshold(aDay(1), COOLDOWN);
        double five = fit.firstThreshold(aDay(5), COOLDOWN);
        assertThat(one).isGreaterThan(five);
        assertThat(fit.firstThreshold(aDay(10_000), COOLDOWN)).isEqualTo(FirstThreshold.LEAST);
    }

    @Test
    void theThresholdIsThatOfAllRows() {
        NormalRows rows = rows(10 * 1440, 300);
        SurpriseFit fit = SurpriseFit.of(rows);
        double[] surprise = rows.surprise(fit.scale(), fit.halfLifeMillis());
        assertThat(fit.firstThreshold(aDay(2), COOLDOWN))
                .isEqualTo(FirstThreshold.of(rows.times(), rows.keys(), surprise, fit.days(), aDay(2), COOLDOWN));
        assertThat(fit.peaks().times().length).isLessThan(rows.times().length / 5);
    }

    @Test
    void ofTooManyPeaksTheHighestAreKeptAndTheThresholdIsNoLowerThanThem() {
        int many = 2 * SurprisePeaks.MOST;
        long[] times = new long[many];
        double[] surprise = new double[many];
        for (int row = 0; row < many; row++) {
            times[row] = row * MINUTE;
            surprise[row] = 2 + row % 10_007 * 1e-3;
        }
        SurprisePeaks peaks = SurprisePeaks.of(times, new int[many], surprise);
        assertThat(peaks.times()).hasSize(SurprisePeaks.MOST).isSorted();
        assertThat(Arrays.stream(peaks.surprise()).min().getAsDouble()).isCloseTo(2 + 10_007 / 2 * 1e-3, within(0.1));
        SurpriseFit fit = new SurpriseFit(new SurpriseScale(0, 1, 1), 30, MINUTE, peaks);
        assertThat(fit.firstThreshold(aDay(10_000), COOLDOWN)).isGreaterThanOrEqualTo(peaks.least());
    }

    @Test
    void theTableOfPeaksIsReadAsItWasWritten() {
        SurprisePeaks peaks = SurpriseFit.of(rows(2000, 300)).peaks();
        assertThat(SurprisePeaks.ofNumbers(peaks.numbers(), peaks.least())).isEqualTo(peaks);
        assertThatThrownBy(() -> SurprisePeaks.ofNumbers(new double[] {0.5, 0, 3}, 1.5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[0.5, 0.0, 3.0]");
        assertThatThrownBy(() -> SurprisePeaks.ofNumbers(new double[] {1, 0, Double.NaN}, 1.5))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

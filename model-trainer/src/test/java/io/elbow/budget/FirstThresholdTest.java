// SPDX-License-Identifier: Apache-2.0
package io.elbow.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elbow.config.AlertBudget;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FirstThresholdTest {
    private static final long MINUTE = 60_000;
    private static final Duration COOLDOWN = Duration.ofMinutes(5);
    private static final AlertBudget ONE_A_DAY = AlertBudget.parse("1/1d");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void liesNextToTheReferencesQuantile(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] surprise = new double[20_000];
        for (int i = 0; i < surprise.length; i++) {
            surprise[i] = 1.5 * random.nextExponential() * (1 + Math.sin(i / 300.0) / 3);
        }
        double exact = FirstThreshold.of(
                minutes(20_000), new int[20_000], surprise, FirstThreshold.days(minutes(20_000)), ONE_A_DAY, COOLDOWN);

        double[] grid = grid(surprise);
        int best = 0;
        while (incidents(surprise, grid[best + 1]) <= 20_000 / 1_440) {
            best++;
        }
        assertThat(exact).isBetween(grid[Math.min(149, best + 2)], grid[Math.max(0, best - 2)]);
    }

    @Test
    void allowsSoManyIncidentsAndNotOneMore() {
        double[] surprise = new double[1_000];
        for (int i = 0; i < 6; i++) {
            surprise[100 * i + 50] = 10 - i;
        }
        double threshold = FirstThreshold.of(
                minutes(1_000), new int[1_000], surprise, FirstThreshold.days(minutes(1_000)), ONE_A_DAY, COOLDOWN);

        assertThat(threshold).isEqualTo(Math.nextUp(7.0));
    }

    @Test
    void rowsWithinACooldownAreOneIncident() {
        double[] surprise = new double[1_000];
        Arrays.fill(surprise, 100, 400, 9);
        for (int i = 500; i < 900; i += 4) {
            surprise[i] = 8;
        }
        assertThat(FirstThreshold.of(
                        minutes(1_000),
                        new int[1_000],
                        surprise,
                        FirstThreshold.days(minutes(1_000)),
                        ONE_A_DAY,
                        COOLDOWN))
                .isEqualTo(FirstThreshold.LEAST);
    }

    @Test
    void openingsOfSeveralKeysWithinACooldownAreOneEvent() {
        long[] times = {0, MINUTE, 2 * MINUTE, 100 * MINUTE, 102 * MINUTE, 200 * MINUTE, 300 * MINUTE, 400 * MINUTE};
        int[] keys = {0, 1, 2, 0, 1, 2, 3, 4};
        double[] surprise = {9, 9, 9, 8, 8, 7, 6, 5};

        assertThat(FirstThreshold.of(times, keys, surprise, FirstThreshold.days(times), ONE_A_DAY, COOLDOWN))
                .isEqualTo(Math.nextUp(6.0));
    }

    @Test
    void aChainOfOpeningsOfManyKeysIsNoEndlessEvent() {
        int rows = 300;
        long[] times = LongStream.range(0, rows).map(row -> row * MINUTE).toArray();
        double[] surprise =
                IntStream.range(0, rows).mapToDouble(row -> 5 + row / 1e3).toArray();

        assertThat(FirstThreshold.of(
                        times,
                        IntStream.range(0, rows).toArray(),
                        surprise,
                        FirstThreshold.days(times),
                        ONE_A_DAY,
                        COOLDOWN))
                .isGreaterThan(5);
    }

    @Test
    void aLargerBudgetNeverRaisesIt() {
        SplittableRandom random = new SplittableRandom(5);
        double[] surprise =
                random.doubles(50_000, 0, 1).map(x -> -2 * Math.log(x)).toArray();
        int[] keys = random.ints(50_000, 0, 40).toArray();
        long[] times = LongStream.range(0, 50_000).map(row -> row * MINUTE / 4).toArray();
        double last = Double.POSITIVE_INFINITY;
        for (String budget : new String[] {"1/1d", "5/1d", "50/1d", "287/1d", "10000/1d"}) {
            double threshold = FirstThreshold.of(
                    times, keys, surprise, FirstThreshold.days(times), AlertBudget.parse(budget), COOLDOWN);
            assertThat(threshold).isLessThanOrEqualTo(last).isGreaterThanOrEqualTo(FirstThreshold.LEAST);
            last = threshold;
        }
    }

    @Test
    void aGapOfWeeksCountsAsADay() {
        long day = 1_440 * MINUTE;
        assertThat(FirstThreshold.days(new long[] {50 * day, 0, day / 2})).isEqualTo(1.5);
        assertThat(FirstThreshold.days(new long[] {Long.MIN_VALUE, Long.MAX_VALUE}))
                .isEqualTo(1);
        assertThat(FirstThreshold.days(new long[0])).isZero();
    }

    @Test
    void refusesColumnsOfDifferentLengths() {
        assertThatThrownBy(() -> FirstThreshold.of(
                        new long[2], new int[3], new double[2], FirstThreshold.days(new long[2]), ONE_A_DAY, COOLDOWN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("rows have 2 times, 3 keys and 2 surprises");
    }

    private static long[] minutes(int rows) {
        return LongStream.range(0, rows).map(row -> row * MINUTE).toArray();
    }

    /** The reference's 150 quantiles, from the highest. */
    private static double[] grid(double[] surprise) {
        double[] sorted = surprise.clone();
        Arrays.sort(sorted);
        int n = sorted.length;
        return IntStream.range(0, 150)
                .mapToDouble(i -> (n - 1) * (1 - Math.pow(0.05 * n, i / 149.0) / n))
                .map(at ->
                        sorted[(int) at] + (at - (int) at) * (sorted[Math.min(n - 1, (int) at + 1)] - sorted[(int) at]))
                .toArray();
    }

    /** The reference's count, whose cooldown is over at five minutes or more. */
    private static int incidents(double[] surprise, double threshold) {
        int incidents = 0;
        int last = -1_000;
        for (int i = 0; i < surprise.length; i++) {
            if (surprise[i] > threshold) {
                incidents += i - last >= 5 ? 1 : 0;
                last = i;
            }
        }
        return incidents;
    }
}

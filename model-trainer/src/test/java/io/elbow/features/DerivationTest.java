// SPDX-License-Identifier: Apache-2.0
package io.elbow.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.elbow.config.FeatureSource;
import io.elbow.config.FeatureSource.As;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class DerivationTest {
    private static final int ROWS = 60;
    private static final double EQUAL = 1e-9;

    private final Derivation rate = new Derivation(List.of(new FeatureSource("bytes", As.RATE)));
    private final Derivation difference = new Derivation(List.of(new FeatureSource("bytes", As.DIFFERENCE)));

    /** A counter that stands still now and then, at uneven times. */
    private record Series(long[] timesMillis, double[] values) {
        static Series of(long seed) {
            SplittableRandom random = new SplittableRandom(seed);
            long[] times = new long[ROWS];
            double[] values = new double[ROWS];
            long time = 1_700_000_000_000L;
            double value = random.nextInt(1_000);
            for (int i = 0; i < ROWS; i++) {
                time += 1 + random.nextInt(120_000);
                value += random.nextInt(3) == 0 ? 0 : random.nextInt(10_000);
                times[i] = time;
                values[i] = value;
            }
            return new Series(times, values);
        }

        Series withValues(double[] others) {
            return new Series(timesMillis, others);
        }

        Series times(double factor) {
            return withValues(Arrays.stream(values).map(value -> factor * value).toArray());
        }

        Series plus(double constant) {
            return withValues(
                    Arrays.stream(values).map(value -> value + constant).toArray());
        }

        double growth() {
            return values[ROWS - 1] - values[0];
        }
    }

    private static double[] derived(Derivation derivation, Series series) {
        PreviousValues memory = new PreviousValues();
        double[] derived = new double[series.values.length];
        for (int i = 0; i < derived.length; i++) {
            derived[i] = derivation.derive(memory, new double[] {series.values[i]}, series.timesMillis[i])[0];
        }
        return derived;
    }

    private double[] rates(long[] timesMillis, double... values) {
        return derived(rate, new Series(timesMillis, values));
    }

    /** What grew in all by the rates, each over the time since the record before that has a value. */
    private static double sum(Series series, double[] rates) {
        double sum = 0;
        int before = 0;
        for (int i = 1; i < rates.length; i++) {
            if (!Double.isNaN(series.values[i])) {
                sum += rates[i] * (series.timesMillis[i] - series.timesMillis[before]) / 1_000;
                before = i;
            }
        }
        return sum;
    }

    private static void assertEqual(double[] found, double[] expected, double factor) {
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < found.length; i++) {
            if (Double.isNaN(expected[i])) {
                assertThat(found[i]).isNaN();
            } else {
                assertThat(found[i]).isCloseTo(factor * expected[i], within(EQUAL * factor * (1 + expected[i])));
            }
        }
    }

    @Property(tries = 200)
    void theRateGoesWithTheUnitOfTheCounter(
            @ForAll @LongRange(min = 0, max = 1_000) long seed, @ForAll @IntRange(min = -12, max = 12) int exponent) {
        double factor = Math.pow(10, exponent);
        Series series = Series.of(seed);
        assertEqual(derived(rate, series.times(factor)), derived(rate, series), factor);
    }

    @Property(tries = 200)
    void aConstantAddedToACounterChangesNothing(
            @ForAll @LongRange(min = 0, max = 1_000) long seed,
            @ForAll @IntRange(min = -1_000_000_000, max = 1_000_000_000) int constant) {
        Series series = Series.of(seed);
        assertEqual(derived(rate, series.plus(constant)), derived(rate, series), 1);
        assertEqual(derived(difference, series.plus(constant)), derived(difference, series), 1);
    }

    @Property(tries = 200)
    void whatGrowsInPartsGrowsByAsMuchInAll(
            @ForAll @LongRange(min = 0, max = 1_000) long seed,
            @ForAll @DoubleRange(min = 0, max = 0.9) double missing) {
        Series series = Series.of(seed);
        SplittableRandom random = new SplittableRandom(~seed);
        double[] values = series.values.clone();
        for (int i = 1; i < ROWS - 1; i++) {
            values[i] = random.nextDouble() < missing ? Double.NaN : values[i];
        }
        Series thinned = series.withValues(values);
        double[] rates = derived(rate, thinned);
        for (int i = 0; i < ROWS; i++) {
            assertThat(Double.isNaN(rates[i])).isEqualTo(i == 0 || Double.isNaN(values[i]));
        }
        assertThat(sum(thinned, rates)).isCloseTo(series.growth(), within(EQUAL * (1 + series.growth())));
        assertThat(Arrays.stream(derived(difference, thinned))
                        .filter(value -> !Double.isNaN(value))
                        .sum())
                .isEqualTo(series.growth());
    }

    @Property(tries = 300)
    void noResetMakesARateNegativeOrChangesTheRatesAround(
            @ForAll @LongRange(min = 0, max = 1_000) long seed,
            @ForAll @DoubleRange(min = 0.01, max = 0.9) double share) {
        Series series = Series.of(seed);
        SplittableRandom random = new SplittableRandom(~seed);
        double[] values = series.values.clone();
        List<Integer> resets = new ArrayList<>();
        double begun = 0;
        for (int i = 1; i < ROWS; i++) {
            if (random.nextDouble() < share && series.values[i] > series.values[i - 1] + 1) {
                begun = series.values[i] - random.nextInt(2);
                resets.add(i);
            }
            values[i] = series.values[i] - begun;
        }
        double[] rates = derived(rate, series.withValues(values));
        double[] expected = derived(rate, series);
        for (int i = 0; i < ROWS; i++) {
            assertThat(rates[i] < 0).isFalse();
            if (i == 0) {
                assertThat(rates[i]).isNaN();
            } else if (!resets.contains(i)) {
                assertThat(rates[i]).isCloseTo(expected[i], within(EQUAL * (1 + expected[i])));
            } else if (!Double.isNaN(rates[i])) {
                // What began again and is already above where it was shows less growth than there was.
                assertThat(values[i]).isGreaterThanOrEqualTo(values[i - 1]);
                assertThat(rates[i]).isLessThanOrEqualTo(expected[i]);
            }
        }
    }

    @Test
    void aRateIsPerSecondHoweverLongTheGap() {
        long day = 24 * 3_600_000L;
        assertThat(rates(new long[] {0, 10_000, 20_500, 20_500 + day}, 100, 150, 150, 150 + 86_400))
                .containsExactly(Double.NaN, 5, 0, 1);
    }

    @Test
    void ofSeveralValuesOfOneTimeTheFirstCountsOn() {
        assertThat(rates(new long[] {0, 0, 1_000, 1_000, 1_000, 2_000}, 10, 14, 20, 25, 26, 30))
                .containsExactly(Double.NaN, Double.NaN, 10, Double.NaN, Double.NaN, 10);
        assertThat(rates(new long[] {0, 1_000, 1_000, 2_000}, 10, 20, 1, 4))
                .containsExactly(Double.NaN, 10, Double.NaN, 3);
    }

    @Test
    void aSmallFallIsACorrectionAndALargeOneAReset() {
        assertThat(rates(new long[] {0, 1_000, 2_000, 3_000, 4_000}, 1e6, 1e6 - 50, 1e6, 1e6 - 101, 1e6))
                .containsExactly(Double.NaN, 0, 50, Double.NaN, 101);
        assertThat(rates(new long[] {0, 1_000, 2_000}, -10, -12, -11)).containsExactly(Double.NaN, Double.NaN, 1);
    }

    @Test
    void nothingIsEverInfinite() {
        double most = Double.MAX_VALUE;
        assertThat(rates(new long[] {0, 1, 2}, 0, most, most)).containsExactly(Double.NaN, Double.NaN, 0);
        assertThat(derived(difference, new Series(new long[] {0, 1, 2}, new double[] {-most, most, most})))
                .containsExactly(Double.NaN, Double.NaN, 0);
    }

    @Test
    void aDifferenceMayBeNegativeAndNeedsNoTime() {
        assertThat(derived(difference, new Series(new long[] {0, 0, 0, 5}, new double[] {3, 10, Double.NaN, 4})))
                .containsExactly(Double.NaN, 7, Double.NaN, -6);
        assertThat(difference.needsTime()).isFalse();
        assertThat(rate.needsTime()).isTrue();
    }

    @Test
    void aFieldMayServeSeveralFeatures() {
        Derivation all = new Derivation(List.of(
                FeatureSource.plain("cpu"),
                new FeatureSource("bytes", As.RATE),
                FeatureSource.plain("bytes"),
                new FeatureSource("bytes", As.DIFFERENCE)));
        PreviousValues memory = new PreviousValues();
        assertThat(all.derive(memory, new double[] {0.5, 100}, 0)).containsExactly(0.5, Double.NaN, 100, Double.NaN);
        assertThat(all.derive(memory, new double[] {0.6, 104}, 2_000)).containsExactly(0.6, 2, 104, 4);
        assertThat(memory.values).hasSize(2);
    }

    @Test
    void theMemoryOfOtherFeaturesIsNotTakenForTheirs() {
        PreviousValues memory = new PreviousValues();
        rate.derive(memory, new double[] {100}, 0);
        Derivation other = new Derivation(List.of(new FeatureSource("packets", As.RATE)));
        assertThat(other.derive(memory, new double[] {200}, 1_000)).containsExactly(Double.NaN);
        assertThat(other.derive(memory, new double[] {201}, 2_000)).containsExactly(1);
    }
}

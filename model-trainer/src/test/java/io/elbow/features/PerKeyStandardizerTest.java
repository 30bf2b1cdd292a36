// SPDX-License-Identifier: Apache-2.0
package io.elbow.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.elbow.config.PerKeyOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PerKeyStandardizerTest {
    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final long START = 490_896 * HOUR;
    private static final double N0 = 100;
    private static final PerKeyOptions OPTIONS = new PerKeyOptions(N0, Duration.ofHours(1), Duration.ofHours(10));
    private static final double KNEE = 3;

    /** The first feature varies mostly between keys, the second mostly within keys, and the third moved in no key. */
    private static final float[] WITHIN = {0.1f, 0.8f, 0};

    private static final Standardizer GLOBAL =
            new Standardizer(new double[] {50, -3, 7}, new double[] {20, 2, 4}, KNEE);
    private static final PerKeyFit NO_KEYS =
            new PerKeyFit(OPTIONS, WITHIN, List.of(), new float[0], new float[0], new float[0]);
    private static final PerKeyStandardizer STANDARDIZER = new PerKeyStandardizer(GLOBAL, NO_KEYS);

    @Test
    void aNewKeyIsStandardisedByTheGlobalStatistics() {
        Standardizer first = STANDARDIZER.of(STANDARDIZER.start("new"));
        assertThat(first.mean()).containsExactly(GLOBAL.mean());
        assertThat(first.deviation()).containsExactly(GLOBAL.deviation(), within(1e-6));
        assertThat(first.knee()).isEqualTo(KNEE);
    }

    @Test
    void nRowsWeighAgainstTheGlobalStatisticsByTheFormulas() {
        PerKeyStandardizer standardizer = knows(300, new float[] {1.5f, -0.5f, 2}, new float[] {0.04f, 0.5f, 0});
        Standardizer own = standardizer.of(standardizer.start("known"));
        double level = N0 * 0.1 / 0.9;
        double ownShare = 300 / 400.0;
        double variance = ownShare * 0.04 + 0.25 * 0.1 + level / (300 + level) * 0.9;
        assertThat(own.mean()[0]).isCloseTo(50 + 20 * 1.5 * 300 / (300 + level), within(1e-5));
        assertThat(own.deviation()[0]).isCloseTo(20 * Math.sqrt(variance), within(1e-5));
        // The keys resemble each other, so the global level counts as n0 rows, no more.
        assertThat(own.mean()[1]).isCloseTo(-3 - 2 * 0.5 * ownShare, within(1e-5));
        assertThat(own.deviation()[1]).isCloseTo(2 * Math.sqrt(ownShare * 0.5 + 0.25 * 0.8 + 0.25 * 0.2), within(1e-5));
    }

    @Test
    void manyRowsOutweighTheGlobalStatistics() {
        PerKeyStandardizer standardizer = knows(1e9f, new float[] {1.5f, -0.5f, 2}, new float[] {0.04f, 0.5f, 4});
        Standardizer own = standardizer.of(standardizer.start("known"));
        assertThat(own.mean()).containsExactly(new double[] {80, -4, 15}, within(1e-4));
        assertThat(own.deviation()).containsExactly(new double[] {4, 2 * Math.sqrt(0.5), 8}, within(1e-4));
    }

    @Test
    void aFeatureThatNeverMovedHasALeastDeviationFromTheGlobalOne() {
        PerKeyStandardizer standardizer = knows(900, new float[3], new float[3]);
        Standardizer own = standardizer.of(standardizer.start("known"));
        assertThat(own.deviation()[1]).isGreaterThanOrEqualTo(2 * Math.sqrt(N0 / (900 + N0) * 0.8));
        assertThat(own.deviation()[2]).as("it moved in no key").isCloseTo(4, within(1e-6));
        PerKeyStandardizer forLong = knows(1e9f, new float[3], new float[3]);
        assertThat(boxed(forLong.of(forLong.start("known")).deviation()))
                .as("positive however long it stands still")
                .allMatch(deviation -> deviation > 1e-5);
    }

    @Test
    void recordsChangeNoScoreBeforeALaterBucketBegins() {
        KeyStatistics key = begun("new", START);
        double[] before = STANDARDIZER.of(key).mean();
        feed(key, rows(500, 1));
        assertThat(STANDARDIZER.crosses(key, START + HOUR - 1)).isFalse();
        assertThat(STANDARDIZER.of(key).mean()).containsExactly(before);
        assertThat(STANDARDIZER.crosses(key, START + HOUR)).isTrue();
        STANDARDIZER.advance(key, START + HOUR);
        assertThat(STANDARDIZER.of(key).mean()[0]).isNotEqualTo(before[0]);
        assertThat(key.rows).isEqualTo(500);
        assertThat(key.bucketRows).isZero();
    }

    @Test
    void theFirstBucketsMomentsAreTheRowsOwn() {
        List<double[]> rows = rows(500, 2);
        KeyStatistics key = begun("new", START);
        feed(key, rows);
        STANDARDIZER.advance(key, START + HOUR);
        Standardizer expected = Standardizer.fit(rows, 3);
        for (int f = 0; f < 3; f++) {
            double mean = GLOBAL.mean()[f] + GLOBAL.deviation()[f] * key.moments[f];
            double deviation = GLOBAL.deviation()[f] * Math.sqrt(key.moments[3 + f]);
            assertThat(mean).isCloseTo(expected.mean()[f], within(1e-4));
            assertThat(deviation).isCloseTo(expected.deviation()[f], within(1e-4));
        }
    }

    @Property(seed = "20260101", tries = 100)
    void theOrderWithinABucketDoesNotMatter(@ForAll @IntRange(min = 1, max = 300) int count, @ForAll long seed) {
        List<double[]> rows = rows(count, seed);
        rows.get(0)[1] = Double.NaN;
        KeyStatistics inOrder = begun("new", START);
        feed(inOrder, rows);
        Collections.shuffle(rows, new Random(seed));
        KeyStatistics shuffled = begun("new", START + HOUR - 1);
        feed(shuffled, rows);
        STANDARDIZER.advance(inOrder, START + HOUR);
        STANDARDIZER.advance(shuffled, START + HOUR);
        Standardizer first = STANDARDIZER.of(inOrder);
        Standardizer second = STANDARDIZER.of(shuffled);
        for (int f = 0; f < 3; f++) {
            double unit = first.deviation()[f];
            assertThat(second.mean()[f]).isCloseTo(first.mean()[f], within(1e-5 * unit));
            assertThat(second.deviation()[f]).isCloseTo(unit, within(1e-5 * unit));
        }
    }

    @Test
    void whatWasKnownWeighsHalfAfterTheHalfLifeAndAsMuchAsEverWhereTheKeyWasSilent() {
        PerKeyStandardizer standardizer = knows(4096, new float[3], new float[] {1, 1, 1});
        KeyStatistics key = standardizer.start("known");
        standardizer.advance(key, START);
        standardizer.advance(key, START + 1000 * HOUR);
        assertThat(key.rows).isEqualTo(4096);
        double[] atLevel = {50, -3, 7};
        for (int hour = 1001; hour <= 1010; hour++) {
            standardizer.take(key, atLevel, false);
            standardizer.advance(key, START + hour * HOUR);
        }
        assertThat(key.rows - added(10)).isCloseTo(2048, within(1e-6));
    }

    /** The weight that remains of a row in each of that many buckets. */
    private static double added(int buckets) {
        double rows = 0;
        for (int i = 0; i < buckets; i++) {
            rows = rows * Math.pow(2, -0.1) + 1;
        }
        return rows;
    }

    @Test
    void withoutAHalfLifeAllRowsCountAlikeHoweverOldTheyAre() {
        PerKeyOptions never = new PerKeyOptions(N0, Duration.ofHours(1), null);
        PerKeyStandardizer standardizer = new PerKeyStandardizer(
                GLOBAL, new PerKeyFit(never, WITHIN, List.of(), new float[0], new float[0], new float[0]));
        KeyStatistics key = standardizer.start("new");
        standardizer.advance(key, START);
        List<double[]> rows = rows(2_000, 6);
        for (int i = 0; i < rows.size(); i++) {
            standardizer.take(key, rows.get(i), false);
            if (i % 10 == 9) {
                standardizer.advance(key, START + (i + 1) * HOUR);
            }
        }
        assertThat(key.rows).isEqualTo(2_000);
        Standardizer all = Standardizer.fit(rows, 3);
        for (int f = 0; f < 3; f++) {
            double unit = all.deviation()[f];
            double mean = GLOBAL.mean()[f] + GLOBAL.deviation()[f] * key.moments[f];
            double deviation = GLOBAL.deviation()[f] * Math.sqrt(key.moments[3 + f]);
            // The mean of a bucket of ten rows is sometimes limited to three of the key's deviations.
            assertThat(mean).isCloseTo(all.mean()[f], within(0.02 * unit));
            assertThat(deviation).isCloseTo(unit, within(0.02 * unit));
        }
    }

    @Test
    void rowsWithoutBoundLeaveTheStatisticsWhereTheyAre() {
        PerKeyOptions never = new PerKeyOptions(N0, Duration.ofHours(1), null);
        PerKeyStandardizer standardizer = new PerKeyStandardizer(
                GLOBAL, new PerKeyFit(never, WITHIN, List.of("old"), new float[] {1e12f}, new float[3], new float[] {
                    0.04f, 0.5f, 1
                }));
        KeyStatistics key = standardizer.start("old");
        standardizer.advance(key, START);
        double before = key.rows;
        Standardizer first = standardizer.of(key);
        for (int hour = 1; hour <= 1_000; hour++) {
            for (double[] row : rows(60, hour)) {
                standardizer.take(key, row, false);
            }
            standardizer.advance(key, START + hour * HOUR);
        }
        assertThat(key.rows).as("each row is counted").isEqualTo(before + 60_000);
        Standardizer last = standardizer.of(key);
        for (int f = 0; f < 3; f++) {
            double unit = first.deviation()[f];
            assertThat(last.mean()[f]).isCloseTo(first.mean()[f], within(1e-6 * unit));
            assertThat(last.deviation()[f]).isCloseTo(unit, within(1e-6 * unit));
        }
    }

    @Test
    void aSlowChangeIsFollowed() {
        PerKeyStandardizer standardizer = knows(100_000, new float[3], new float[] {0.01f, 0.01f, 1});
        KeyStatistics key = standardizer.start("known");
        standardizer.advance(key, START);
        for (int hour = 1; hour <= 200; hour++) {
            for (int i = 0; i < 60; i++) {
                standardizer.take(key, new double[] {60, -3, 7}, false);
            }
            standardizer.advance(key, START + hour * HOUR);
        }
        assertThat(standardizer.of(key).mean()[0]).isCloseTo(60, within(1.0));
    }

    @Test
    void anIncidentThatPassesForNormalLeavesLittleBehind() {
        PerKeyStandardizer standardizer = knows(10_000, new float[3], new float[] {0.1f, 0.8f, 1});
        KeyStatistics key = standardizer.start("known");
        standardizer.advance(key, START);
        Standardizer before = standardizer.of(key);
        for (int i = 0; i < 60; i++) {
            standardizer.take(key, new double[] {i % 2 == 0 ? 5_000 : 9_000, -3, 7}, false);
        }
        standardizer.advance(key, START + HOUR);
        Standardizer after = standardizer.of(key);
        assertThat(after.mean()[0] - before.mean()[0]).isBetween(0.0, 0.05 * before.deviation()[0]);
        assertThat(after.deviation()[0]).isBetween(before.deviation()[0], 1.1 * before.deviation()[0]);
    }

    @Test
    void aMissingValueLeavesWhatIsKnown() {
        PerKeyStandardizer standardizer = knows(300, new float[] {1, 1, 1}, new float[] {0.5f, 0.5f, 0.5f});
        KeyStatistics key = standardizer.start("known");
        standardizer.advance(key, START);
        for (int i = 0; i < 50; i++) {
            standardizer.take(key, new double[] {90, Double.NaN, Double.NaN}, false);
        }
        standardizer.advance(key, START + HOUR);
        assertThat(key.moments[1]).isEqualTo(1);
        assertThat(key.moments[4]).isCloseTo(0.5f, within(1e-6f));
        assertThat(key.moments[0]).isGreaterThan(1);
    }

    @Test
    void anAbsurdValueLeavesFiniteStatistics() {
        KeyStatistics key = begun("new", START);
        STANDARDIZER.take(key, new double[] {1e300, -1e300, 1e38}, false);
        STANDARDIZER.advance(key, START + HOUR);
        Standardizer own = STANDARDIZER.of(key);
        assertThat(boxed(own.mean())).allMatch(Double::isFinite);
        assertThat(boxed(own.deviation())).allMatch(deviation -> deviation > 0 && Double.isFinite(deviation));
    }

    @Test
    void theUnitsOfTheStateDoNotMatter() {
        Standardizer others = new Standardizer(new double[] {0, 0, 0}, new double[] {7, 7, 7});
        PerKeyFit fit = fit(300, new float[] {1.5f, -0.5f, 2}, new float[] {0.04f, 0.5f, 0.2f});
        PerKeyStandardizer same = new PerKeyStandardizer(GLOBAL, fit);
        PerKeyStandardizer other = new PerKeyStandardizer(GLOBAL, fit, others);
        for (String name : List.of("known", "new")) {
            KeyStatistics first = same.start(name);
            KeyStatistics second = other.start(name);
            same.advance(first, START);
            other.advance(second, START);
            for (double[] row : rows(100, 5)) {
                same.take(first, row, false);
                other.take(second, row, false);
            }
            same.advance(first, START + HOUR);
            other.advance(second, START + HOUR);
            assertThat(other.of(second).mean()).containsExactly(same.of(first).mean(), within(1e-4));
            assertThat(other.of(second).deviation())
                    .containsExactly(same.of(first).deviation(), within(1e-4));
        }
    }

    @Test
    void statisticsOfOtherFeaturesAreRefused() {
        Standardizer two = Standardizer.identity(2);
        assertThatThrownBy(() -> new PerKeyStandardizer(two, NO_KEYS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("per-key statistics have 3 features, the global one 2 and their units 2");
    }

    private static List<Double> boxed(double[] values) {
        return Arrays.stream(values).boxed().toList();
    }

    private static PerKeyFit fit(float rows, float[] mean, float[] variance) {
        return new PerKeyFit(OPTIONS, WITHIN, List.of("known"), new float[] {rows}, mean, variance);
    }

    private static PerKeyStandardizer knows(float rows, float[] mean, float[] variance) {
        return new PerKeyStandardizer(GLOBAL, fit(rows, mean, variance));
    }

    private static KeyStatistics begun(String name, long millis) {
        KeyStatistics key = STANDARDIZER.start(name);
        STANDARDIZER.advance(key, millis);
        return key;
    }

    private static void feed(KeyStatistics key, List<double[]> rows) {
        rows.forEach(row -> STANDARDIZER.take(key, row, false));
    }

    private static List<double[]> rows(int count, long seed) {
        Random random = new Random(seed);
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(new double[] {
                80 + 5 * random.nextGaussian(), -3 + random.nextGaussian(), 7 + 4 * random.nextGaussian()
            });
        }
        return rows;
    }
}

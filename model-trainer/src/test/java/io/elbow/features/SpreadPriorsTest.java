// SPDX-License-Identifier: Apache-2.0
package io.elbow.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.elbow.config.PerKeyOptions;
import io.elbow.data.Dataset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Keys of other sizes: what is a step of one key in its own deviations is the same step of any other. */
class SpreadPriorsTest {
    private static final PerKeyOptions OPTIONS = PerKeyOptions.DEFAULT;
    private static final int ROWS = 400;
    private static final double NOISE = 0.1;

    /** Rows of keys at these levels, with noise in proportion to them. */
    private static List<Dataset.Row> proportional(double[] levels, int rows) {
        return rows(levels, rows, (level, noise) -> level * (1 + NOISE * noise));
    }

    private interface Value {
        double of(double level, double noise);
    }

    private static List<Dataset.Row> rows(double[] levels, int count, Value value) {
        List<Dataset.Row> rows = new ArrayList<>();
        for (int k = 0; k < levels.length; k++) {
            Random random = new Random(k);
            for (int i = 0; i < count; i++) {
                double[] values = {value.of(levels[k], random.nextGaussian())};
                rows.add(new Dataset.Row(i, "k" + k, "", i, values, false));
            }
        }
        return rows;
    }

    private record Fleet(Standardizer scaler, PerKeyFit fit, PerKeyStandardizer standardizer) {
        static Fleet of(List<Dataset.Row> rows) {
            Standardizer global =
                    Standardizer.fit(rows.stream().map(Dataset.Row::values).toList(), 1);
            SpreadPriors spread = PerKeyFitting.fit(OPTIONS, global, rows).spread();
            Standardizer scaler = spread == null ? global : spread.centred(global);
            PerKeyFit fit = PerKeyFitting.fit(OPTIONS, scaler, rows);
            return new Fleet(scaler, fit, new PerKeyStandardizer(scaler, fit));
        }

        double z(int key, double value) {
            return standardizer.of(standardizer.start("k" + key)).apply(0, value);
        }
    }

    private static double[] levels(int keys, double from, double to) {
        return IntStream.range(0, keys)
                .mapToDouble(k -> from * Math.pow(to / from, k / (keys - 1.0)))
                .toArray();
    }

    /** With one decade the keys may be just alike enough to share a variance, which leaves the smallest a wider one. */
    @Property(tries = 40)
    void everyKeysFallToZeroAndTenfoldRiseStandOutInAnyUnit(
            @ForAll @IntRange(min = -9, max = 9) int unit,
            @ForAll @IntRange(min = 1, max = 12) int decades,
            @ForAll boolean negative) {
        double lowest = (negative ? -1 : 1) * Math.pow(10, unit);
        double[] levels = levels(16, lowest, lowest * Math.pow(10, decades));
        Fleet fleet = Fleet.of(proportional(levels, ROWS));
        for (int k = 0; k < levels.length; k++) {
            double up = Math.signum(levels[k]);
            assertThat(up * fleet.z(k, 0)).as("key %s falls", k).isBetween(-13.0, -6.0);
            assertThat(up * fleet.z(k, 10 * levels[k])).as("key %s rises", k).isBetween(60.0, 115.0);
            assertThat(fleet.z(k, levels[k])).as("key %s stays", k).isBetween(-1.0, 1.0);
        }
    }

    @Property(tries = 30)
    void aKeysOwnUnitChangesNoneOfItsStandardisedValues(
            @ForAll @IntRange(min = 0, max = 7) int key, @ForAll @IntRange(min = -6, max = 6) int power) {
        double[] levels = levels(8, 1e3, 1e6);
        double factor = Math.pow(10, power);
        Fleet before = Fleet.of(proportional(levels, ROWS));
        double level = levels[key];
        levels[key] *= factor;
        Fleet after = Fleet.of(proportional(levels, ROWS));
        for (double share : new double[] {0, 0.7, 1, 1.3, 3}) {
            double z = before.z(key, share * level);
            // What the others say of a key's spread counts as a few of its rows.
            assertThat(after.z(key, share * factor * level)).isCloseTo(z, within(0.02 + 0.05 * Math.abs(z)));
        }
    }

    @Property(tries = 30)
    void aFeaturesUnitChangesNoStandardisedValue(@ForAll @IntRange(min = -12, max = 12) int power) {
        double[] levels = levels(8, 1e3, 1e6);
        double factor = Math.pow(10, power);
        Fleet before = Fleet.of(proportional(levels, ROWS));
        Fleet after = Fleet.of(
                proportional(Arrays.stream(levels).map(level -> factor * level).toArray(), ROWS));
        for (int k = 0; k < levels.length; k++) {
            double z = before.z(k, 1.5 * levels[k]);
            assertThat(after.z(k, 1.5 * factor * levels[k])).isCloseTo(z, within(1e-3 * Math.abs(z)));
        }
    }

    @Test
    void keysAroundZeroAreKnownByTheirOwnNoise() {
        double[] spreads = levels(16, 1e-3, 1e6);
        Fleet fleet = Fleet.of(rows(spreads, ROWS, (spread, noise) -> spread * noise));
        // Keys that have nothing in common: a prior of less than one row.
        assertThat(fleet.fit.spread().numbers()[3]).isBetween(0f, 1f);
        for (int k = 0; k < spreads.length; k++) {
            assertThat(fleet.z(k, 10 * spreads[k])).isBetween(8.0, 12.0);
        }
    }

    @Test
    void keysInProportionLendAKeyOfFewRowsTheirRelativeSpread() {
        double[] levels = levels(16, 1e3, 1e9);
        List<Dataset.Row> rows = new ArrayList<>(proportional(levels, ROWS));
        Random random = new Random(99);
        for (int i = 0; i < 3; i++) {
            double[] values = {2e4 * (1 + NOISE * random.nextGaussian())};
            rows.add(new Dataset.Row(i, "young", "", i, values, false));
        }
        Fleet fleet = Fleet.of(rows);
        assertThat(fleet.fit.spread().numbers()[0]).isEqualTo(SpreadPriors.RELATIVE);
        Standardizer young = fleet.standardizer.of(fleet.standardizer.start("young"));
        assertThat(young.mean()[0]).isCloseTo(2e4, within(3e3));
        assertThat(young.deviation()[0]).isBetween(1e3, 1.2e4);
    }

    @Test
    void aKeyOfWhichNothingIsKnownIsStandardisedByTheGlobalStatistics() {
        Fleet fleet = Fleet.of(proportional(levels(16, 1e3, 1e9), ROWS));
        Standardizer first = fleet.standardizer.of(fleet.standardizer.start("new"));
        assertThat(first.mean()).containsExactly(fleet.scaler.mean());
        assertThat(first.deviation()[0]).isCloseTo(fleet.scaler.deviation()[0], within(1e3));
    }

    @Test
    void aKeyThatNeverMovedAmongOthersThatDoStandsOutWhenItMoves() {
        double[] levels = levels(16, 1e3, 1e9);
        List<Dataset.Row> rows = new ArrayList<>(proportional(levels, ROWS));
        for (int i = 0; i < ROWS; i++) {
            rows.add(new Dataset.Row(i, "still", "", i, new double[] {5e4}, false));
        }
        Fleet fleet = Fleet.of(rows);
        Standardizer still = fleet.standardizer.of(fleet.standardizer.start("still"));
        assertThat((double) still.apply(0, 5e4)).isBetween(-1.0, 1.0);
        assertThat((double) still.apply(0, 0)).isLessThan(-7);
    }

    @Test
    void aKeyThatStandsStillStaysNormalThroughAllItsBuckets() {
        List<Dataset.Row> rows =
                new ArrayList<>(rows(new double[] {0.5, 8e9}, 1_200, (level, noise) -> level * (1 + NOISE * noise)));
        for (int i = 0; i < 1_200; i++) {
            rows.add(new Dataset.Row(i, "up", "", i, new double[] {1}, false));
        }
        Fleet fleet = Fleet.of(rows);
        KeyStatistics up = fleet.standardizer.start("up");
        for (int minute = 0; minute < 2_000; minute++) {
            long millis = 60_000L * minute;
            if (fleet.standardizer.crosses(up, millis)) {
                fleet.standardizer.advance(up, millis);
            }
            Standardizer now = fleet.standardizer.of(up);
            assertThat((double) now.apply(0, 1)).as("minute %s", minute).isBetween(-1.0, 1.0);
            assertThat((double) now.apply(0, 0)).as("minute %s", minute).isLessThan(-7);
            fleet.standardizer.take(up, new double[] {1}, false);
        }
    }

    @Test
    void alikeKeysKeepTheOneVarianceWithinKeys() {
        List<Dataset.Row> rows = rows(new double[] {50, 80, 110, 150}, ROWS, (level, noise) -> level + 3 * noise);
        Fleet fleet = Fleet.of(rows);
        assertThat(fleet.fit.spread()).isNull();
        assertThat(fleet.scaler)
                .usingRecursiveComparison()
                .isEqualTo(
                        Standardizer.fit(rows.stream().map(Dataset.Row::values).toList(), 1));
    }

    @Test
    void onlyTheFeatureThatSpansADecadeHasAPrior() {
        List<Dataset.Row> rows = proportional(levels(16, 1e3, 1e9), ROWS).stream()
                .map(row -> new Dataset.Row(
                        row.number(),
                        row.key(),
                        "",
                        row.timestampMillis(),
                        new double[] {row.values()[0], row.number() % 7},
                        false))
                .toList();
        Standardizer global =
                Standardizer.fit(rows.stream().map(Dataset.Row::values).toList(), 2);
        Standardizer scaler = PerKeyFitting.fit(OPTIONS, global, rows).spread().centred(global);
        SpreadPriors spread = PerKeyFitting.fit(OPTIONS, scaler, rows).spread();
        assertThat(spread.has(0)).isTrue();
        assertThat(spread.has(1)).isFalse();
        assertThat(scaler.mean()[0]).isZero();
        assertThat(scaler.mean()[1]).isEqualTo(global.mean()[1]);
    }

    @Test
    void aFeatureThatStoodStillInAllKeysKeepsItsRuleBesideOneThatSpansDecades() {
        List<Dataset.Row> rows = proportional(levels(16, 1e3, 1e9), ROWS).stream()
                .map(row -> new Dataset.Row(
                        row.number(), row.key(), "", row.timestampMillis(), new double[] {row.values()[0], 1}, false))
                .toList();
        Standardizer global =
                Standardizer.fit(rows.stream().map(Dataset.Row::values).toList(), 2);
        Standardizer scaler = PerKeyFitting.fit(OPTIONS, global, rows).spread().centred(global);
        assertThat(scaler.mean()[0]).isZero();
        assertThat(scaler.stoodStill(1)).isTrue();
        assertThat(scaler.apply(1, 0)).isEqualTo(global.apply(1, 0));
    }

    @Test
    void aSuccessorKeepsItsParentsPriors() {
        Fleet fleet = Fleet.of(proportional(levels(16, 1e3, 1e9), ROWS));
        PerKeyFit successor = PerKeyFitting.fit(fleet.fit, fleet.scaler, proportional(levels(4, 1e3, 1e9), 50));
        assertThat(successor.spread()).isEqualTo(fleet.fit.spread());
    }

    @Test
    void numbersThatCannotBeAreRefused() {
        assertThatThrownBy(() -> new SpreadPriors(new float[3])).hasMessageContaining("4 numbers a feature");
        assertThatThrownBy(() -> new SpreadPriors(new float[] {3, 0, 0, 0})).hasMessage("keys.spread[0] cannot be 3.0");
        assertThatThrownBy(() -> new SpreadPriors(new float[] {1, Float.NaN, 0, 0}))
                .hasMessage("keys.spread[1] cannot be NaN");
    }
}

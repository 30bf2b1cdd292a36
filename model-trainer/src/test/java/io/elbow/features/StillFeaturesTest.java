// SPDX-License-Identifier: Apache-2.0
package io.elbow.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class StillFeaturesTest {
    private static final double BOUND = 13;

    private static Standardizer fit(double... column) {
        return Standardizer.fit(
                Arrays.stream(column).mapToObj(x -> new double[] {x}).toList(), 1);
    }

    /** With the bound that a fit gives. */
    private static Standardizer bounded(double... column) {
        return fit(column).withKnee(3).withBounds(new double[] {BOUND});
    }

    @Property(tries = 500, seed = "20260101")
    void aMoveCountsAlikeInAnyUnit(
            @ForAll @DoubleRange(min = -290, max = 290) double exponent,
            @ForAll @DoubleRange(min = -7, max = 7) double logShare) {
        double unit = Math.pow(10, exponent);
        double share = Math.pow(10, logShare);
        for (double level : new double[] {unit, -unit, 3 * unit}) {
            Standardizer scaler = bounded(level, level, level);
            assertThat(scaler.apply(0, level)).isZero();
            double expected = BOUND * (1 + 0.1 * Math.log10(1 + Math.min(1e6, share)));
            assertThat((double) scaler.apply(0, level + Math.abs(level) * share))
                    .isCloseTo(expected, within(1e-3));
            assertThat((double) scaler.apply(0, level - Math.abs(level) * share))
                    .isCloseTo(-expected, within(1e-3));
        }
        Standardizer zero = bounded(0, -0.0, 0);
        assertThat((double) zero.apply(0, unit)).isCloseTo(1.6 * BOUND, within(1e-5));
        assertThat((double) zero.apply(0, -unit)).isCloseTo(-1.6 * BOUND, within(1e-5));
        assertThat(zero.apply(0, -0.0)).isZero();
    }

    @Property(tries = 200, seed = "20260101")
    void roundingIsNoMove(
            @ForAll @DoubleRange(min = -250, max = 250) double exponent,
            @ForAll @DoubleRange(min = 0.1, max = 10) double digits) {
        double level = digits * Math.pow(10, exponent);
        double rounded = level / 3 * 3 * (1 + 2e-16);
        for (Standardizer scaler : List.of(bounded(level), bounded(level, rounded, level))) {
            assertThat(scaler.stoodStill(0)).isTrue();
            assertThat((double) scaler.apply(0, rounded)).isCloseTo(0, within(1e-5));
            assertThat((double) scaler.apply(0, level)).isCloseTo(0, within(1e-5));
        }
    }

    @Test
    void tenthsThatAddUpToThreeAreThree() {
        assertThat((double) bounded(0.3, 0.3).apply(0, 0.1 + 0.2)).isCloseTo(0, within(1e-6));
        assertThat((double) bounded(5e-10).apply(0, 5e-3)).isCloseTo(1.6 * BOUND, within(1e-5));
        assertThat((double) bounded(5e-10).apply(0, 5.001e-10)).isCloseTo(BOUND, within(1e-3));
    }

    @Test
    void aFeatureThatMovedHasItsDeviationInAnyUnit() {
        for (double unit : new double[] {1e-200, 1e-12, 1, 1e12, 1e200}) {
            Standardizer scaler = fit(unit, 3 * unit);
            assertThat(scaler.still()).isNull();
            assertThat(scaler.apply(0, 4 * unit)).isEqualTo(2f);
        }
    }

    @Test
    void aFeatureThatStoodNearlyStillIsBounded() {
        double single = 0.1f * 3f;
        Standardizer scaler = bounded(0.3, single, 0.3, single);
        assertThat(scaler.isStill(0)).isTrue();
        assertThat(scaler.stoodStill(0)).isFalse();
        assertThat((double) scaler.apply(0, single)).isCloseTo(1, within(1e-6));
        assertThat((double) scaler.apply(0, 0.31)).isCloseTo(BOUND, within(1e-3));
    }

    @Test
    void aLargerMoveRanksHigherAndHardlyMore() {
        Standardizer scaler = bounded(-0.06);
        double last = 0;
        for (double value = 1e-3; value < 1e300; value *= 10) {
            double z = scaler.apply(0, value);
            assertThat(z).isGreaterThanOrEqualTo(last).isLessThanOrEqualTo(1.6 * BOUND + 1e-5);
            last = z;
        }
        assertThat(scaler.apply(0, 20)).isGreaterThan(scaler.apply(0, 13));
        assertThat((double) scaler.apply(0, Double.POSITIVE_INFINITY)).isCloseTo(1.6 * BOUND, within(1e-5));
    }

    @Test
    void theLevelOfALargeNumberIsNotTakenForNearlyStill() {
        // 1e-9 of this level is 1, which is the deviation of what stood still.
        assertThat(fit(1e9, 1e9).stoodStill(0)).isTrue();
        assertThat(fit(1e9, 1e9).apply(0, 1e9 + 1e6)).isEqualTo((float) Standardizer.GUARD);
    }

    @Test
    void whatIsExpectedOfItIsItsLevel() {
        assertThat(bounded(5e-10).invert(0, 0.01)).isCloseTo(5e-10, within(1e-18));
        assertThat(bounded(0).invert(0, 0.01)).isCloseTo(0, within(1e-300));
    }

    @Test
    void missingStaysMissing() {
        assertThat(bounded(7, 7).apply(0, Double.NaN)).isNaN();
        assertThat(fit(Double.NaN, Double.NaN).still()).isNull();
    }

    @Test
    void itsMoveIsNoPartOfTheBendNorOfTheDensity() {
        assertThat(bounded(7, 7).logBend(new double[] {1e9})).isZero();
        assertThat(bounded(7e-10).logDeviations()).isZero();
    }

    @Test
    void whatMovesInOtherRowsHasTheStatisticsOfAll() {
        Standardizer few = Standardizer.fit(List.of(new double[] {1, 5}, new double[] {1, 5}), 2);
        Standardizer all = Standardizer.fit(List.of(new double[] {1, 5}, new double[] {3, 5}), 2);
        Standardizer known = few.within(all);
        assertThat(known.isStill(0)).isFalse();
        assertThat(known.apply(0, 4)).isEqualTo(2f);
        assertThat(known.stoodStill(1)).isTrue();
        Standardizer moved = Standardizer.fit(List.of(new double[] {1, 5}, new double[] {3, 6}), 2);
        assertThat(few.within(moved).still()).isNull();
    }

    @Test
    void aKeysOwnStatisticsLeaveItAsItIs() {
        Standardizer global = Standardizer.fit(List.of(new double[] {1, 5}, new double[] {1, 7}), 2);
        Standardizer own = global.withStatistics(new double[] {900, 50}, new double[] {30, 10});
        assertThat(own.apply(0, 1)).isZero();
        assertThat(own.apply(0, 1.1)).isEqualTo((float) Standardizer.GUARD);
        assertThat(own.apply(1, 60)).isEqualTo(1f);
    }

    @Test
    void refusesToleranceAndBoundsOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StillFeatures(new double[] {1}, new double[2]))
                .withMessageContaining("as many tolerances as bounds");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StillFeatures(new double[] {-1}, new double[1]))
                .withMessageContaining("feature 0 were -1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Standardizer(
                        new double[2], new double[2], 0, new StillFeatures(new double[1], new double[1])))
                .withMessageContaining("as many tolerances as means");
    }
}

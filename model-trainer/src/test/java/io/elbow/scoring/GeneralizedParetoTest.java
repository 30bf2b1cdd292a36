// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GeneralizedParetoTest {
    @Test
    void survivalFollowsItsClosedForm() {
        assertThat(new GeneralizedPareto(0.5, 2.0).survival(4.0)).isCloseTo(Math.pow(2.0, -2), within(1e-15));
        assertThat(new GeneralizedPareto(1.0, 1.0).survival(3.0)).isCloseTo(0.25, within(1e-15));
        assertThat(new GeneralizedPareto(-0.5, 2.0).survival(2.0)).isCloseTo(0.25, within(1e-15));
        assertThat(new GeneralizedPareto(0.0, 2.0).survival(4.0)).isCloseTo(Math.exp(-2), within(1e-15));
    }

    @Test
    void survivalIsOneBelowZeroAndZeroBeyondTheEndPoint() {
        GeneralizedPareto bounded = new GeneralizedPareto(-0.25, 1.0);
        assertThat(bounded.survival(-1.0)).isEqualTo(1.0);
        assertThat(bounded.survival(4.0)).isZero();
        assertThat(bounded.survival(1e9)).isZero();
        assertThat(bounded.survival(Double.POSITIVE_INFINITY)).isZero();
    }

    @Property(seed = "20260101")
    void aTinyShapeIsPracticallyExponential(@ForAll @DoubleRange(min = 0, max = 30) double excess) {
        double exponential = Math.exp(-excess);
        assertThat(new GeneralizedPareto(1e-13, 1.0).survival(excess)).isCloseTo(exponential, within(1e-9));
        assertThat(new GeneralizedPareto(-1e-13, 1.0).survival(excess)).isCloseTo(exponential, within(1e-9));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.2, 0.0, 0.3, 0.8})
    void theFitFindsAKnownShapeAndScale(double shape) {
        // The standard error of the shape is (1 + shape) / sqrt(n): .006 to .013, of the relative scale about the same.
        GeneralizedPareto fit =
                GeneralizedParetoFit.fit(draws(shape, 3.0, 20_000, 11)).orElseThrow();
        assertThat(fit.shape()).isCloseTo(shape, within(0.04));
        assertThat(fit.scale()).isCloseTo(3.0, within(0.12));
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-9, 1e9})
    void theFitFollowsTheUnit(double unit) {
        double[] draws = draws(0.2, 1.0, 2_000, 5);
        GeneralizedPareto plain = GeneralizedParetoFit.fit(draws).orElseThrow();
        GeneralizedPareto scaled = GeneralizedParetoFit.fit(
                        Arrays.stream(draws).map(y -> y * unit).toArray())
                .orElseThrow();
        assertThat(scaled.shape()).isCloseTo(plain.shape(), within(1e-4));
        assertThat(scaled.scale() / unit).isCloseTo(plain.scale(), within(1e-4));
    }

    @Test
    void noNeighbouringShapeOrScaleIsMoreLikelyThanTheFit() {
        for (double shape : new double[] {-0.3, -0.05, 0.1, 0.6}) {
            double[] draws = draws(shape, 2.0, 500, 17);
            GeneralizedPareto fit = GeneralizedParetoFit.fit(draws).orElseThrow();
            double best = logLikelihood(draws, fit.shape(), fit.scale());
            for (double turn : new double[] {-0.05, 0.05}) {
                assertThat(logLikelihood(draws, fit.shape() + turn, fit.scale()))
                        .isLessThan(best);
                assertThat(logLikelihood(draws, fit.shape(), fit.scale() * (1 + turn)))
                        .isLessThan(best);
            }
        }
    }

    @Test
    void theShapeStaysBetweenMinusOneHalfAndOne() {
        SplittableRandom random = new SplittableRandom(3);
        // Uniform excesses have shape -1, the reciprocal square of a uniform number has shape 2.
        double[] uniform = random.doubles(5_000, 1e-12, 1).toArray();
        double[] heavy =
                random.doubles(5_000, 1e-9, 1).map(v -> Math.pow(v, -2)).toArray();
        assertThat(GeneralizedParetoFit.fit(uniform).orElseThrow().shape()).isEqualTo(-0.5);
        assertThat(GeneralizedParetoFit.fit(heavy).orElseThrow().shape()).isEqualTo(1.0);
    }

    @Test
    void anOutlierOfABillionDoesNotBreakTheFit() {
        double[] draws = draws(0.0, 1.0, 200, 23);
        draws[7] = 1e9;
        GeneralizedPareto fit = GeneralizedParetoFit.fit(draws).orElseThrow();
        assertThat(fit.shape()).isBetween(0.0, 1.0);
        // The bulk's survival at 3 is exp(-3) = .05: the outlier may not drag it far.
        assertThat(fit.survival(3.0)).isBetween(0.02, 0.2);
    }

    @Test
    void hasNoFitWithoutPositiveExcesses() {
        assertThat(GeneralizedParetoFit.fit(new double[0])).isEmpty();
        assertThat(GeneralizedParetoFit.fit(new double[] {0, 0, 0})).isEmpty();
        assertThat(GeneralizedParetoFit.fit(new double[] {1, Double.POSITIVE_INFINITY}))
                .isEmpty();
    }

    @Test
    void refusesAScaleThatIsNotPositive() {
        assertThatThrownBy(() -> new GeneralizedPareto(0.1, 0.0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("scale must be positive and finite but was 0.0");
    }

    static double[] draws(double shape, double scale, int n, long seed) {
        return new SplittableRandom(seed)
                .doubles(n, 1e-12, 1)
                .map(v -> shape == 0 ? -scale * Math.log(v) : scale * (Math.pow(v, -shape) - 1) / shape)
                .toArray();
    }

    private static double logLikelihood(double[] draws, double shape, double scale) {
        double sum = 0;
        for (double y : draws) {
            double inside = 1 + shape * y / scale;
            sum += inside <= 0 ? Double.NEGATIVE_INFINITY : -Math.log(scale) - (1 + 1 / shape) * Math.log(inside);
        }
        return sum;
    }
}

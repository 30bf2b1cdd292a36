// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.elbow.config.BadInputException;
import io.elbow.scoring.TailCalibration.Tail;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TailCalibrationTest {
    @Test
    void countsTheScoresAtOrAbove() {
        TailCalibration calibration = TailCalibration.fit(new double[] {3, 1, 2, 2, -5});
        assertThat(calibration.pValue(-6)).isEqualTo(1.0);
        assertThat(calibration.pValue(-5)).isEqualTo(1.0);
        assertThat(calibration.pValue(1)).isEqualTo(5.0 / 6);
        assertThat(calibration.pValue(1.5)).isEqualTo(4.0 / 6);
        assertThat(calibration.pValue(2)).isEqualTo(4.0 / 6);
        assertThat(calibration.pValue(3)).isEqualTo(2.0 / 6);
        assertThat(calibration.pValue(4)).isEqualTo(1.0 / 6);
    }

    @Test
    void scoresAsFarApartAsNumbersAreHaveAThresholdToo() {
        TailCalibration calibration = TailCalibration.fit(new double[] {-Double.MAX_VALUE, Double.MAX_VALUE});
        assertThat(calibration.threshold(0.7)).isEqualTo(Math.nextUp(-Double.MAX_VALUE));
        assertThat(calibration.threshold(0.4)).isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    void fiveScoresHaveAnEmpiricalTailAndSayWhy() {
        TailCalibration calibration = TailCalibration.fit(new double[] {1, 2, 3, 4, 5});
        assertThat(calibration.tail().kind()).isEqualTo(Tail.EMPIRICAL);
        assertThat(calibration.tail().reason()).isEqualTo("only 5 held-back scores, a tail needs 60");
        assertThat(calibration.threshold(1e-4)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(calibration.threshold(1.0 / 6)).isEqualTo(Math.nextUp(5.0));
        assertThat(calibration.threshold(0.5)).isEqualTo(Math.nextUp(3.0));
        assertThat(calibration.threshold(1.0)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(calibration.threshold(0.0)).isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    void tiesCountAllAlike() {
        double[] scores = gaussianScores(1_000, 2);
        double[] rounded = Arrays.stream(scores).map(Math::rint).toArray();
        TailCalibration calibration = TailCalibration.fit(rounded);
        assertThat(calibration.tail().isGuessed()).isTrue();
        for (double score : new double[] {8, 9, 10, 11.5, 12}) {
            long reached = Arrays.stream(rounded).filter(s -> s >= score).count();
            assertThat(calibration.pValue(score)).isEqualTo((1.0 + reached) / 1001);
        }
    }

    @Test
    void refusesNoScores() {
        assertThatThrownBy(() -> TailCalibration.fit(new double[0]))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("no held-back normal scores");
    }

    @Test
    void refusesAScoreThatIsNotFinite() {
        assertThatThrownBy(() -> TailCalibration.fit(new double[] {1, Double.NaN}))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("held-back score 1 of 2 is NaN");
    }

    @Test
    void aNotANumberScoreIsTheMostAnomalousOfAll() {
        TailCalibration fitted = TailCalibration.fit(gaussianScores(2_000, 1));
        assertThat(fitted.pValue(Double.NaN))
                .isEqualTo(fitted.pValue(Double.POSITIVE_INFINITY))
                .isPositive();
        TailCalibration empirical = TailCalibration.fit(new double[] {1, 2});
        assertThat(empirical.pValue(Double.NaN)).isEqualTo(1.0 / 3);
    }

    @Test
    void theTailTakesOverWithoutAStep() {
        double[] scores = gaussianScores(5_000, 4);
        TailCalibration calibration = TailCalibration.fit(scores);
        assertThat(calibration.tail().kind()).isEqualTo(Tail.GENERALISED_PARETO);
        double tenth = Arrays.stream(scores).sorted().toArray()[scores.length - 10];
        assertThat(calibration.pValue(tenth)).isEqualTo(11.0 / 5001);
        assertThat(calibration.pValue(Math.nextUp(tenth))).isCloseTo(11.0 / 5001, within(1e-12));
        assertThat(calibration.pValue(tenth + 0.5)).isLessThan(11.0 / 5001);
    }

    @Test
    void keepsTheHighestScoresExactlyAndThinsTheBodyToTheSafeSide() {
        double[] scores = gaussianScores(100_000, 6);
        TailCalibration calibration = TailCalibration.fit(scores);
        assertThat(calibration.scores()).hasSize(20_000);
        double[] sorted = Arrays.stream(scores).sorted().toArray();
        for (int rank = 10; rank <= 10_000; rank++) {
            assertThat(calibration.pValue(sorted[scores.length - rank])).isEqualTo((1.0 + rank) / 100_001);
        }
        for (int rank = 10_001; rank <= 100_000; rank += 7) {
            double exact = (1.0 + rank) / 100_001;
            assertThat(calibration.pValue(sorted[scores.length - rank])).isBetween(exact, exact + 10.0 / 100_001);
        }
    }

    @Property(tries = 300, seed = "20260101")
    void theThresholdIsTheLeastScoreThatReachesTheRate(
            @ForAll @DoubleRange(min = 0.01, max = 9) double minusLog10Rate,
            @ForAll @IntRange(min = 0, max = 5) int kind) {
        TailCalibration calibration = CALIBRATIONS[kind];
        double rate = Math.pow(10, -minusLog10Rate);
        double threshold = calibration.threshold(rate);
        if (threshold == Double.POSITIVE_INFINITY) {
            assertThat(calibration.pValue(Double.MAX_VALUE)).isGreaterThan(rate);
        } else {
            assertThat(calibration.pValue(threshold)).isLessThanOrEqualTo(rate);
            assertThat(calibration.pValue(Math.nextDown(threshold))).isGreaterThan(rate);
        }
    }

    @Property(tries = 300, seed = "20260101")
    void thePValueNeverRisesWithTheScoreAndStaysInItsRange(
            @ForAll @DoubleRange(min = -1e3, max = 1e3) double score,
            @ForAll @DoubleRange(min = 0, max = 1e9) double step,
            @ForAll @IntRange(min = 0, max = 5) int kind) {
        TailCalibration calibration = CALIBRATIONS[kind];
        double p = calibration.pValue(score);
        assertThat(p).isGreaterThan(0.0).isLessThanOrEqualTo(1.0);
        assertThat(calibration.pValue(score + step)).isPositive().isLessThanOrEqualTo(p);
        assertThat(calibration.pValue(Math.nextUp(score))).isLessThanOrEqualTo(p);
    }

    @Test
    void freshNormalScoresKeepThePromisedRates() {
        promisesHold("normal", v -> v);
        promisesHold("exponential", v -> -Math.log(normalTail(v)));
        promisesHold("heavy", v -> Math.pow(normalTail(v), -0.3));
        promisesHold("bounded", v -> 1 - Math.pow(normalTail(v), 0.3));
    }

    @Test
    void refusesCountsThatDoNotFit() {
        Tail tail = Tail.empirical("test");
        assertThatThrownBy(() -> new TailCalibration(new double[] {1, 2}, new long[] {1, 2}, 2, tail))
                .hasMessageContaining("must fall");
        assertThatThrownBy(() -> new TailCalibration(new double[] {2, 1}, new long[] {1, 1}, 2, tail))
                .hasMessageContaining("must rise");
        assertThatThrownBy(() -> new TailCalibration(new double[] {2, 1}, new long[] {1, 2}, 3, tail))
                .hasMessageContaining("must end at 3 but end at 2");
        assertThatThrownBy(() -> new TailCalibration(new double[] {2, 1}, new long[] {2}, 2, tail))
                .hasMessageContaining("as many counts as scores");
    }

    /** Scores are a monotone transform of normal draws; actual / promised rate within 1.5 down to 1e-3. */
    private static void promisesHold(String name, DoubleUnaryOperator transform) {
        SplittableRandom random = new SplittableRandom(42);
        double[] heldBack = new double[20_000];
        for (int i = 0; i < heldBack.length; i++) {
            heldBack[i] = transform.applyAsDouble(random.nextGaussian());
        }
        TailCalibration calibration = TailCalibration.fit(heldBack);
        assertThat(calibration.tail().kind()).as(name).isEqualTo(Tail.GENERALISED_PARETO);
        double[] rates = {1e-1, 1e-2, 1e-3};
        long[] reached = new long[rates.length];
        int fresh = 200_000;
        for (int i = 0; i < fresh; i++) {
            double p = calibration.pValue(transform.applyAsDouble(random.nextGaussian()));
            for (int r = 0; r < rates.length; r++) {
                reached[r] += p <= rates[r] ? 1 : 0;
            }
        }
        for (int r = 0; r < rates.length; r++) {
            // At 1e-4 only 20 alerts are expected, and 2 of the held-back scores lie there.
            double allowed = rates[r] < 1e-3 ? 2.5 : 1.5;
            assertThat(reached[r] / (rates[r] * fresh))
                    .as(name + " at " + rates[r])
                    .isBetween(1 / allowed, allowed);
        }
    }

    /** 1 - Phi(v), by the complementary error function of Numerical Recipes (relative error below 1.2e-7). */
    private static double normalTail(double v) {
        double z = Math.abs(v) / Math.sqrt(2);
        double t = 1 / (1 + 0.5 * z);
        double[] c = {
            -1.26551223,
            1.00002368,
            0.37409196,
            0.09678418,
            -0.18628806,
            0.27886807,
            -1.13520398,
            1.48851587,
            -0.82215223,
            0.17087277
        };
        double sum = 0;
        for (int i = c.length - 1; i >= 0; i--) {
            sum = sum * t + c[i];
        }
        double half = 0.5 * t * Math.exp(-z * z + sum);
        return v >= 0 ? half : 1 - half;
    }

    private static double[] gaussianScores(int n, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] scores = new double[n];
        for (int i = 0; i < n; i++) {
            scores[i] = 10 + 2 * random.nextGaussian();
        }
        return scores;
    }

    private static final TailCalibration[] CALIBRATIONS = {
        TailCalibration.fit(new double[] {-3, 1, 1, 2, 50}),
        TailCalibration.fit(gaussianScores(59, 1)),
        TailCalibration.fit(gaussianScores(3_000, 2)),
        TailCalibration.fit(GeneralizedParetoTest.draws(-0.4, 100, 2_000, 3)),
        TailCalibration.fit(GeneralizedParetoTest.draws(1.5, 1, 2_000, 4)),
        TailCalibration.fit(gaussianScores(60_000, 5)),
    };
}

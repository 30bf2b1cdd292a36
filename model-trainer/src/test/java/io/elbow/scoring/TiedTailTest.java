// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.elbow.scoring.TailCalibration.Tail;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TiedTailTest {
    private static final Map<String, DoubleUnaryOperator> SHAPES = Map.of(
            "light", v -> v,
            "as of a Gaussian feature", v -> 4 * v * v,
            "heavy", v -> Math.exp(v),
            "heavier", v -> Math.pow(v, 4),
            "bounded", v -> 30 * Math.atan(v));

    @Test
    void wholeNumbersReachAnyRateFarAboveTheHighestScore() {
        TailCalibration calibration = TailCalibration.fit(levels(4_000, 1, v -> 4 * v * v, 5));
        assertThat(calibration.tail().isGuessed()).isTrue();
        assertThat(calibration.tail().reason())
                .startsWith("only ")
                .contains(" distinct scores above ")
                .endsWith("a fitted tail needs 30");
        double highest = calibration.scores()[0];
        assertThat(calibration.threshold(1e-4))
                .isFinite()
                .isGreaterThan(highest)
                .isLessThan(2 * highest);
        assertThat(calibration.pValue(10 * highest)).isLessThan(1e-6);
    }

    @Test
    void scoresThatAreAllAlikeCostAFactorEANat() {
        double[] scores = new double[500];
        Arrays.fill(scores, -79.25);
        TailCalibration calibration = TailCalibration.fit(scores);
        assertThat(calibration.pValue(-79.25)).isEqualTo(1.0);
        assertThat(calibration.pValue(-69.25)).isEqualTo(Math.exp(-10));
        assertThat(calibration.threshold(1e-4)).isBetween(-79.25 + 9.21, -79.25 + 9.22);
    }

    @Property(tries = 200, seed = "20260101")
    void aScoreFarAboveAllIsAnAnomalyWhateverTies(
            @ForAll @IntRange(min = 20, max = 3_000) int count,
            @ForAll @IntRange(min = 1, max = 40) int distinct,
            @ForAll @DoubleRange(min = -6, max = 6) double exponent,
            @ForAll @DoubleRange(min = -1e4, max = 1e4) double origin,
            @ForAll @DoubleRange(min = 1, max = 9) double minusLog10Rate) {
        SplittableRandom random = new SplittableRandom(count);
        double unit = Math.pow(10, exponent);
        double[] scores = new double[count];
        // The square makes high levels rare, down to a single score.
        Arrays.setAll(scores, i -> origin + unit * Math.floor(distinct * Math.pow(random.nextDouble(), 2)));
        TailCalibration calibration = TailCalibration.fit(scores);
        double span = calibration.scores()[0] - calibration.scores()[calibration.scores().length - 1];
        boolean tied = calibration.scores().length < count;
        double rate = Math.pow(10, -minusLog10Rate);
        double threshold = calibration.threshold(rate);
        assertThat(Double.isFinite(threshold)).isEqualTo(tied || count >= 60 || rate >= 1.0 / (count + 1));
        if (Double.isFinite(threshold)) {
            double far = calibration.scores()[0] + 1e3 * (1 + 1e-3 * Math.abs(origin)) + 1e3 * span;
            assertThat(threshold).isLessThan(far);
            assertThat(calibration.pValue(far)).isLessThanOrEqualTo(rate);
        }
    }

    @Test
    void freshTiedScoresAreFlaggedNoMoreThanPromised() {
        SHAPES.forEach((name, shape) -> {
            for (double step : new double[] {0.1, 0.5, 1}) {
                for (int count : new int[] {300, 1_000, 4_000}) {
                    for (double rate : new double[] {1e-2, 1e-3, 1e-4}) {
                        if (count * rate < 0.1) {
                            // Nothing that was seen says how heavy a tail is so far out.
                            continue;
                        }
                        // Few held-back scores vary from draw to draw: the mean of many calibrations counts.
                        assertThat(flagged(shape, step, count, rate) / rate)
                                .as("%s scores in steps of %s, %d of them, at %s", name, step, count, rate)
                                .isLessThan(count * rate < 1 ? 3 : 1.2);
                    }
                }
            }
        });
    }

    @Test
    void roundingIsNoSpread() {
        SplittableRandom random = new SplittableRandom(3);
        double[] heldBack = new double[2_000];
        Arrays.setAll(heldBack, i -> -40 + 1e-7 * random.nextDouble());
        TailCalibration calibration = TailCalibration.fit(heldBack);
        assertThat(calibration.tail().isGuessed()).isTrue();
        // Another implementation's rounding, beyond all held-back scores.
        for (double rate : new double[] {0.5, 1e-2, 1e-3, 1e-4}) {
            assertThat(calibration.pValue(-40 + 5e-6)).isGreaterThan(rate);
        }
        assertThat(calibration.pValue(-25)).isLessThan(1e-4);
    }

    @Test
    void theHighestLevelsKeepTheirCounts() {
        double[] heldBack = levels(2_000, 1, v -> 4 * v * v, 8);
        TailCalibration calibration = TailCalibration.fit(heldBack);
        assertThat(calibration.tail().kind()).isEqualTo(Tail.GENERALISED_PARETO);
        for (double level : calibration.scores()) {
            long reached = Arrays.stream(heldBack).filter(s -> s >= level).count();
            assertThat(calibration.pValue(level)).isCloseTo((1.0 + reached) / 2_001, within(1e-12));
        }
    }

    @Test
    void fewScoresThatTieHaveATailToo() {
        double[] heldBack = new double[40];
        Arrays.setAll(heldBack, i -> i % 4);
        assertThat(TailCalibration.fit(heldBack).threshold(1e-4)).isFinite();
    }

    private static double flagged(DoubleUnaryOperator shape, double step, int count, double rate) {
        int calibrations = 40;
        double[] fresh = levels(100_000, step, shape, 99);
        double sum = 0;
        for (int seed = 0; seed < calibrations; seed++) {
            TailCalibration calibration = TailCalibration.fit(levels(count, step, shape, seed));
            double threshold = calibration.threshold(rate);
            sum += Arrays.stream(fresh).filter(s -> s >= threshold).count() / (double) fresh.length;
        }
        return sum / calibrations;
    }

    /** Scores that follow from normal draws, rounded to steps. */
    private static double[] levels(int count, double step, DoubleUnaryOperator shape, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] scores = new double[count];
        Arrays.setAll(scores, i -> shape.applyAsDouble(step * Math.rint(random.nextGaussian() / step)));
        return scores;
    }
}

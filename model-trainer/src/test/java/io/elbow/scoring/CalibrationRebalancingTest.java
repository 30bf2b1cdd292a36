// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class CalibrationRebalancingTest {
    private static final double GUARD = 0.01;
    private static final int ROWS = 20_000;

    @Test
    void theRatesThatWerePromisedAreKeptAcrossAGuard() {
        assertThatRatesAreKept(1, clean -> clean);
    }

    @Test
    void ratesAreKeptByAChallengerWhoseCostsGrowMoreSlowly() {
        assertThatRatesAreKept(0.6, clean -> clean);
    }

    @Test
    void incidentsAmongWhatWasKeptOutDoNotRaiseTheThreshold() {
        assertThatRatesAreKept(1, clean -> {
            double[] mixed = Arrays.copyOf(clean, ROWS + 1_000);
            Random random = new Random(7);
            for (int i = ROWS; i < mixed.length; i++) {
                mixed[i] = 12 + 30 * random.nextDouble();
            }
            return mixed;
        });
    }

    @Test
    void anEmptyStratumIsFilledByTheChampionsQuantiles() {
        // 10 is the score that one normal record in a hundred exceeds.
        assertThatRatesAreKept(
                1, clean -> Arrays.stream(clean).filter(score -> score < 10).toArray());
    }

    /**
     * Averages over twelve draws of everything, so that chance has little effect: at the rate 1e-3 of 20,000 rows there
     * are twenty alerts a draw. An empirical p-value counts the record itself, which costs a twentieth there, in each
     * of the two models.
     */
    private static void assertThatRatesAreKept(double slope, UnaryOperator<double[]> change) {
        double[] rates = {0.1, 0.01, 0.001};
        double[] promised = new double[rates.length];
        double[] kept = new double[rates.length];
        double[] later = gamma(200_000, 4);
        for (int draw = 0; draw < 12; draw++) {
            TailCalibration before = TailCalibration.fit(gamma(ROWS, 10 + draw));
            double[] champion = change.apply(gamma(ROWS, 100 + draw));
            TailCalibration after = TailCalibration.fit(CalibrationRebalancing.balanced(
                    champion, costs(champion, slope), new boolean[champion.length], before, GUARD));
            for (int rate = 0; rate < rates.length; rate++) {
                promised[rate] += share(later, before, rates[rate]);
                kept[rate] += share(costs(later, slope), after, rates[rate]);
            }
        }
        assertThat(kept[0]).isCloseTo(promised[0], within(0.03 * promised[0]));
        assertThat(kept[1]).isCloseTo(promised[1], within(0.05 * promised[1]));
        assertThat(kept[2]).isCloseTo(promised[2], within(0.2 * promised[2]));
    }

    @Test
    void withoutTheRecordsKeptOutTheRateWouldBeFarHigher() {
        double[] letThrough =
                Arrays.stream(gamma(ROWS, 2)).filter(score -> score < 10).toArray();
        assertThat(share(gamma(200_000, 4), TailCalibration.fit(letThrough), 0.001))
                .isGreaterThan(0.009);
    }

    @Test
    void adoptedRowsAlwaysCount() {
        double[] champion = new double[2_000];
        Arrays.fill(champion, 1_000, 2_000, 500);
        boolean[] adopted = new boolean[2_000];
        Arrays.fill(adopted, 1_000, 2_000, true);
        double[] challenger = new double[2_000];
        double[] balanced = CalibrationRebalancing.balanced(
                champion, challenger, adopted, TailCalibration.fit(gamma(ROWS, 1)), GUARD);
        // A hundredth of the thousand rows that the guard judged.
        assertThat(balanced).hasSize(2_010);
    }

    @Test
    void withoutAGuardAllCountAlike() {
        double[] scores = gamma(100, 1);
        assertThat(CalibrationRebalancing.balanced(scores, scores, new boolean[100], TailCalibration.fit(scores), 0))
                .isEqualTo(scores);
    }

    private static double[] costs(double[] champion, double slope) {
        return Arrays.stream(champion).map(score -> slope * score + 2).toArray();
    }

    private static double share(double[] scores, TailCalibration calibration, double rate) {
        double threshold = calibration.threshold(rate);
        return Arrays.stream(scores).filter(score -> score >= threshold).count() / (double) scores.length;
    }

    /** Gamma draws of shape 4, which are skewed as scores are. */
    private static double[] gamma(int count, long seed) {
        Random random = new Random(seed);
        return random.doubles(4L * count)
                .map(uniform -> -Math.log(1 - uniform))
                .collect(() -> new Sums(count), Sums::add, (a, b) -> {
                    throw new AssertionError("in parallel");
                })
                .scores;
    }

    private static final class Sums {
        final double[] scores;
        int taken;

        Sums(int count) {
            scores = new double[count];
        }

        void add(double exponential) {
            scores[taken++ / 4] += exponential;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GuardedScoresTest {
    private static final double GUARD = 0.01;
    private static final int ROWS = 20_000;

    @Test
    void theRatesThatWerePromisedAreKeptAcrossAGuard() {
        double[] normal = gamma(ROWS, 1);
        TailCalibration champion = TailCalibration.fit(normal);
        double limit = champion.threshold(GUARD);
        double[] letThrough =
                Arrays.stream(gamma(ROWS, 2)).filter(score -> score < limit).toArray();
        // A challenger to which everything costs two nats more, give or take a tenth.
        Random random = new Random(3);
        double[] challenger = Arrays.stream(letThrough)
                .map(score -> score + 2 + 0.1 * random.nextGaussian())
                .toArray();

        TailCalibration naive = TailCalibration.fit(challenger);
        TailCalibration completed =
                TailCalibration.fit(GuardedScores.completed(letThrough, challenger, champion, GUARD));

        double[] later = gamma(200_000, 4);
        for (double rate : new double[] {0.1, 0.01, 0.001}) {
            assertThat(share(later, 2, completed, rate)).as("rate %s", rate).isCloseTo(rate, within(0.3 * rate));
        }
        assertThat(share(later, 2, naive, 0.001)).isGreaterThan(0.009);
    }

    @Test
    void theyAreKeptByAChallengerWhoseCostsGrowMoreSlowly() {
        TailCalibration champion = TailCalibration.fit(gamma(ROWS, 1));
        double[] letThrough = Arrays.stream(gamma(ROWS, 2))
                .filter(score -> champion.pValue(score) >= GUARD)
                .toArray();
        Random random = new Random(3);
        double[] challenger = Arrays.stream(letThrough)
                .map(score -> 0.6 * score + 2 + 0.1 * random.nextGaussian())
                .toArray();
        TailCalibration completed =
                TailCalibration.fit(GuardedScores.completed(letThrough, challenger, champion, GUARD));
        double[] later =
                Arrays.stream(gamma(200_000, 4)).map(score -> 0.6 * score).toArray();
        for (double rate : new double[] {0.1, 0.01, 0.001}) {
            assertThat(share(later, 2, completed, rate)).as("rate %s", rate).isCloseTo(rate, within(0.3 * rate));
        }
    }

    @Test
    void whatIsNewNormalCountsAsItIs() {
        double[] champion = new double[2_000];
        Arrays.fill(champion, 1_000, 2_000, 500);
        double[] challenger = new double[2_000];
        double[] completed = GuardedScores.completed(champion, challenger, TailCalibration.fit(gamma(ROWS, 1)), GUARD);
        // A hundredth of the thousand that the guard looked at.
        assertThat(completed).hasSize(2_010);
    }

    @Test
    void withoutAGuardNothingIsMissing() {
        double[] scores = gamma(100, 1);
        assertThat(GuardedScores.completed(scores, scores, TailCalibration.fit(scores), 0))
                .isEqualTo(scores);
    }

    private static double share(double[] scores, double shift, TailCalibration calibration, double rate) {
        double threshold = calibration.threshold(rate);
        return Arrays.stream(scores).filter(score -> score + shift >= threshold).count() / (double) scores.length;
    }

    /** Of shape 4: skewed, as scores are. */
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

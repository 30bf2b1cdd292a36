// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class GuardedTailTest {
    private static final int ROWS = 20_000;
    private static final double MOVED = 5;
    private static final double NOISE = 0.3;

    private final SplittableRandom random = new SplittableRandom(20260101);
    private final TailCalibration champion = TailCalibration.fit(draw(ROWS));

    private double[] draw(int rows) {
        double[] scores = new double[rows];
        Arrays.setAll(scores, i -> 0.5 * Math.pow(random.nextGaussian(), 2) + 0.5 * Math.pow(random.nextGaussian(), 2));
        return scores;
    }

    private double[] byChallenger(double[] before) {
        return Arrays.stream(before)
                .map(score -> score + MOVED + NOISE * random.nextGaussian())
                .toArray();
    }

    private double outcome(TailCalibration calibration, double rate) {
        double threshold = calibration.threshold(rate);
        double[] fresh = byChallenger(draw(500_000));
        return Arrays.stream(fresh).filter(score -> score >= threshold).count() / (double) fresh.length;
    }

    @Test
    void aPromiseHoldsThoughTheTailWasKeptOut() {
        double[] kept = Arrays.stream(draw(ROWS))
                .filter(score -> champion.pValue(score) >= 0.01)
                .toArray();
        double[] after = byChallenger(kept);
        TailCalibration restored = TailCalibration.fit(GuardedTail.restore(champion, kept, after, 0.01));
        assertThat(outcome(restored, 1e-2) / 1e-2).isBetween(1 / 1.3, 1.3);
        assertThat(outcome(restored, 1e-3) / 1e-3).isBetween(0.5, 2.0);
        // What it is for: without the tail the promise is broken many times over.
        assertThat(outcome(TailCalibration.fit(after), 1e-3) / 1e-3).isGreaterThan(3);
    }

    @Test
    void recordsThatTheChampionFindsAnomalousStayAndCallForNoMore() {
        double[] shifted = new double[100];
        Arrays.fill(shifted, 1e3);
        assertThat(GuardedTail.restore(champion, shifted, shifted, 0.01)).isEqualTo(shifted);
    }

    @Test
    void withoutAGuardNothingIsPutBack() {
        double[] scores = draw(100);
        assertThat(GuardedTail.restore(champion, scores, scores, 0)).isEqualTo(scores);
    }
}

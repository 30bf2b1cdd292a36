// SPDX-License-Identifier: Apache-2.0
package io.elbow.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class KeySurpriseTest {
    private static final long MINUTE = 60_000;
    private static final SurpriseScale SCALE = new SurpriseScale(40, 2, 0.4);
    private static final double NORMAL = 40 + Math.expm1(2);
    private static final double SHIFTED = 40 + Math.expm1(4);
    private final KeySurprise judge =
            new KeySurprise(SCALE, 3, Duration.ofHours(2).toMillis(), Duration.ofMinutes(5), Duration.ofHours(6));
    private final SurpriseState key = judge.start();

    @Test
    void aHigherScoreIsMoreSurprising() {
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 1_000; i++) {
            SurpriseState one = judge.start();
            one.past.mean = 3 * random.nextDouble();
            one.past.deviation = random.nextDouble();
            double score = 40 + 50 * random.nextDouble();
            double lower = judge.withThreshold(1e9).take(one, score, 0).value();
            double higher = judge.withThreshold(1e9)
                    .take(one, score + random.nextDouble(), 0)
                    .value();
            assertThat(higher).isGreaterThanOrEqualTo(lower);
        }
    }

    @Test
    void isTheLesserOfBothTerms() {
        key.past.mean = 3;
        Surprise surprise = judge.take(key, SHIFTED, 0);

        assertThat(surprise.firstTerm()).isCloseTo(5, within(1e-9));
        assertThat(surprise.value()).isEqualTo(surprise.recentTerm()).isCloseTo(2.5, within(1e-9));
        assertThat(surprise.anomaly()).isFalse();
    }

    @Test
    void thePastStandsStillFromAnAnomalyToTheEndOfItsCooldown() {
        minutes(0, 10, NORMAL);
        double before = key.past.mean;
        minutes(10, 12, SHIFTED);
        minutes(12, 16, NORMAL + 3);
        assertThat(key.past.mean).isEqualTo(before);

        judge.take(key, NORMAL + 3, 16 * MINUTE);
        assertThat(key.past.mean).isGreaterThan(before);
        assertThat(key.run).isNull();
    }

    @Test
    void aShiftThatLastsIsTheNewNormal() {
        minutes(0, 10, NORMAL);
        minutes(10, 370, SHIFTED);
        assertThat(key.run).isNotNull();
        assertThat(key.run.kept).isBetween(AnomalousRun.LEAST, AnomalousRun.MOST);

        judge.take(key, SHIFTED, 370 * MINUTE);
        assertThat(key.run).isNull();
        assertThat(key.past.mean).isCloseTo(4, within(1e-6));
        assertThat(judge.take(key, SHIFTED, 371 * MINUTE).anomaly()).isFalse();
    }

    @Test
    void aScoreThatIsNotANumberChangesNothing() {
        minutes(0, 10, NORMAL);
        double before = key.past.mean;
        Surprise surprise = judge.take(key, Double.NaN, 11 * MINUTE);

        assertThat(surprise.anomaly()).isFalse();
        assertThat(key.past.mean).isEqualTo(before);
        assertThat(key.past.lastMillis).isEqualTo(9 * MINUTE);
    }

    @Test
    void aShiftIsFollowedThroughAModelSwap() {
        SurpriseScale next = new SurpriseScale(10, 1, 0.2);
        KeySurprise judgeOfNext =
                new KeySurprise(next, 3, Duration.ofHours(2).toMillis(), Duration.ofMinutes(5), Duration.ofHours(6));
        minutes(0, 200, SHIFTED);
        judgeOfNext.rescale(key, SCALE);
        for (int i = 200; i <= 360; i++) {
            judgeOfNext.take(key, 10 + Math.expm1(2), i * MINUTE);
        }
        assertThat(key.run).isNull();
        assertThat(key.past.mean).isCloseTo(2, within(1e-6));
    }

    @Test
    void theSampleOfARunCoversItEvenly() {
        AnomalousRun run = AnomalousRun.at(0);
        for (int i = 0; i < 1_000; i++) {
            run.keep(i);
        }
        assertThat(run.stride).isEqualTo(16);
        assertThat(run.kept).isEqualTo(63);
        for (int i = 0; i < run.kept; i++) {
            assertThat(run.rows[i]).isEqualTo(16 * i);
        }
    }

    private void minutes(int from, int to, double score) {
        for (int i = from; i < to; i++) {
            judge.take(key, score, i * MINUTE);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RecentPastsTest {
    private static final SurpriseScale SCALE = new SurpriseScale(0, 2, 0.5);
    private static final long HALF_LIFE = Duration.ofHours(2).toMillis();
    private static final long MINUTE = 60_000;

    @Test
    void theHalfLifeIsTwoHoursOrThirtyIntervals() {
        assertThat(RecentPasts.halfLifeMillis(MINUTE)).isEqualTo(HALF_LIFE);
        assertThat(RecentPasts.halfLifeMillis(10 * MINUTE)).isEqualTo(300 * MINUTE);
    }

    @Test
    void whatItWasIsHalfForgottenAfterAHalfLife() {
        RecentPast past = RecentPasts.start(SCALE);
        for (int i = 0; i < 120; i++) {
            RecentPasts.learn(past, 2.2, MINUTE, HALF_LIFE);
        }
        assertThat(past.mean).isCloseTo(2.1, within(1e-12));
    }

    @Test
    void learnsByElapsedTimeAndNotByRecords() {
        RecentPast often = RecentPasts.start(SCALE);
        RecentPast seldom = RecentPasts.start(SCALE);
        for (int i = 0; i < 40; i++) {
            RecentPasts.learn(often, 2.2, MINUTE, HALF_LIFE);
        }
        for (int i = 0; i < 10; i++) {
            RecentPasts.learn(seldom, 2.2, 4 * MINUTE, HALF_LIFE);
        }
        assertThat(seldom.mean).isCloseTo(often.mean, within(1e-12));
    }

    @Test
    void oneRecordAfterALongGapCountsAsAThirtiethOfAHalfLife() {
        RecentPast gap = RecentPasts.start(SCALE);
        RecentPast most = RecentPasts.start(SCALE);
        RecentPasts.learn(gap, 3, Long.MAX_VALUE, HALF_LIFE);
        RecentPasts.learn(most, 3, HALF_LIFE / 30, HALF_LIFE);

        assertThat(gap.mean).isEqualTo(most.mean).isLessThan(2.03);
    }

    @Test
    void aRecordOfThePastTeachesNothing() {
        RecentPast past = RecentPasts.start(SCALE);
        assertThat(RecentPasts.advance(past, 10 * MINUTE)).isZero();
        assertThat(RecentPasts.advance(past, 12 * MINUTE)).isEqualTo(2 * MINUTE);
        assertThat(RecentPasts.advance(past, MINUTE)).isZero();
        assertThat(past.lastMillis).isEqualTo(12 * MINUTE);

        RecentPasts.learn(past, 3, -MINUTE, HALF_LIFE);
        assertThat(past.mean).isEqualTo(2);
    }

    @Test
    void anAbsurdRecordCountsAsThreeDeviations() {
        RecentPast absurd = RecentPasts.start(SCALE);
        RecentPast cut = RecentPasts.start(SCALE);
        RecentPasts.learn(absurd, 700, MINUTE, HALF_LIFE);
        RecentPasts.learn(cut, 2 + 3 * 0.5, MINUTE, HALF_LIFE);

        assertThat(absurd.mean).isEqualTo(cut.mean);
        assertThat(absurd.deviation).isEqualTo(cut.deviation);
    }

    @Test
    void beginsAnewAtTheMedianOfTheRows() {
        RecentPast past = RecentPasts.start(SCALE);
        RecentPasts.restart(past, new double[] {5, 6, 7, 8, 400});

        assertThat(past.mean).isEqualTo(7);
        assertThat(past.deviation).isCloseTo(1.4826, within(1e-12));
    }

    @Test
    void theNextModelFindsTheKeyAsFarFromNormalAsTheLastOneDid() {
        SurpriseScale next = new SurpriseScale(5, 1, 0.2);
        RecentPast past = RecentPasts.start(SCALE);
        past.mean = 3;
        past.deviation = 0.6;

        RecentPasts.rescale(past, SCALE, next);

        assertThat(past.mean).isCloseTo(1.4, within(1e-12));
        assertThat(past.deviation).isCloseTo(0.24, within(1e-12));
    }
}

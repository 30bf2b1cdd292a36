// SPDX-License-Identifier: Apache-2.0
package io.elbow.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.config.PerKeyOptions;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** A key that training never saw: after its first records it has a normal of its own, wherever that lies. */
class WarmingKeyTest {
    private static final long MINUTE = 60_000;
    private static final PerKeyOptions OPTIONS = new PerKeyOptions(10, Duration.ofHours(1), null);

    /** Twelve hosts at levels about 100, 30 apart, each with a noise of 3. */
    private static final Standardizer GLOBAL = new Standardizer(new double[] {100}, new double[] {30});

    private static final PerKeyStandardizer STANDARDIZER = new PerKeyStandardizer(
            GLOBAL,
            new PerKeyFit(OPTIONS, new float[] {0.01f}, List.of("old"), new float[] {1_440}, new float[1], new float[] {
                        0.01f
                    })
                    .withWarmUp(PerKeyStandardizer.WARMING));

    /** What a key's record is standardised to, and what it then teaches: all of it while the key warms up. */
    private static double take(KeyStatistics key, int number, long stepMillis, double value, boolean normal) {
        long millis = number * stepMillis;
        if (STANDARDIZER.crosses(key, millis)) {
            STANDARDIZER.advance(key, millis);
        }
        STANDARDIZER.count(key);
        double z = STANDARDIZER.of(key).apply(0, value);
        if (normal || STANDARDIZER.isWarming(key)) {
            STANDARDIZER.take(key, new double[] {value}, false);
        }
        return z;
    }

    @Property(tries = 100)
    void itsOwnLevelIsNormalAfterItHasWarmedUpHoweverOftenItSends(
            @ForAll @IntRange(min = -50, max = 50) int level,
            @ForAll @IntRange(min = 1, max = 20) int noise,
            @ForAll @IntRange(min = 1, max = 7_200) int stepSeconds) {
        KeyStatistics key = STANDARDIZER.start("new");
        Random random = new Random(level);
        double center = 100 + 30 * level;
        double most = 0;
        for (int i = 0; i < 600; i++) {
            // Nothing is judged normal, as of a key that is unlike all others.
            double z = take(key, i, 1_000L * stepSeconds, center + noise * random.nextGaussian(), false);
            most = i < PerKeyStandardizer.WARMING ? 0 : Math.max(most, Math.abs(z));
        }
        assertThat(most).isLessThan(5);
        assertThat(Math.abs(STANDARDIZER.of(key).apply(0, center + 30 * noise + 60)))
                .isGreaterThan(5);
    }

    @Test
    void itsFirstRecordsAreStandardisedAsAnyUnknownKeysAre() {
        KeyStatistics key = STANDARDIZER.start("new");
        for (int i = 0; i < PerKeyStandardizer.WARMING; i++) {
            assertThat(take(key, i, MINUTE / 2, 220, false)).isEqualTo(4);
            assertThat(STANDARDIZER.isWarming(key)).isTrue();
        }
        take(key, PerKeyStandardizer.WARMING, MINUTE / 2, 220, false);
        assertThat(STANDARDIZER.isWarming(key)).isFalse();
    }

    @Test
    void aKeyThatTrainingKnowsNeverWarmsUp() {
        KeyStatistics key = STANDARDIZER.start("old");
        assertThat(STANDARDIZER.isWarming(key)).isFalse();
        for (int i = 0; i < 600; i++) {
            assertThat(take(key, i, MINUTE, 220, false)).isGreaterThan(4);
        }
    }

    @Test
    void afterItsWarmUpAnIncidentIsNotLearned() {
        KeyStatistics key = STANDARDIZER.start("new");
        for (int i = 0; i < 120; i++) {
            take(key, i, MINUTE, 220 + i % 5, true);
        }
        for (int i = 120; i < 600; i++) {
            assertThat(take(key, i, MINUTE, 400, false)).isGreaterThan(5);
        }
    }

    @Test
    void aKeyOfAnEarlierVersionWithRowsEnoughDoesNotWarmUpAgain() {
        KeyStatistics key = STANDARDIZER.start("old");
        key.seen = 0;
        assertThat(STANDARDIZER.isWarming(key)).isFalse();
        key.rows = PerKeyStandardizer.WARMING - 1;
        assertThat(STANDARDIZER.isWarming(key)).isTrue();
    }
}

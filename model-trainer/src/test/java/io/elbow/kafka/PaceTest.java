// SPDX-License-Identifier: Apache-2.0
package io.elbow.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elbow.config.BadInputException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long MILLI = 1_000_000;

    @Test
    void theFirstRecordIsDueAtOnceAndTheNextAfterTheirShareOfASecond() {
        Pace pace = new Pace(10, 500);
        assertThat(pace.nanosToSleep(0, 500)).isZero();
        assertThat(pace.nanosToSleep(1, 500)).isEqualTo(100 * MILLI);
        assertThat(pace.nanosToSleep(1, 500 + 40 * MILLI)).isEqualTo(60 * MILLI);
    }

    @Test
    void aReplayThatFellBehindDoesNotSleep() {
        assertThat(new Pace(10, 0).nanosToSleep(3, 1_000 * MILLI)).isZero();
    }

    @Test
    void zeroMeansAsFastAsPossible() {
        assertThat(new Pace(0, 0).nanosToSleep(1_000_000, 0)).isZero();
    }

    @Test
    void refusesARateBelowZeroOrNone() {
        assertThatThrownBy(() -> Pace.requireRate(-1)).isInstanceOf(BadInputException.class);
        assertThatThrownBy(() -> Pace.requireRate(Double.NaN)).isInstanceOf(BadInputException.class);
    }

    @Property(seed = "20260101")
    void noRecordIsSentMoreThanAMillisecondEarly(
            @ForAll @DoubleRange(min = 0.1, max = 1e6) double rate,
            @ForAll @LongRange(min = 0, max = 10_000) long sent) {
        long due = (long) (sent * (1e9 / rate));
        assertThat(new Pace(rate, 0).nanosToSleep(sent, 0)).isBetween(Math.max(0, due - MILLI), due);
    }
}

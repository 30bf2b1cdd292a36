// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.elbow.vae.FitStep;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FitThrottleTest {
    private final AtomicLong clock = new AtomicLong();
    private final AtomicLong rested = new AtomicLong();

    @Test
    void restsThreeTimesAsLongAsAStepTookForAQuarterOfACore() {
        FitThrottle pace = share(0.25);
        work(pace, 1000, 700_000);
        assertThat((double) rested.get()).isCloseTo(3.0 * 999 * 700_000, within(3e6));
    }

    @Test
    void whatCameBeforeTheFirstStepWasAWaitForItsTurnAndNoWork() {
        FitThrottle pace = share(0.25);
        clock.addAndGet(3_600_000_000_000L);
        pace.onStep(step(1, 10));
        assertThat(rested).hasValue(0);
        clock.addAndGet(10_000_000);
        pace.onStep(step(2, 10));
        assertThat(rested).hasValue(30_000_000);
    }

    @Test
    void neverRestsWithAWholeCore() {
        FitThrottle pace = share(1);
        work(pace, 100, 5_000_000);
        assertThat(rested.get()).isZero();
    }

    @Test
    void endsTheFitOnceItsThreadIsInterrupted() {
        FitThrottle pace = share(1);
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> pace.onStep(step(3, 10)))
                    .isInstanceOf(CancellationException.class)
                    .hasMessage("stopped at step 3 of 10");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    private FitThrottle share(double share) {
        return new FitThrottle(share, clock::get, nanos -> {
            rested.addAndGet(nanos);
            clock.addAndGet(nanos);
        });
    }

    private void work(FitThrottle pace, int steps, long nanosEach) {
        for (int step = 1; step <= steps; step++) {
            clock.addAndGet(nanosEach);
            pace.onStep(step(step, steps));
        }
    }

    private static FitStep step(int step, int steps) {
        return new FitStep(step, steps, 128, 1, 0, 1e-3);
    }
}

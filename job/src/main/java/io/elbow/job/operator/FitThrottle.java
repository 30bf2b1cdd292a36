// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.vae.FitListener;
import io.elbow.vae.FitStep;
import java.util.concurrent.CancellationException;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Keeps a fit to its share of a core: after each step it rests in proportion to what the step took. Ends the fit once
 * its thread is interrupted.
 */
final class FitThrottle implements FitListener {
    /** A shorter rest is put off: waking up is not exact to less. */
    private static final long LEAST_REST_NANOS = 2_000_000;

    private final double restForWork;
    private final LongSupplier nanoTime;
    private final LongConsumer rest;
    private double owedNanos;
    private boolean begun;
    private long sinceNanos;

    /**
     * @param share in (0, 1]
     * @param rest sleeps for so many nanoseconds, or less where the thread is interrupted
     */
    FitThrottle(double share, LongSupplier nanoTime, LongConsumer rest) {
        this.restForWork = 1 / share - 1;
        this.nanoTime = nanoTime;
        this.rest = rest;
    }

    @Override
    public void onStep(FitStep step) {
        long now = nanoTime.getAsLong();
        // What was before the first step may have been a wait for its turn.
        owedNanos += begun ? (now - sinceNanos) * restForWork : 0;
        begun = true;
        if (owedNanos >= LEAST_REST_NANOS) {
            rest.accept((long) owedNanos);
            owedNanos = 0;
            now = nanoTime.getAsLong();
        }
        sinceNanos = now;
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("stopped at step " + step.step() + " of " + step.steps());
        }
    }
}

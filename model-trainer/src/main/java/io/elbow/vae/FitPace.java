// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Slows a fit down to a share of one core, and gives it up when its time is over or nobody wants it any more. It sleeps
 * between steps, since thread priorities do nothing on Linux.
 */
public final class FitPace implements FitListener {
    /** Sleeps of less than this are saved up. */
    private static final long LEAST_SLEEP_NANOS = 1_000_000;

    /** Sleeps; an argument, so that tests need not. */
    @FunctionalInterface
    public interface Sleeper {
        void sleep(long nanos) throws InterruptedException;
    }

    private final double share;
    private final Duration limit;
    private final LongSupplier nanoClock;
    private final Sleeper sleeper;
    private final BooleanSupplier unwanted;
    private long begun;
    private boolean hasBegun;
    private long worked;
    private long last;
    private long owed;

    /**
     * @param share of one core, in (0, 1]
     * @param limit of the whole fit's time from its first step on, sleeps included; waiting for a turn is no work
     * @param unwanted asked at every step
     */
    public FitPace(double share, Duration limit, LongSupplier nanoClock, Sleeper sleeper, BooleanSupplier unwanted) {
        this.share = share;
        this.limit = limit;
        this.nanoClock = nanoClock;
        this.sleeper = sleeper;
        this.unwanted = unwanted;
    }

    /** @throws FitFailedException where the time is over, or the fit unwanted */
    @Override
    public void onStep(int step, int steps, double negativeElbo) {
        long now = nanoClock.getAsLong();
        if (!hasBegun) {
            hasBegun = true;
            begun = now;
            last = now;
        }
        worked += now - last;
        owed += (long) ((now - last) * (1 / share - 1));
        if (unwanted.getAsBoolean() || Thread.currentThread().isInterrupted()) {
            throw new FitFailedException("the fit was given up at step " + step + " of " + steps
                    + ": the job stops, or asks for it no more");
        }
        if (now - begun > limit.toNanos()) {
            throw new FitFailedException("the fit was given up at step " + step + " of " + steps + ", "
                    + limit.toSeconds() + " s after its begin; raise refresh.time-limit or refresh.cpu-share");
        }
        if (owed >= LEAST_SLEEP_NANOS) {
            sleep();
        }
        last = nanoClock.getAsLong();
    }

    /** Time spent on work, ns. */
    public long workedNanos() {
        return worked;
    }

    private void sleep() {
        try {
            sleeper.sleep(owed);
            owed = 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

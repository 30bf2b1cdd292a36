// SPDX-License-Identifier: Apache-2.0
package io.elbow.console;

import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;

/**
 * How long a model's fits will still take, were all steps to take the mean time of those since the first. What lies
 * before the first step, the start of PyTorch among it, does not count; what lies between fits does.
 */
final class TimeLeft {
    private static final double NOT_BEGUN = -1;

    /** Below what a clock shows: 12 s less a rounding error are not 13. */
    private static final double ROUNDING = 1e-6;

    private final LongSupplier nanoTime;
    private double firstDone = NOT_BEGUN;
    private long firstNanos;

    TimeLeft(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Seconds that are left after a step; empty after the first, which says nothing yet.
     *
     * @param fit number from 1 of {@code fits}, each of about as many steps
     */
    OptionalDouble after(int fit, int fits, int step, int steps) {
        double done = (fit - 1 + (double) step / steps) / fits;
        long now = nanoTime.getAsLong();
        if (firstDone == NOT_BEGUN) {
            firstDone = done;
            firstNanos = now;
        }
        return done > firstDone
                ? OptionalDouble.of((now - firstNanos) / 1e9 * (1 - done) / (done - firstDone))
                : OptionalDouble.empty();
    }

    /** Rounded up, for a person. */
    static String text(double seconds) {
        long whole = (long) Math.ceil(seconds - ROUNDING);
        if (whole < 60) {
            return whole + " s left";
        }
        long minutes = whole / 60;
        return minutes < 60
                ? String.format(Locale.ROOT, "%d min %d s left", minutes, whole % 60)
                : String.format(Locale.ROOT, "%d h %d min left", minutes / 60, minutes % 60);
    }
}

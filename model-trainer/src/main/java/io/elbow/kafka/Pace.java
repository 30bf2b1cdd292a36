// SPDX-License-Identifier: Apache-2.0
package io.elbow.kafka;

import io.elbow.config.BadInputException;
import java.util.concurrent.TimeUnit;

/**
 * Computes when the next of evenly spaced records is due. Because the rate is an average, a sender that fell behind
 * catches up.
 */
final class Pace {
    /** Shorter waits are added up until they reach this: a thread cannot sleep precisely for less. */
    private static final long LEAST_SLEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final double nanosPerRecord;
    private final long startNanos;

    /**
     * Starts the clock.
     *
     * @param recordsPerSecond 0: as fast as possible
     */
    Pace(double recordsPerSecond, long startNanos) {
        this.nanosPerRecord = recordsPerSecond == 0 ? 0 : TimeUnit.SECONDS.toNanos(1) / recordsPerSecond;
        this.startNanos = startNanos;
    }

    static void requireRate(double recordsPerSecond) {
        if (!(recordsPerSecond >= 0)) {
            throw new BadInputException(
                    "the rate must be 0 (as fast as possible) or more records a second but was " + recordsPerSecond);
        }
    }

    /** How long to sleep before the next record is sent. */
    long nanosToSleep(long recordsSent, long nowNanos) {
        long ahead = (long) (recordsSent * nanosPerRecord) - (nowNanos - startNanos);
        return ahead < LEAST_SLEEP_NANOS ? 0 : ahead;
    }
}

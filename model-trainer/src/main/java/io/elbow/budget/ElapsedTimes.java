// SPDX-License-Identifier: Apache-2.0
package io.elbow.budget;

/** Differences of event times, which may be anything that fits into a long. */
final class ElapsedTimes {
    /** The time of a record that there has not been yet. */
    static final long NONE = Long.MIN_VALUE;

    private ElapsedTimes() {}

    /** Milliseconds from one event time to another; 0 if time does not advance or there was no first one. */
    static long elapsed(long fromMillis, long toMillis) {
        if (fromMillis == NONE || toMillis <= fromMillis) {
            return 0;
        }
        long elapsed = toMillis - fromMillis;
        return elapsed < 0 ? Long.MAX_VALUE : elapsed;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

/** Sums of event times. */
final class EventTimes {
    private EventTimes() {}

    /** So much later, or the end of time: a record may carry any time, and a sum must not overflow into the past. */
    static long later(long millis, long spanMillis) {
        return millis > Long.MAX_VALUE - spanMillis ? Long.MAX_VALUE : millis + spanMillis;
    }
}

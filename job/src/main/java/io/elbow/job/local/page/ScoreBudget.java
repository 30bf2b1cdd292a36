// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local.page;

/** Limits how many scores the page reads in a second, because the job needs the machine more. Not thread-safe. */
final class ScoreBudget {
    private static final long SECOND_MILLIS = 1000;

    private final int perSecond;
    private long secondFromMillis;
    private long taken;

    ScoreBudget(int perSecond) {
        this.perSecond = perSecond;
    }

    void take(int count, long nowMillis) {
        turn(nowMillis);
        taken += count;
    }

    boolean isSpent(long nowMillis) {
        turn(nowMillis);
        return taken >= perSecond;
    }

    private void turn(long nowMillis) {
        if (Math.abs(nowMillis - secondFromMillis) >= SECOND_MILLIS) {
            secondFromMillis = nowMillis;
            taken = 0;
        }
    }
}

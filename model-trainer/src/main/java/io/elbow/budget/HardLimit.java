// SPDX-License-Identifier: Apache-2.0
package io.elbow.budget;

import io.elbow.config.AlertBudget;
import java.util.Arrays;

/**
 * What the upper bound of {@link SteeredThreshold} cannot hold: at most {@value #TIMES} times the budget in any of its
 * spans.
 *
 * <p>A mutable plain object with public fields, because Flink keeps it in state as a POJO. It takes 8 bytes for each
 * group that it let open in the last span.
 */
public final class HardLimit {
    static final int TIMES = 3;

    /** Event times of what opened in the last span, ms, ascending. */
    public long[] openedMillis = new long[0];

    /** Incidents suppressed so far. */
    public long suppressed;

    /** Whether one more may open at an event time that is not before the last one's. */
    public boolean admits(long timestampMillis, AlertBudget budget) {
        return openedMillis.length - expired(timestampMillis, budget) < (long) TIMES * budget.count();
    }

    /** Takes note of what opened. */
    public void opened(long timestampMillis, AlertBudget budget) {
        int from = expired(timestampMillis, budget);
        openedMillis = Arrays.copyOfRange(openedMillis, from, openedMillis.length + 1);
        openedMillis[openedMillis.length - 1] = timestampMillis;
    }

    private int expired(long timestampMillis, AlertBudget budget) {
        int expired = 0;
        while (expired < openedMillis.length
                && ElapsedTimes.elapsed(openedMillis[expired], timestampMillis)
                        >= budget.per().toMillis()) {
            expired++;
        }
        return expired;
    }
}

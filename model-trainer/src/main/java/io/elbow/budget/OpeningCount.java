// SPDX-License-Identifier: Apache-2.0
package io.elbow.budget;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How many groups would open if the rows added so far, in any order, were the anomalies.
 *
 * <p>An anomaly opens an incident if its key had none in the cooldown before it. The first opening begins a group, and
 * each that comes less than a cooldown after that one belongs to it, of whichever key. So no chain of openings of many
 * keys makes one endless group.
 */
final class OpeningCount {
    private final long cooldownMillis;
    private final Map<Integer, NavigableSet<Long>> anomalies = new HashMap<>();
    private final NavigableMap<Long, Integer> openings = new TreeMap<>();

    OpeningCount(long cooldownMillis) {
        this.cooldownMillis = cooldownMillis;
    }

    /** Adds an anomaly, which raises the number of groups by at most one. */
    void add(int key, long timestampMillis) {
        NavigableSet<Long> ofKey = anomalies.computeIfAbsent(key, absent -> new TreeSet<>());
        if (!ofKey.add(timestampMillis)) {
            return;
        }
        Long before = ofKey.lower(timestampMillis);
        Long after = ofKey.higher(timestampMillis);
        if (after != null && opens(before, after) && !opens(timestampMillis, after)) {
            openings.merge(after, -1, (count, less) -> count + less == 0 ? null : count + less);
        }
        if (opens(before, timestampMillis)) {
            openings.merge(timestampMillis, 1, Integer::sum);
        }
    }

    /** The number of groups, or one more than this limit where there are more. */
    int groups(int limit) {
        int groups = 0;
        Map.Entry<Long, Integer> first = openings.firstEntry();
        while (first != null && groups <= limit) {
            groups++;
            long end = first.getKey() + cooldownMillis;
            first = end < first.getKey() ? null : openings.ceilingEntry(end);
        }
        return groups;
    }

    private boolean opens(Long before, long timestampMillis) {
        return before == null || ElapsedTimes.elapsed(before, timestampMillis) >= cooldownMillis;
    }
}

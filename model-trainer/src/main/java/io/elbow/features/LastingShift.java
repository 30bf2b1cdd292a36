// SPDX-License-Identifier: Apache-2.0
package io.elbow.features;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Distinguishes a lasting shift from an incident. Anomalous rows of a key belong to one incident as long as less than
 * the cooldown of event time lies between them. An incident that lasts {@code adaptAfter} is the key's new normal.
 */
public final class LastingShift {
    private LastingShift() {}

    /**
     * Finds the anomalous rows of one key that are its new normal.
     *
     * @param times [rows], event time in ms, ascending
     * @param anomalous [rows]
     * @param cooldown event time without an anomaly after which an incident is over
     * @param adaptAfter event time that an incident must last
     * @return [rows]: true for the anomalous rows of incidents that lasted
     */
    public static boolean[] rows(long[] times, boolean[] anomalous, Duration cooldown, Duration adaptAfter) {
        boolean[] lasting = new boolean[times.length];
        List<Integer> incident = new ArrayList<>();
        for (int i = 0; i < times.length; i++) {
            if (!anomalous[i]) {
                continue;
            }
            if (!incident.isEmpty() && times[i] - times[last(incident)] >= cooldown.toMillis()) {
                accept(incident, times, adaptAfter, lasting);
                incident.clear();
            }
            incident.add(i);
        }
        accept(incident, times, adaptAfter, lasting);
        return lasting;
    }

    private static void accept(List<Integer> incident, long[] times, Duration adaptAfter, boolean[] lasting) {
        if (!incident.isEmpty() && times[last(incident)] - times[incident.get(0)] >= adaptAfter.toMillis()) {
            incident.forEach(row -> lasting[row] = true);
        }
    }

    private static int last(List<Integer> rows) {
        return rows.get(rows.size() - 1);
    }
}

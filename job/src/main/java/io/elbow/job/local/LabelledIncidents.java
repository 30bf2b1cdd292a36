// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import java.util.ArrayList;
import java.util.List;

/** The labelled incidents of a replayed table, and how many of them alerts found. */
final class LabelledIncidents {
    /** Rows {@code [first, end)}, 0-based. */
    record Segment(int first, int end) {
        boolean holds(int row) {
            return row >= first && row < end;
        }
    }

    private final List<Segment> segments;
    private final boolean[] found;
    private int falseAlerts;

    LabelledIncidents(boolean[] anomalous) {
        segments = segments(anomalous);
        found = new boolean[segments.size()];
    }

    private static List<Segment> segments(boolean[] anomalous) {
        List<Segment> segments = new ArrayList<>();
        int first = -1;
        for (int row = 0; row <= anomalous.length; row++) {
            boolean inside = row < anomalous.length && anomalous[row];
            if (inside && first < 0) {
                first = row;
            } else if (!inside && first >= 0) {
                segments.add(new Segment(first, row));
                first = -1;
            }
        }
        return segments;
    }

    /** Notes that an alert opened at this row. Returns whether the row lies inside a labelled incident. */
    synchronized boolean alertOpened(int row) {
        for (int i = 0; i < found.length; i++) {
            if (segments.get(i).holds(row)) {
                found[i] = true;
                return true;
            }
        }
        falseAlerts++;
        return false;
    }

    int count() {
        return segments.size();
    }

    synchronized int foundCount() {
        int count = 0;
        for (boolean one : found) {
            count += one ? 1 : 0;
        }
        return count;
    }

    /** Number of alerts that opened outside every labelled incident. */
    synchronized int falseAlerts() {
        return falseAlerts;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

import io.elbow.data.Dataset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds columns without gaps whose values rise strictly from row to row of a key. */
final class RisingColumns {
    /** Limit on the number of keys; further keys are ignored. */
    private static final int MOST_KEYS = 1_000;

    private final boolean[] rises;
    private final Map<String, double[]> last = new HashMap<>();
    private int left;
    private long steps;

    RisingColumns(List<Integer> candidates, int features) {
        rises = new boolean[features];
        candidates.forEach(feature -> rises[feature] = true);
        left = candidates.size();
    }

    /** Takes a row. Returns false if no column is left to check. */
    boolean take(Dataset.Row row) {
        double[] before = last.get(row.key());
        if (before == null && last.size() == MOST_KEYS) {
            return left > 0;
        }
        last.put(row.key(), row.values());
        if (before != null) {
            steps++;
            compare(before, row.values());
        }
        return left > 0;
    }

    private void compare(double[] before, double[] now) {
        for (int f = 0; f < rises.length; f++) {
            if (rises[f] && !(now[f] > before[f])) {
                rises[f] = false;
                left--;
            }
        }
    }

    /** The features that rose over at least that many steps. */
    List<Integer> found(int leastSteps) {
        List<Integer> found = new ArrayList<>();
        for (int f = 0; f < rises.length && steps >= leastSteps; f++) {
            if (rises[f]) {
                found.add(f);
            }
        }
        return found;
    }
}

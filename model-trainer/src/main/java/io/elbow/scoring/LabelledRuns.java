// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

import io.elbow.data.Dataset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares incidents with the labels of a file. A run of labelled rows of one key counts as found when an incident has
 * an anomalous record in it; an incident without a labelled record is a false alert.
 */
public final class LabelledRuns {
    private static final int NONE = -1;

    private final int[] runOf;
    private final boolean[] found;
    private final Map<String, Boolean> labelled = new HashMap<>();

    /**
     * Finds the runs of labelled rows.
     *
     * @param rows in the order of the file; a run is consecutive labelled rows of one key
     */
    public LabelledRuns(List<Dataset.Row> rows) {
        runOf = new int[rows.size()];
        Map<String, Integer> current = new HashMap<>();
        int runs = 0;
        for (int i = 0; i < runOf.length; i++) {
            Dataset.Row row = rows.get(i);
            if (!row.anomalous()) {
                current.remove(row.key());
                runOf[i] = NONE;
            } else {
                Integer run = current.get(row.key());
                if (run == null) {
                    run = runs++;
                    current.put(row.key(), run);
                }
                runOf[i] = run;
            }
        }
        found = new boolean[runs];
    }

    /** Notes an anomalous record of an incident. */
    public void anomaly(int row, String incident) {
        boolean inside = runOf[row] != NONE;
        labelled.merge(incident, inside, Boolean::logicalOr);
        if (inside) {
            found[runOf[row]] = true;
        }
    }

    public int count() {
        return found.length;
    }

    public int foundCount() {
        int count = 0;
        for (boolean one : found) {
            count += one ? 1 : 0;
        }
        return count;
    }

    /** Number of incidents without a labelled record. */
    public int falseAlerts() {
        return (int) labelled.values().stream().filter(inside -> !inside).count();
    }
}

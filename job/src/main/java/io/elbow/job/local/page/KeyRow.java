// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local.page;

import java.util.Comparator;

/**
 * A key's line in the table of top keys.
 *
 * @param open whether an incident is open
 * @param last its newest point; null: only alerts are known
 */
record KeyRow(String key, boolean open, long alerts, long anomalies, Point last) {
    /** Open incidents first, then the most anomalies, then the most alerts, then the least p-value. */
    static final Comparator<KeyRow> WORST_FIRST = Comparator.comparing((KeyRow row) -> !row.open())
            .thenComparing(Comparator.comparingLong(KeyRow::anomalies).reversed())
            .thenComparing(Comparator.comparingLong(KeyRow::alerts).reversed())
            .thenComparingDouble(
                    row -> row.last() == null ? Double.NaN : row.last().pValue());
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Whether a topic's records stand in time order within their key, as they do where it is partitioned by the key. */
public final class KeyOrder {
    /** Clocks and retries put a few records out of order; a tenth of them is another partitioning. */
    private static final double MOST = 0.1;

    private KeyOrder() {}

    /** Why nothing can be learned from the rows of a topic, with the remedy; empty: the order is no reason. */
    public static Optional<String> fault(Dataset rows) {
        Map<String, Long> newest = new HashMap<>();
        long late = 0;
        for (Dataset.Row row : rows.rows()) {
            Long before = newest.get(row.key());
            if (before != null && row.timestampMillis() < before) {
                late++;
            } else {
                newest.put(row.key(), row.timestampMillis());
            }
        }
        if (late <= MOST * rows.rows().size()) {
            return Optional.empty();
        }
        return Optional.of(String.format(
                Locale.ROOT,
                "%,d of %,d records of %s are older than one before of their key, partition by partition: it is not"
                        + " partitioned by the detector's key; let the producer give that key (record.key) to each record",
                late,
                rows.rows().size(),
                rows.source()));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.features;

import java.util.HashMap;
import java.util.Map;

/**
 * Gives the scaler for each key's next row of a table in time order: the global one for all keys, or each key's own,
 * updated as the job updates it.
 */
public final class KeyScaling {
    private final Standardizer global;
    private final PerKeyStandardizer perKey;
    private final Map<String, Kept> keys = new HashMap<>();

    private static final class Kept {
        private final KeyStatistics statistics;
        private Standardizer now;

        Kept(KeyStatistics statistics) {
            this.statistics = statistics;
        }
    }

    /**
     * Starts with what training knew of each key.
     *
     * @param fit null: the global scaler for all keys
     */
    public KeyScaling(Standardizer global, PerKeyFit fit) {
        this.global = global;
        this.perKey = fit == null ? null : new PerKeyStandardizer(global, fit);
    }

    /**
     * Whether the row begins a new bucket of its key, so that {@link #at} would take up the normal rows of the bucket
     * before. All earlier rows must be judged by then.
     */
    public boolean crosses(String key, long timestampMillis) {
        return perKey != null && perKey.crosses(kept(key).statistics, timestampMillis);
    }

    /** The scaler for a key's row, which must not be older than the row asked for before. */
    public Standardizer at(String key, long timestampMillis) {
        if (perKey == null) {
            return global;
        }
        Kept kept = kept(key);
        if (perKey.crosses(kept.statistics, timestampMillis)) {
            perKey.advance(kept.statistics, timestampMillis);
            kept.now = null;
        }
        if (kept.now == null) {
            kept.now = perKey.of(kept.statistics);
        }
        return kept.now;
    }

    /**
     * Takes a row that was judged normal.
     *
     * @param rare as in {@link PerKeyStandardizer#take}
     */
    public void take(String key, double[] values, boolean rare) {
        if (perKey != null) {
            perKey.take(kept(key).statistics, values, rare);
        }
    }

    private Kept kept(String key) {
        return keys.computeIfAbsent(key, name -> new Kept(perKey.start(name)));
    }
}

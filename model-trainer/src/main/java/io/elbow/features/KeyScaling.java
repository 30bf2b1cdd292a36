// SPDX-License-Identifier: Apache-2.0
package io.elbow.features;

import java.util.HashMap;
import java.util.Map;

/**
 * The scaler of each key's next row, for rows of a table in time order: the global one for all, or the keys' own as the
 * job keeps them.
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

    /** @param fit null: the global one for all */
    public KeyScaling(Standardizer global, PerKeyFit fit) {
        this.global = global;
        this.perKey = fit == null ? null : new PerKeyStandardizer(global, fit);
    }

    /** Whether {@link #at} would take up those of the key's rows of a bucket that teach, so that all must be judged. */
    public boolean crosses(String key, long timestampMillis) {
        return perKey != null && perKey.crosses(kept(key).statistics, timestampMillis);
    }

    /** The scaler of a key's row, which must be no older than the one asked for before it. */
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

    /** Takes a row that was judged normal; {@code rare} as {@link PerKeyStandardizer#take} has it. */
    public void take(String key, double[] values, boolean rare) {
        if (perKey != null) {
            perKey.take(kept(key).statistics, values, rare);
        }
    }

    private Kept kept(String key) {
        return keys.computeIfAbsent(key, name -> new Kept(perKey.start(name)));
    }
}

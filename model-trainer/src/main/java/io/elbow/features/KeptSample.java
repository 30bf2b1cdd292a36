// SPDX-License-Identifier: Apache-2.0
package io.elbow.features;

import java.util.Arrays;

/** A shingle of a stream, kept to learn from. */
public interface KeptSample {
    String key();

    long timestampMillis();

    /** [length * features], the user's units, oldest row first; NaN: missing. */
    double[] rows();

    /** One text a condition; null: missing. */
    String[] conditions();

    /** Whether it was anomalous when it was scored. One that is learned all the same is its key's new normal. */
    boolean anomaly();

    /**
     * Mean of what standardised it in the stream where each key has its own statistics, [features]; empty: not known,
     * or the scaler of all keys.
     */
    double[] keyMean();

    /** The deviation of the same. */
    double[] keyDeviation();

    /** What standardised it, without a knee; null where that is not known, or was the scaler of all keys. */
    default Standardizer own() {
        return keyMean().length == 0 ? null : new Standardizer(keyMean(), keyDeviation());
    }

    /** Whether the newest row of this shingle is one of a newer shingle's. */
    default boolean sharesRows(KeptSample newer, int features) {
        if (!key().equals(newer.key())) {
            return false;
        }
        double[] rows = rows();
        int last = rows.length - features;
        for (int at = 0; at < last; at += features) {
            if (Arrays.equals(rows, last, rows.length, newer.rows(), at, at + features)) {
                return true;
            }
        }
        return false;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

/**
 * One raw input of one key.
 *
 * @param values one value a feature, or a field that features are made of, in the detector's order and the user's
 *     units; NaN: missing
 * @param conditions one text a condition, in the detector's order; null: missing
 */
public record Observation(String key, long timestampMillis, double[] values, String[] conditions) {
    /** The conditions of an observation that has none. */
    public static final String[] NO_CONDITIONS = {};

    /** Returns this observation under another key. */
    public Observation withKey(String other) {
        return new Observation(other, timestampMillis, values, conditions);
    }

    /** Returns this observation with other values. */
    public Observation withValues(double[] others) {
        return new Observation(key, timestampMillis, others, conditions);
    }

    /** An observation without conditions. */
    public Observation(String key, long timestampMillis, double[] values) {
        this(key, timestampMillis, values, NO_CONDITIONS);
    }
}

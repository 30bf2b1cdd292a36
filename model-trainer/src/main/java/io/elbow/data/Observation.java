// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

/**
 * One raw input of one key.
 *
 * @param values one value a feature, in the detector's feature order and the user's units; NaN: missing
 * @param conditions one text a condition, in the detector's order; null: missing
 */
public record Observation(String key, long timestampMillis, double[] values, String[] conditions) {
    /** Of an observation without conditions. */
    public static final String[] NO_CONDITIONS = {};

    /** The same of another key. */
    public Observation withKey(String other) {
        return new Observation(other, timestampMillis, values, conditions);
    }

    /** Without conditions. */
    public Observation(String key, long timestampMillis, double[] values) {
        this(key, timestampMillis, values, NO_CONDITIONS);
    }
}

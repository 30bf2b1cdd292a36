// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import java.util.List;

/**
 * What the columns of a table mean.
 *
 * @param key column with the series' key; null: the file is one series or has none
 * @param timestamp column with the event time; null: none
 * @param label column whose non-zero rows are anomalies; null: none
 * @param features the feature columns in order; empty: every numeric column that has no other role
 * @param conditions the condition columns in order, the key's perhaps among them
 */
public record ColumnRoles(String key, String timestamp, String label, List<String> features, List<String> conditions) {
    public static final ColumnRoles NONE = new ColumnRoles(null, null, null, List.of());

    /** Without conditions. */
    public ColumnRoles(String key, String timestamp, String label, List<String> features) {
        this(key, timestamp, label, features, List.of());
    }

    /** The same with condition columns. */
    public ColumnRoles withConditions(List<String> columns) {
        return new ColumnRoles(key, timestamp, label, features, columns);
    }

    /** The same with other features. */
    public ColumnRoles withFeatures(List<String> columns) {
        return new ColumnRoles(key, timestamp, label, columns, conditions);
    }

    public ColumnRoles {
        conditions = List.copyOf(conditions);
        features = List.copyOf(features);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import java.nio.file.Path;
import java.util.List;

/**
 * What the columns of a table mean.
 *
 * @param key column with the series' key; null: the file is one series or has none
 * @param timestamp column with the event time; null: none
 * @param label column whose non-zero rows are anomalies; null: none
 * @param features the feature columns in order; empty: every numeric column that has no other role
 * @param conditions the condition columns in order, the key's perhaps among them
 * @param imageLabels IDX labels of IDX images, which then are the condition {@value IdxLabels#COLUMN}; null: those that
 *     lie beside the images, where there are any
 */
public record ColumnRoles(
        String key, String timestamp, String label, List<String> features, List<String> conditions, Path imageLabels) {
    public static final ColumnRoles NONE = new ColumnRoles(null, null, null, List.of());

    /** Without conditions. */
    public ColumnRoles(String key, String timestamp, String label, List<String> features) {
        this(key, timestamp, label, features, List.of());
    }

    /** Without labels of images. */
    public ColumnRoles(String key, String timestamp, String label, List<String> features, List<String> conditions) {
        this(key, timestamp, label, features, conditions, null);
    }

    /** The same with condition columns. */
    public ColumnRoles withConditions(List<String> columns) {
        return new ColumnRoles(key, timestamp, label, features, columns, imageLabels);
    }

    /** The same with labels of images; null: those beside the images. */
    public ColumnRoles withImageLabels(Path labels) {
        return new ColumnRoles(key, timestamp, label, features, conditions, labels);
    }

    /** The same with other features. */
    public ColumnRoles withFeatures(List<String> columns) {
        return new ColumnRoles(key, timestamp, label, columns, conditions, imageLabels);
    }

    public ColumnRoles {
        conditions = List.copyOf(conditions);
        features = List.copyOf(features);
    }
}

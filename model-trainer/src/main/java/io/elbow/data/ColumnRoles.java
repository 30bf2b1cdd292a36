// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import io.elbow.config.JoinedText;
import io.elbow.config.RecordOptions.TimeUnit;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/**
 * What the columns of a table mean.
 *
 * @param key column with the series' key, or several joined by commas ({@link JoinedText#COLUMNS}); null: the file is
 *     one series or has none
 * @param timestamp column with the event time; null: none
 * @param label column whose non-zero rows are anomalies; null: none
 * @param features the feature columns in order; empty: every numeric column that has no other role
 * @param conditions the condition columns in order, which may include the key's
 * @param imageLabels file of IDX labels for IDX images, used as the condition {@code label}; null: the file next to the
 *     images, if there is one
 * @param timestampUnit unit of the event time's numbers, as the yaml says; null: the size of a number tells
 */
public record ColumnRoles(
        String key,
        String timestamp,
        String label,
        List<String> features,
        List<String> conditions,
        Path imageLabels,
        TimeUnit timestampUnit) {
    public static final ColumnRoles NONE = new ColumnRoles(null, null, null, List.of());

    /** Roles without conditions. */
    public ColumnRoles(String key, String timestamp, String label, List<String> features) {
        this(key, timestamp, label, features, List.of());
    }

    /** Roles without a file of image labels. */
    public ColumnRoles(String key, String timestamp, String label, List<String> features, List<String> conditions) {
        this(key, timestamp, label, features, conditions, null);
    }

    /** Roles without a unit of the event time. */
    public ColumnRoles(
            String key,
            String timestamp,
            String label,
            List<String> features,
            List<String> conditions,
            Path imageLabels) {
        this(key, timestamp, label, features, conditions, imageLabels, null);
    }

    /** The columns that are the series' key, among those of a file; none: the file is one series. */
    public List<String> keyColumns(Collection<String> header) {
        return JoinedText.columns(key, header);
    }

    /** Returns these roles with other condition columns. */
    public ColumnRoles withConditions(List<String> columns) {
        return new ColumnRoles(key, timestamp, label, features, columns, imageLabels, timestampUnit);
    }

    /** Returns these roles with a file of image labels; null: the file next to the images. */
    public ColumnRoles withImageLabels(Path labels) {
        return new ColumnRoles(key, timestamp, label, features, conditions, labels, timestampUnit);
    }

    /** Returns these roles with other features. */
    public ColumnRoles withFeatures(List<String> columns) {
        return new ColumnRoles(key, timestamp, label, columns, conditions, imageLabels, timestampUnit);
    }

    /** Returns these roles with a unit of the event time; null: the size of a number tells. */
    public ColumnRoles withTimestampUnit(TimeUnit unit) {
        return new ColumnRoles(key, timestamp, label, features, conditions, imageLabels, unit);
    }

    public ColumnRoles {
        conditions = List.copyOf(conditions);
        features = List.copyOf(features);
    }
}

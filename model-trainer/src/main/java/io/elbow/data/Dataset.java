// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import io.elbow.config.FeatureSource;
import io.elbow.config.FeatureSources;
import java.util.List;

/**
 * A table's rows in file order.
 *
 * @param source what the rows were read from, for messages
 * @param features the features, in the order of {@link Row#values}: names of columns, where these are taken as they
 *     stand
 * @param notes one line each, for a person: columns ignored and the like
 * @param conditions the condition columns, in the order of {@link Row#conditions}
 * @param sources where the features come from, in their order
 */
public record Dataset(
        String source,
        List<String> features,
        List<Row> rows,
        List<String> notes,
        List<String> conditions,
        List<FeatureSource> sources) {

    /** A table of columns as they stand. */
    public Dataset(String source, List<String> features, List<Row> rows, List<String> notes, List<String> conditions) {
        this(source, features, rows, notes, conditions, FeatureSources.plain(features));
    }

    /** A table without conditions. */
    public Dataset(String source, List<String> features, List<Row> rows, List<String> notes) {
        this(source, features, rows, notes, List.of());
    }

    /** Returns this table with other rows. */
    public Dataset withRows(List<Row> others) {
        return new Dataset(source, features, others, notes, conditions, sources);
    }

    /**
     * One row.
     *
     * @param number 0-based row number in its file, header not counted
     * @param key empty where there is no key column
     * @param timestamp the cell as written; empty where there is no timestamp column
     * @param timestampMillis event time, or the row number where there is no timestamp column
     * @param values in the order of {@link Dataset#features}; NaN: missing
     * @param anomalous whether the label is not 0
     * @param conditions in the order of {@link Dataset#conditions}, as text; null: missing
     */
    public record Row(
            long number,
            String key,
            String timestamp,
            long timestampMillis,
            double[] values,
            boolean anomalous,
            String[] conditions) {

        /** A row without conditions. */
        public Row(
                long number, String key, String timestamp, long timestampMillis, double[] values, boolean anomalous) {
            this(number, key, timestamp, timestampMillis, values, anomalous, Observation.NO_CONDITIONS);
        }

        /** Returns this row as part of another series. */
        public Row withKey(String other) {
            return new Row(number, other, timestamp, timestampMillis, values, anomalous, conditions);
        }

        /**
         * Returns this row with another number, which is also its time: for rows of several files that have no
         * timestamp column.
         */
        Row withNumber(long other) {
            return new Row(other, key, timestamp, other, values, anomalous, conditions);
        }

        /** Returns this row with other values. */
        public Row withValues(double[] others) {
            return new Row(number, key, timestamp, timestampMillis, others, anomalous, conditions);
        }

        /** Returns this row labelled anomalous. */
        public Row asAnomalous() {
            return new Row(number, key, timestamp, timestampMillis, values, true, conditions);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import java.util.List;

/**
 * A table's rows in file order.
 *
 * @param source what the rows were read from, for messages
 * @param features the feature columns, in the order of {@link Row#values}
 * @param notes one line each, for a person: columns ignored and the like
 */
public record Dataset(String source, List<String> features, List<Row> rows, List<String> notes) {

    /**
     * One row.
     *
     * @param number 0-based row number in its file, header not counted
     * @param key empty where there is no key column
     * @param timestamp the cell as written; empty where there is no timestamp column
     * @param timestampMillis event time, or the row number where there is no timestamp column
     * @param values in the order of {@link Dataset#features}; NaN: missing
     * @param anomalous whether the label is not 0
     */
    public record Row(
            long number, String key, String timestamp, long timestampMillis, double[] values, boolean anomalous) {}
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A table each of whose rows holds one metric alone: a name and a value.
 *
 * @param metric the column that names the metric
 * @param value the column that holds it
 */
record NarrowTable(SampleColumn metric, SampleColumn value) {
    private static final Set<String> METRICS = Set.of(
            "name",
            "metric",
            "metricname",
            "measurement",
            "variable",
            "parameter",
            "param",
            "field",
            "signal",
            "quantity",
            "tag",
            "tagname",
            "item",
            "attribute",
            "property",
            "channel",
            "type",
            "kind");

    private static final Set<String> VALUES = Set.of("value", "val", "v", "reading", "metricvalue", "measurement", "y");

    /**
     * Recognises such a table; empty: it is none.
     *
     * @param columns without times and label
     * @param numbers those of them that could be features
     */
    static Optional<NarrowTable> of(List<SampleColumn> columns, List<SampleColumn> numbers) {
        Optional<SampleColumn> value = numbers.stream()
                .filter(column -> VALUES.contains(column.plainName()))
                .findFirst();
        Optional<SampleColumn> metric = columns.stream()
                .filter(column -> METRICS.contains(column.plainName()) && !column.holdsNumbers())
                .filter(column -> !column.isConstant())
                .filter(column -> 2 * column.distinct() <= column.values().size())
                .findFirst();
        // A further number, such as a quality, may stand beside the value; more of them make a row of features.
        return value.isPresent() && metric.isPresent() && numbers.size() <= 2
                ? Optional.of(new NarrowTable(metric.get(), value.get()))
                : Optional.empty();
    }
}

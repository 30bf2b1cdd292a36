// SPDX-License-Identifier: Apache-2.0
package io.elbow.features;

import io.elbow.config.ConditionOptions;
import io.elbow.config.ConditionOptions.ColumnKind;
import io.elbow.data.DataException;
import io.elbow.data.Dataset;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Learns from training rows how their conditions are encoded.
 *
 * <p>A column of kind {@code auto} is numeric if all its values are numbers, unless they are at most
 * {@value #MOST_WHOLE_CATEGORIES} distinct whole numbers, which are taken for categories (a digit, a store, a code).
 */
public final class ConditionFit {
    static final int MOST_WHOLE_CATEGORIES = 32;

    /** A column with more values than this holds names of single records, not categories. */
    static final int MOST_CATEGORIES = 1_000;

    private ConditionFit() {}

    /**
     * Learns the conditions.
     *
     * @param available the rows' conditions, in order
     * @throws DataException naming the column that has no values, too many categories, or text where numbers are needed
     */
    public static Conditions fit(ConditionOptions options, List<String> available, List<Dataset.Row> rows) {
        List<Conditions.Column> columns = new ArrayList<>();
        for (ConditionOptions.Column column : options.columns()) {
            int position = available.indexOf(column.name());
            if (position < 0) {
                throw new DataException(
                        "the condition column '" + column.name() + "' is missing; there is: " + available);
            }
            List<String> values = new ArrayList<>(rows.size());
            for (Dataset.Row row : rows) {
                if (row.conditions()[position] != null) {
                    values.add(row.conditions()[position]);
                }
            }
            columns.add(column(column, values));
        }
        return new Conditions(columns, options.calendar(), ZoneId.of(options.zone()));
    }

    private static Conditions.Column column(ConditionOptions.Column column, List<String> values) {
        if (values.isEmpty()) {
            throw new DataException("the condition column '" + column.name()
                    + "' has no value in the rows to fit on; leave it out or give rows that have one");
        }
        ColumnKind kind = column.kind() == ColumnKind.AUTO ? kind(values) : column.kind();
        return kind == ColumnKind.NUMERIC ? numeric(column.name(), values) : categorical(column.name(), values);
    }

    private static ColumnKind kind(List<String> values) {
        boolean whole = true;
        for (String value : values) {
            double number = ConditionText.number(value);
            if (Double.isNaN(number)) {
                return ColumnKind.CATEGORICAL;
            }
            whole &= number == Math.rint(number);
        }
        long distinct = values.stream().map(ConditionText::category).distinct().count();
        return whole && distinct <= MOST_WHOLE_CATEGORIES ? ColumnKind.CATEGORICAL : ColumnKind.NUMERIC;
    }

    private static Conditions.Column numeric(String name, List<String> values) {
        List<double[]> numbers = new ArrayList<>(values.size());
        for (String value : values) {
            double number = ConditionText.number(value);
            if (Double.isNaN(number)) {
                throw new DataException("the condition column '" + name + "' has '" + value
                        + "', which is no number; correct it, or take the column as " + name + ":categorical");
            }
            numbers.add(new double[] {number});
        }
        Standardizer scaler = Standardizer.fit(numbers, 1);
        return new Conditions.Numeric(name, scaler.mean()[0], scaler.deviation()[0]);
    }

    private static Conditions.Column categorical(String name, List<String> values) {
        TreeMap<String, Long> counts = new TreeMap<>();
        values.forEach(value -> counts.merge(ConditionText.category(value), 1L, Long::sum));
        if (counts.size() > MOST_CATEGORIES) {
            throw new DataException("the condition column '" + name + "' has " + counts.size()
                    + " categories, at most " + MOST_CATEGORIES + " are allowed: leave the column out, or take it as "
                    + name + ":numeric where it holds numbers");
        }
        return new Conditions.Categorical(name, List.copyOf(counts.keySet()), List.copyOf(counts.values()));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads tables: CSV, plain or gzip, separated by comma, semicolon or tab, with one header line; JSON lines; and
 * whatever {@link TableFormat} finds.
 *
 * <p>Missing cells are empty, NaN, NA or null, in any case. Named features are matched by name, whatever the order of
 * the columns; if none are named, every column that is numeric in the first 1000 rows is a feature.
 */
public final class TableReader {
    private TableReader() {}

    /**
     * Reads a whole table.
     *
     * @throws DataException naming file, line and column, for a missing or empty file, a header without rows, ragged
     *     rows, unknown columns (all of them in one message), text or an infinite value in a numeric column
     */
    public static Dataset read(Path file, ColumnRoles roles) {
        Optional<TableFormat> format = TableFormats.of(file);
        if (format.isPresent()) {
            return format.get().read(file, roles);
        }
        List<Dataset.Row> rows = new ArrayList<>();
        TablePlan plan = stream(file, roles, rows::add);
        return new Dataset(file.toString(), plan.names(), rows, plan.notes(), roles.conditions());
    }

    /** The column names of a table, in its order. */
    public static List<String> columns(Path file) {
        Optional<TableFormat> format = TableFormats.of(file);
        if (format.isPresent()) {
            return format.get().columns(file);
        }
        try (TableSource source = TableSource.open(file)) {
            return source.header();
        }
    }

    /** The features of a table under these roles, in their order. */
    public static List<String> features(Path file, ColumnRoles roles) {
        try (TableRows rows = TableRows.open(file, roles, 0)) {
            return rows.features();
        }
    }

    /** Reads a table row by row, and holds no more than the first lines in memory. */
    static TablePlan stream(Path file, ColumnRoles roles, Consumer<Dataset.Row> consumer) {
        try (TableRows rows = TableRows.open(file, roles, 0)) {
            rows.forEachRemaining(consumer);
            return rows.plan();
        }
    }
}

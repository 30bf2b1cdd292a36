// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Reads CSV tables, plain or gzip, separated by comma, semicolon or tab, with one header line; and IDX images.
 *
 * <p>Missing cells are empty, NaN, NA or null, in any case. Named features are matched by name, whatever the order of
 * the columns; without names every column that is numeric in the first {@value #HEAD} rows is a feature.
 */
public final class TableReader {
    private static final int HEAD = 1_000;

    private final Path file;
    private final TableSource source;
    private final TablePlan plan;
    private final Map<String, String> keys = new HashMap<>();
    private long rows;

    private TableReader(Path file, TableSource source, TablePlan plan) {
        this.file = file;
        this.source = source;
        this.plan = plan;
    }

    /**
     * Reads a whole table.
     *
     * @throws DataException naming file, line and column, for a missing or empty file, a header without rows, ragged
     *     rows, unknown columns (all of them in one message), text or an infinite value in a numeric column
     */
    public static Dataset read(Path file, ColumnRoles roles) {
        if (IdxImages.isIdx(file)) {
            return IdxImages.read(file, roles);
        }
        if (roles.imageLabels() != null) {
            throw new DataException(file + ": labels of images are given, but this is no file of IDX images; leave"
                    + " --labels out, a table has its conditions as columns");
        }
        List<Dataset.Row> rows = new ArrayList<>();
        TablePlan plan = stream(file, roles, rows::add);
        return new Dataset(file.toString(), plan.names(), rows, plan.notes(), roles.conditions());
    }

    /** The column names of a table, in its order. */
    public static List<String> columns(Path file) {
        if (IdxImages.isIdx(file)) {
            return IdxImages.columns(file);
        }
        try (TableSource source = TableSource.open(file)) {
            return source.header();
        }
    }

    /** Reads a table row by row, holding no more than the first lines. */
    static TablePlan stream(Path file, ColumnRoles roles, Consumer<Dataset.Row> consumer) {
        try (TableSource source = TableSource.open(file)) {
            List<TableSource.Line> head = head(source, roles.features().isEmpty() ? HEAD : 1);
            if (head.isEmpty()) {
                throw new DataException(file + ": a header line but no rows; add rows");
            }
            TablePlan plan = TablePlan.of(file, source.header(), roles, head);
            TableReader reader = new TableReader(file, source, plan);
            head.forEach(line -> consumer.accept(reader.row(line)));
            for (TableSource.Line line = source.next(); line != null; line = source.next()) {
                consumer.accept(reader.row(line));
            }
            return plan;
        }
    }

    private static List<TableSource.Line> head(TableSource source, int most) {
        List<TableSource.Line> head = new ArrayList<>();
        while (head.size() < most) {
            TableSource.Line line = source.next();
            if (line == null) {
                break;
            }
            head.add(line);
        }
        return head;
    }

    private Dataset.Row row(TableSource.Line line) {
        List<String> cells = line.cells();
        int[] columns = plan.features();
        double[] values = new double[columns.length];
        for (int f = 0; f < columns.length; f++) {
            values[f] = value(line, columns[f], cells.get(columns[f]));
        }
        String timestamp = plan.timestamp() == TablePlan.NONE ? "" : cells.get(plan.timestamp());
        long timestampMillis = plan.timestamp() == TablePlan.NONE ? rows : timestampMillis(line, timestamp);
        boolean anomalous = plan.label() != TablePlan.NONE && label(line, cells.get(plan.label()));
        return new Dataset.Row(rows++, key(line), timestamp, timestampMillis, values, anomalous, conditions(cells));
    }

    private String[] conditions(List<String> cells) {
        int[] columns = plan.conditions();
        if (columns.length == 0) {
            return Observation.NO_CONDITIONS;
        }
        String[] conditions = new String[columns.length];
        for (int i = 0; i < columns.length; i++) {
            String cell = cells.get(columns[i]);
            conditions[i] = Cells.isMissing(cell) ? null : cell.strip();
        }
        return conditions;
    }

    private double value(TableSource.Line line, int column, String cell) {
        double value = Cells.numberOrNaN(cell);
        if (Double.isNaN(value) && Cells.isMissing(cell)) {
            return Double.NaN;
        }
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw notUsable(line, column, cell);
        }
        return value;
    }

    private DataException notUsable(TableSource.Line line, int column, String cell) {
        if (Cells.kind(cell) == Cells.Kind.INFINITE) {
            return fault(line, column, cell, "is infinite; correct the cell, or empty it where the value is not known");
        }
        if (Cells.hasDecimalComma(cell)) {
            return fault(line, column, cell, "is not a number; write a decimal point instead of the comma");
        }
        return fault(
                line,
                column,
                cell,
                "is not a number; correct the cell, empty it where the value is not known, or leave the column out");
    }

    private String key(TableSource.Line line) {
        if (plan.key() == TablePlan.NONE) {
            return "";
        }
        String key = line.cells().get(plan.key());
        if (key.isEmpty()) {
            throw fault(line, plan.key(), key, "is no key; every row needs one");
        }
        // One string a key, not one a row.
        return keys.computeIfAbsent(key, k -> k);
    }

    private long timestampMillis(TableSource.Line line, String cell) {
        try {
            return EventTime.ofCell(cell);
        } catch (DateTimeException e) {
            throw fault(
                    line,
                    plan.timestamp(),
                    cell,
                    "is not a time; write ISO-8601, such as 2026-01-01T00:00:00Z, or an epoch number");
        }
    }

    private boolean label(TableSource.Line line, String cell) {
        String text = cell.strip();
        if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
            return text.equalsIgnoreCase("true");
        }
        double label = Cells.numberOrNaN(text);
        if (Double.isNaN(label)) {
            throw fault(line, plan.label(), cell, "is not a label; write 0 for normal and 1 for anomalous");
        }
        return label != 0;
    }

    private DataException fault(TableSource.Line line, int column, String cell, String what) {
        return new DataException("%s, line %d, column '%s': '%s' %s"
                .formatted(file, line.number(), Excerpt.of(source.header().get(column)), Excerpt.of(cell), what));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import io.elbow.config.JoinedText;
import io.elbow.config.RecordOptions.TimeUnit;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns lines of a table into rows: cells into numbers, times, keys and labels. Each fault names file, line and column.
 */
final class RowParser {
    private static final int MOST_SHARED = 100_000;

    private final Path file;
    private final List<String> header;
    private final TablePlan plan;
    private final Map<String, String> keys = new HashMap<>();
    private final Map<String, String> texts = new HashMap<>();

    RowParser(Path file, List<String> header, TablePlan plan) {
        this.file = file;
        this.header = header;
        this.plan = plan;
    }

    /**
     * Parses a line.
     *
     * @param number of the row, which is also its time if there is no timestamp column
     */
    Dataset.Row row(TableSource.Line line, long number) {
        List<String> cells = line.cells();
        int[] columns = plan.features();
        double[] values = new double[columns.length];
        for (int f = 0; f < columns.length; f++) {
            values[f] = value(line, columns[f], cells.get(columns[f]));
        }
        String timestamp = plan.timestamp() == TablePlan.NONE ? "" : cells.get(plan.timestamp());
        long timestampMillis = plan.timestamp() == TablePlan.NONE ? number : timestampMillis(line, timestamp);
        boolean anomalous = plan.label() != TablePlan.NONE && label(line, cells.get(plan.label()));
        return new Dataset.Row(number, key(line), timestamp, timestampMillis, values, anomalous, conditions(cells));
    }

    private String[] conditions(List<String> cells) {
        int[] columns = plan.conditions();
        if (columns.length == 0) {
            return Observation.NO_CONDITIONS;
        }
        String[] conditions = new String[columns.length];
        for (int i = 0; i < columns.length; i++) {
            String cell = cells.get(columns[i]);
            conditions[i] = Cells.isMissing(cell) ? null : shared(cell.strip());
        }
        return conditions;
    }

    /**
     * Returns the same string for equal texts, so that there is one string for each distinct text and not one for each
     * row.
     */
    private String shared(String text) {
        return texts.size() < MOST_SHARED ? texts.computeIfAbsent(text, t -> t) : texts.getOrDefault(text, text);
    }

    private double value(TableSource.Line line, int column, String cell) {
        double value = Cells.numberOrNaN(cell);
        if (Double.isNaN(value) && Cells.isMissing(cell)) {
            return Double.NaN;
        }
        if (line.isText(column) || Double.isNaN(value) || Double.isInfinite(value)) {
            throw notUsable(line, column, cell);
        }
        return value;
    }

    private DataException notUsable(TableSource.Line line, int column, String cell) {
        if (line.isText(column)) {
            return fault(line, column, cell, "is text, not a number; write it without quotes, or leave the field out");
        }
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
        int[] columns = plan.keys();
        if (columns.length == 0) {
            return "";
        }
        String key = columns.length == 1
                ? keyPart(line, columns[0])
                : JoinedText.KEY.join(Arrays.stream(columns)
                        .mapToObj(column -> keyPart(line, column))
                        .toList());
        // One string for each key, not one for each row.
        return keys.computeIfAbsent(key, k -> k);
    }

    private String keyPart(TableSource.Line line, int column) {
        String part = line.cells().get(column);
        if (part.isEmpty()) {
            throw fault(line, column, part, "is no key; every row needs one");
        }
        return part;
    }

    private long timestampMillis(TableSource.Line line, String cell) {
        refuseOtherUnit(line, cell);
        try {
            return EventTime.ofCell(cell, plan.timestampUnit());
        } catch (DateTimeException e) {
            throw fault(
                    line,
                    plan.timestamp(),
                    cell,
                    "is not a time; write ISO-8601, such as 2026-01-01T00:00:00Z, or an epoch number");
        }
    }

    /** Refuses a number that the job would refuse too. ISO-8601 is taken whatever the unit: it cannot be misread. */
    private void refuseOtherUnit(TableSource.Line line, String cell) {
        TimeUnit unit = plan.timestampUnit();
        double epoch = unit == null ? Double.NaN : Cells.numberOrNaN(cell);
        if (Double.isNaN(epoch)) {
            return;
        }
        EpochUnits.other(epoch, unit, -1).ifPresent(other -> {
            String as = unit == TimeUnit.ISO_8601 ? "no text" : EpochUnits.shown(epoch, unit);
            throw fault(
                    line,
                    plan.timestamp(),
                    cell,
                    "is %s in %s, the unit of record.timestamp in the yaml, but %s in %s: %s, or write the column as ISO-8601"
                            .formatted(
                                    as,
                                    unit.configName(),
                                    EpochUnits.shown(epoch, other),
                                    other.configName(),
                                    EpochUnits.remedy(other)));
        });
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
                .formatted(file, line.number(), Excerpt.of(header.get(column)), Excerpt.of(cell), what));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import io.elbow.artifact.Manifest;
import io.elbow.config.DetectorConfig;
import io.elbow.config.RecordOptions;
import io.elbow.data.ColumnRoles;
import io.elbow.data.SeriesColumn;
import io.elbow.data.TableReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the columns of training files mean. Flags come first, then the yaml's {@code record} section: files have the
 * columns that the topic's records have as fields.
 *
 * @param notes what was taken from the yaml, for a person
 */
record TrainingColumns(ColumnRoles roles, List<String> notes) {
    /** The same with condition columns. */
    TrainingColumns withConditions(List<String> columns) {
        return new TrainingColumns(roles.withConditions(columns), notes);
    }

    /**
     * The same, with the event time read as the yaml says where it names the same column, else as the model was
     * trained.
     */
    TrainingColumns readBy(DetectorConfig config, Manifest model) {
        return new TrainingColumns(roles.withTimestampUnit(model.unitOf(roles.timestamp(), config.record())), notes);
    }

    /**
     * What the columns mean. Where a file lacks the key's or the time's column that the yaml names, and no flag says
     * what to do, it is refused: all keys would be taken as one series.
     *
     * @param config may be null
     */
    static TrainingColumns of(InputOptions input, DetectorConfig config) {
        String key = blankIsNone(input.key);
        String timestamp = blankIsNone(input.timestamp);
        if (config == null) {
            return new TrainingColumns(new ColumnRoles(key, timestamp, input.label, input.features), List.of());
        }
        RecordOptions record = config.record();
        List<String> features = input.features.isEmpty() ? record.features() : input.features;
        List<String> notes = new ArrayList<>();
        Map<Path, List<String>> headers = new LinkedHashMap<>();
        input.files.forEach(file -> headers.put(file, TableReader.columns(file)));
        Optional<String> neither = input.key == null && input.timestamp == null
                ? SeriesColumn.neither(record, headers.values())
                : Optional.empty();
        if (neither.isPresent()) {
            notes.add(neither.get() + ": its rows are taken as points without order; --key and --timestamp name other"
                    + " columns");
            return new TrainingColumns(new ColumnRoles(null, null, input.label, features), notes);
        }
        if (input.key == null && record.keyColumn() != null) {
            Named column = new Named(SeriesColumn.KEY, record.keyFields(), headers);
            key = column.isTaken(features, input.label) ? record.keyColumn() : null;
            notes.add(column.note(key != null, "the key"));
        }
        if (input.timestamp == null && record.timestamp() != null) {
            Named column =
                    new Named(SeriesColumn.TIMESTAMP, List.of(record.timestamp().field()), headers);
            timestamp =
                    column.isTaken(features, input.label) ? record.timestamp().field() : null;
            notes.add(column.note(timestamp != null, "the event time"));
        }
        ColumnRoles roles =
                new ColumnRoles(key, timestamp, input.label, features).withTimestampUnit(record.unitOf(timestamp));
        return new TrainingColumns(roles, List.copyOf(notes));
    }

    /**
     * The columns that the yaml names for a role.
     *
     * @param headers the columns of each file
     */
    private record Named(SeriesColumn role, List<String> columns, Map<Path, List<String>> headers) {
        /** Whether they have this role; not where a flag gives them another. */
        boolean isTaken(List<String> features, String label) {
            if (columns.stream().anyMatch(column -> features.contains(column) || column.equals(label))) {
                return false;
            }
            headers.forEach((file, header) -> role.require(file, header, columns, role.byConfig()));
            return true;
        }

        String note(boolean taken, String what) {
            boolean one = columns.size() == 1;
            return (one ? "the column '" : "the columns '")
                    + String.join("', '", columns)
                    + (one ? "' is " : "' are ")
                    + (taken
                            ? what + ", as " + role.yamlKey() + " says"
                            : "not " + what + ", since it has another role");
        }
    }

    private static String blankIsNone(String column) {
        return column == null || column.isEmpty() ? null : column;
    }
}

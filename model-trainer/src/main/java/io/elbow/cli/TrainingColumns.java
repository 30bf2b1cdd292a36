// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import io.elbow.artifact.Manifest;
import io.elbow.config.DetectorConfig;
import io.elbow.config.RecordOptions.TimeUnit;
import io.elbow.data.ColumnRoles;
import io.elbow.data.TableReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the columns of training files mean. Flags come first. The yaml's {@code record} section describes the topic, not
 * the files: its features are the features, its key and timestamp columns where every file has such a column.
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
        TimeUnit unit = config.record().unitOf(roles.timestamp());
        return new TrainingColumns(
                roles.withTimestampUnit(unit == null ? ScoringOptions.unit(roles.timestamp(), model) : unit), notes);
    }

    /** @param config may be null */
    static TrainingColumns of(InputOptions input, DetectorConfig config) {
        String key = blankIsNone(input.key);
        String timestamp = blankIsNone(input.timestamp);
        if (config == null) {
            return new TrainingColumns(new ColumnRoles(key, timestamp, input.label, input.features), List.of());
        }
        List<String> features = input.features.isEmpty() ? config.record().features() : input.features;
        Set<String> free = commonColumns(input);
        free.removeAll(features);
        free.remove(input.label);
        List<String> notes = new ArrayList<>();
        List<String> keyFields = config.record().keyFields();
        if (input.key == null && !keyFields.isEmpty() && free.containsAll(keyFields)) {
            key = config.record().keyColumn();
            notes.add((keyFields.size() == 1 ? "the column '" : "the columns '") + String.join("', '", keyFields)
                    + (keyFields.size() == 1 ? "' is" : "' are") + " the key, as record.key says");
        }
        boolean timed = config.record().timestamp() != null;
        if (input.timestamp == null
                && timed
                && free.contains(config.record().timestamp().field())) {
            timestamp = config.record().timestamp().field();
            notes.add("the column '" + timestamp + "' is the event time, as record.timestamp says");
        }
        ColumnRoles roles = new ColumnRoles(key, timestamp, input.label, features)
                .withTimestampUnit(config.record().unitOf(timestamp));
        return new TrainingColumns(roles, List.copyOf(notes));
    }

    private static Set<String> commonColumns(InputOptions input) {
        Set<String> common = new HashSet<>(TableReader.columns(input.files.get(0)));
        input.files.forEach(file -> common.retainAll(TableReader.columns(file)));
        return common;
    }

    private static String blankIsNone(String column) {
        return column == null || column.isEmpty() ? null : column;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import io.elbow.config.RecordOptions.TimeUnit;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A guess at what the columns of a table are for, made from its first rows: a suggestion for a person to check.
 *
 * @param key null: no column looks like a key
 * @param timestamp null: no column looks like a time
 * @param unit of the timestamp; null without one
 * @param label null: no column looks like a label
 * @param features numeric columns that change and have no other role, in the table's order
 * @param leftOut the other columns, and why they are left out
 */
public record RoleGuess(
        String key, String timestamp, TimeUnit unit, String label, List<String> features, Map<String, String> leftOut) {
    private static final int ROWS = 1_000;
    private static final Set<String> TIMES = Set.of("ts", "time", "timestamp", "datetime", "date", "eventtime");
    private static final Set<String> LABELS = Set.of("label", "anomaly", "isanomaly", "outlier", "isoutlier");
    private static final Set<String> KEYS = Set.of(
            "key",
            "id",
            "host",
            "hostname",
            "machine",
            "device",
            "deviceid",
            "sensor",
            "sensorid",
            "instance",
            "server",
            "node",
            "name",
            "customer",
            "service",
            "unit",
            "series");

    /** A column and its first values. */
    private record Column(String name, List<String> values, boolean numeric) {
        String plainName() {
            String last = name.substring(name.lastIndexOf('.') + 1);
            return last.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        }

        int distinct() {
            return new HashSet<>(values).size();
        }
    }

    /**
     * Guesses from a CSV or JSON lines file.
     *
     * @throws DataException if it cannot be read or holds no rows
     */
    public static RoleGuess of(Path file) {
        List<Column> columns = columns(file);
        Column timestamp = timestamp(columns).orElse(null);
        Column label = columns.stream()
                .filter(column -> !column.equals(timestamp) && isLabel(column))
                .findFirst()
                .orElse(null);
        Column key = key(columns, timestamp, label).orElse(null);
        List<String> features = new ArrayList<>();
        Map<String, String> leftOut = new LinkedHashMap<>();
        for (Column column : columns) {
            if (column.equals(timestamp) || column.equals(label) || column.equals(key)) {
                continue;
            }
            if (!column.numeric) {
                leftOut.put(column.name, "text");
            } else if (column.distinct() == 1) {
                leftOut.put(column.name, "the same value in every row that was looked at");
            } else {
                features.add(column.name);
            }
        }
        TimeUnit unit = timestamp == null ? null : unit(timestamp).orElseThrow();
        return new RoleGuess(name(key), name(timestamp), unit, name(label), List.copyOf(features), leftOut);
    }

    private static List<Column> columns(Path file) {
        try (TableSource source = TableSource.open(file)) {
            List<String> header = source.header();
            List<List<String>> values = new ArrayList<>();
            boolean[] text = new boolean[header.size()];
            header.forEach(name -> values.add(new ArrayList<>()));
            int rows = 0;
            for (TableSource.Line line = source.next(); line != null && rows < ROWS; line = source.next(), rows++) {
                for (int i = 0; i < text.length; i++) {
                    String cell = line.cells().get(i);
                    if (!Cells.isMissing(cell)) {
                        values.get(i).add(cell);
                        text[i] |= line.isText(i) || Cells.kind(cell) == Cells.Kind.TEXT;
                    }
                }
            }
            if (rows == 0) {
                throw new DataException(file + ": no rows to look at; add rows");
            }
            List<Column> columns = new ArrayList<>();
            for (int i = 0; i < text.length; i++) {
                if (!values.get(i).isEmpty()) {
                    columns.add(new Column(header.get(i), values.get(i), !text[i]));
                }
            }
            return columns;
        }
    }

    private static Optional<Column> timestamp(List<Column> columns) {
        Optional<Column> named = columns.stream()
                .filter(column ->
                        TIMES.contains(column.plainName()) && unit(column).isPresent())
                .findFirst();
        return named.or(() -> columns.stream()
                .filter(column -> !column.numeric && unit(column).isPresent())
                .findFirst());
    }

    /** The unit of an epoch column: the one by which every value lies between 2001 and 2096. */
    private static Optional<TimeUnit> unit(Column column) {
        if (!column.numeric) {
            return column.values.stream().allMatch(RoleGuess::isIso)
                    ? Optional.of(TimeUnit.ISO_8601)
                    : Optional.empty();
        }
        double[] seconds = {1e9, 4e9};
        Map<TimeUnit, Double> scales = new EnumMap<>(TimeUnit.class);
        scales.put(TimeUnit.SECONDS, 1.0);
        scales.put(TimeUnit.MILLIS, 1e3);
        scales.put(TimeUnit.MICROS, 1e6);
        scales.put(TimeUnit.NANOS, 1e9);
        return scales.entrySet().stream()
                .filter(scale -> column.values.stream()
                        .mapToDouble(Cells::numberOrNaN)
                        .allMatch(v -> v >= seconds[0] * scale.getValue() && v <= seconds[1] * scale.getValue()))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private static boolean isIso(String text) {
        try {
            EventTime.ofIso(text);
            return true;
        } catch (DateTimeException | DataException | IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isLabel(Column column) {
        return LABELS.contains(column.plainName())
                && column.values.stream()
                        .allMatch(value -> Set.of("0", "1", "0.0", "1.0", "true", "false")
                                .contains(value.toLowerCase(Locale.ROOT)));
    }

    /** The key column: a text column with the name of a key, else one whose values recur. */
    private static Optional<Column> key(List<Column> columns, Column timestamp, Column label) {
        List<Column> texts = columns.stream()
                .filter(column -> !column.equals(timestamp) && !column.equals(label))
                .filter(column -> !column.numeric || KEYS.contains(column.plainName()))
                .filter(column -> column.distinct() <= Math.max(1, column.values.size() / 2))
                .toList();
        return texts.stream()
                .filter(column -> KEYS.contains(column.plainName()))
                .findFirst()
                .or(() -> texts.stream().filter(column -> !column.numeric).findFirst());
    }

    private static String name(Column column) {
        return column == null ? null : column.name;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import io.elbow.config.JoinedText;
import io.elbow.config.RecordOptions.TimeUnit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A guess at what the columns of a table are for, made from its first rows: a suggestion for a person to check.
 *
 * @param key the column of the key, several joined by commas; null: no column looks like one
 * @param keyFields the columns that together are the key; none: no column looks like one
 * @param timestamp null: no column looks like a time
 * @param unit of the timestamp; null without one
 * @param label null: no column looks like a label
 * @param features numeric columns that change and have no other role, in the table's order
 * @param leftOut the other columns, and why they are left out
 * @param metric the column that names what a row's one number is, where each row holds one metric alone; else null
 */
public record RoleGuess(
        String key,
        List<String> keyFields,
        String timestamp,
        TimeUnit unit,
        String label,
        List<String> features,
        Map<String, String> leftOut,
        String metric) {
    private static final Set<String> LABELS = Set.of("label", "anomaly", "isanomaly", "outlier", "isoutlier");
    private static final Set<String> LABEL_VALUES = Set.of("0", "1", "0.0", "1.0", "true", "false");

    public RoleGuess {
        keyFields = List.copyOf(keyFields);
        features = List.copyOf(features);
    }

    /**
     * Guesses from a CSV or JSON lines file.
     *
     * @throws DataException if it cannot be read or holds no rows
     */
    public static RoleGuess of(Path file) {
        return of(file, false);
    }

    /**
     * Guesses from a CSV or JSON lines file.
     *
     * @param keyNeeded whether the key must be a field, be it one that is the same in all rows
     * @throws DataException if it cannot be read or holds no rows
     */
    public static RoleGuess of(Path file, boolean keyNeeded) {
        return of(SampleColumns.read(file), keyNeeded);
    }

    static RoleGuess of(List<SampleColumn> all, boolean keyNeeded) {
        Map<String, String> leftOut = new LinkedHashMap<>();
        List<SampleColumn> columns = withoutEnvelope(all, leftOut);
        SampleColumn label =
                columns.stream().filter(RoleGuess::isLabel).findFirst().orElse(null);
        columns.remove(label);
        TimeGuess time = takeTimes(columns, leftOut);
        List<SampleColumn> numbers = columns.stream()
                .filter(column -> column.isNumeric() && !column.isConstant())
                .toList();
        NarrowTable narrow = NarrowTable.of(columns, numbers).orElse(null);
        KeyGuess guess = new KeyGuess(columns, numbers, time);
        List<SampleColumn> split = guess.columns(narrow == null ? List.of() : List.of(narrow.metric()));
        List<SampleColumn> key = split.isEmpty() && keyNeeded ? guess.constant() : split;
        int[] groups =
                KeySplit.groups(columns.isEmpty() ? 0 : columns.get(0).cells().size(), key);
        List<SampleColumn> features = numbers.stream()
                .filter(column -> !key.contains(column) && !column.isCountedUp(groups))
                .toList();
        columns.stream()
                .filter(column -> !key.contains(column) && !features.contains(column))
                .forEach(column -> leftOut.put(column.name(), reason(column)));
        return new RoleGuess(
                key.isEmpty() ? null : JoinedText.COLUMNS.join(names(key)),
                names(key),
                time == null ? null : time.column().name(),
                time == null ? null : time.unit(),
                label == null ? null : label.name(),
                names(features),
                leftOut,
                narrow == null ? null : narrow.metric().name());
    }

    private static List<SampleColumn> withoutEnvelope(List<SampleColumn> all, Map<String, String> leftOut) {
        Envelope envelope = new Envelope(all.stream().map(SampleColumn::name).toList());
        List<SampleColumn> columns = new ArrayList<>();
        for (SampleColumn column : all) {
            Optional<String> reason = envelope.reason(column.name());
            reason.ifPresentOrElse(why -> leftOut.put(column.name(), why), () -> columns.add(column));
        }
        return columns;
    }

    /** Takes all times out of the columns, and returns the records' own; null: there is none. */
    private static TimeGuess takeTimes(List<SampleColumn> columns, Map<String, String> leftOut) {
        List<TimeGuess> times = columns.stream()
                .flatMap(column -> TimeGuess.of(column).stream())
                .toList();
        TimeGuess own = TimeGuess.best(times).orElse(null);
        for (TimeGuess time : times) {
            columns.remove(time.column());
            if (!time.equals(own)) {
                leftOut.put(time.column().name(), "a time in " + time.unit().configName() + ", not that of the rows");
            }
        }
        return own;
    }

    private static String reason(SampleColumn column) {
        if (column.isConstant()) {
            return "the same value in every row that was looked at"
                    + (column.holdsNumbers() && column.written() ? ", " + TextAdvice.of(column) : "");
        }
        return column.isNumeric()
                ? "rises by the same step from row to row: a row number, or a time counted from a start"
                : TextAdvice.of(column);
    }

    private static boolean isLabel(SampleColumn column) {
        return LABELS.contains(column.plainName())
                && column.values().stream().allMatch(value -> LABEL_VALUES.contains(value.toLowerCase(Locale.ROOT)));
    }

    private static List<String> names(List<SampleColumn> columns) {
        return columns.stream().map(SampleColumn::name).toList();
    }
}

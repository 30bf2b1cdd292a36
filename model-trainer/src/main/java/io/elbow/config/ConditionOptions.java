// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

import com.fasterxml.jackson.annotation.JsonValue;
import io.elbow.artifact.ConditionPlacement;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What a conditional model knows of a record beside its features.
 *
 * @param columns columns, or dotted paths of a record's fields; empty: none
 * @param calendar parts of the event time; empty: none
 * @param zone time zone in which the calendar is read, such as Europe/Berlin
 * @param placement where the condition enters the model
 */
public record ConditionOptions(
        List<Column> columns, List<CalendarPart> calendar, String zone, ConditionPlacement placement) {
    public static final String DEFAULT_ZONE = "UTC";
    public static final ConditionPlacement DEFAULT_PLACEMENT = ConditionPlacement.BOTH;

    /** An unconditional model. */
    public static final ConditionOptions NONE =
            new ConditionOptions(List.of(), List.of(), DEFAULT_ZONE, DEFAULT_PLACEMENT);

    /** A part of the local time. */
    public enum CalendarPart {
        HOUR,
        WEEKDAY,
        MONTH;

        /** As written in yaml, on the command line and in the manifest. */
        @JsonValue
        public String configName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How a column is taken. */
    public enum ColumnKind {
        /** By its training values: see {@code Conditions}. */
        AUTO,
        CATEGORICAL,
        NUMERIC;

        public String configName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A column and how it is taken; written {@code name}, {@code name:categorical} or {@code name:numeric}. */
    public record Column(String name, ColumnKind kind) {
        public static Column parse(String text) {
            for (ColumnKind kind : List.of(ColumnKind.CATEGORICAL, ColumnKind.NUMERIC)) {
                String suffix = ":" + kind.configName();
                if (text.endsWith(suffix)) {
                    return new Column(text.substring(0, text.length() - suffix.length()), kind);
                }
            }
            return new Column(text, ColumnKind.AUTO);
        }
    }

    public ConditionOptions {
        columns = List.copyOf(columns);
        calendar = List.copyOf(calendar);
        new Checks()
                .require(
                        columns.stream().noneMatch(column -> column.name().isBlank())
                                && columns.stream().map(Column::name).distinct().count() == columns.size(),
                        "condition.columns",
                        "a list of distinct column names",
                        columns.stream().map(Column::name).toList())
                .require(
                        calendar.stream().distinct().count() == calendar.size(),
                        "condition.calendar",
                        "a list of distinct parts",
                        calendar.stream().map(CalendarPart::configName).toList())
                .require(
                        isZone(zone),
                        "condition.zone",
                        "a time zone such as UTC or Europe/Berlin, by its name in the IANA database,",
                        "'" + zone + "'")
                .orThrow();
    }

    /** Whether the model is unconditional. */
    public boolean isEmpty() {
        return columns.isEmpty() && calendar.isEmpty();
    }

    /** The columns' names, in order. */
    public List<String> columnNames() {
        return columns.stream().map(Column::name).toList();
    }

    /** The part of a word, or null. */
    public static CalendarPart calendarPart(String word) {
        return Arrays.stream(CalendarPart.values())
                .filter(part -> part.configName().equals(word))
                .findFirst()
                .orElse(null);
    }

    private static boolean isZone(String zone) {
        try {
            ZoneId.of(zone);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }
}

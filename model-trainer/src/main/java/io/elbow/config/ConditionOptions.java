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
 * What normal depends on besides the features, such as the kind of host or the hour.
 *
 * @param columns {@code condition.columns} (default {@code []}): Fields (dotted paths) or columns whose value says what
 *     is normal. They are not scored. {@code name:categorical} or {@code name:numeric} says how to read one; otherwise
 *     its training values decide.
 * @param calendar {@code condition.calendar} (default {@code []}): Parts of the event time that say what is normal:
 *     {@code hour}, {@code weekday}, {@code month}.
 * @param zone {@code condition.zone} (default {@code UTC}): The time zone in which the calendar is read, by its IANA
 *     name, such as {@code Europe/Berlin}.
 * @param placement {@code condition.in} (default {@code both}): Where the condition enters the model: {@code prior},
 *     {@code network} or {@code both}.
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

    /** The part with this name in yaml, or null. */
    public static CalendarPart calendarPart(String name) {
        return Arrays.stream(CalendarPart.values())
                .filter(part -> part.configName().equals(name))
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

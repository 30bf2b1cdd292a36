// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import io.elbow.artifact.ConditionPlacement;
import io.elbow.config.BadInputException;
import io.elbow.config.ConditionOptions;
import io.elbow.config.ConditionOptions.CalendarPart;
import io.elbow.config.ConditionOptions.Column;
import io.elbow.config.DetectorConfig;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** What a conditional model knows of a row besides its features; unset where the user says nothing. */
final class ConditionFlags {
    @Option(
            names = "--condition",
            split = ",",
            paramLabel = "COL",
            description = "Columns that say what is normal for a row, such as its kind of host: categories, or numbers;"
                    + " COL:categorical and COL:numeric say which (default: by the values).")
    private List<String> columns;

    @Option(
            names = "--calendar",
            split = ",",
            paramLabel = "PART",
            description = "Parts of the event time likewise: hour, weekday, month.")
    private List<String> calendar;

    @Option(names = "--zone", paramLabel = "ZONE", description = "Time zone of --calendar (default: UTC).")
    private String zone;

    @Option(
            names = "--condition-in",
            paramLabel = "P",
            description = "Where the condition enters: prior, network or both (default: both).")
    private String placement;

    /**
     * A flag beats the yaml, the yaml beats the default.
     *
     * @param config may be null
     */
    ConditionOptions resolve(DetectorConfig config) {
        ConditionOptions base = config == null ? ConditionOptions.NONE : config.condition();
        ConditionOptions resolved = new ConditionOptions(
                columns == null ? base.columns() : columns(),
                calendar == null ? base.calendar() : calendar(),
                zone == null ? base.zone() : zone,
                placement == null ? base.placement() : placement());
        if (resolved.isEmpty() && placement != null) {
            throw new BadInputException(
                    "--condition-in says where a condition enters, but there is none; give --condition or --calendar");
        }
        if (resolved.calendar().isEmpty() && zone != null) {
            throw new BadInputException("--zone is the time zone of --calendar, but there is none; give --calendar");
        }
        return resolved;
    }

    /** One empty word, as in {@code --condition ""}: none. */
    private static List<String> words(List<String> given) {
        return given.equals(List.of("")) ? List.of() : given;
    }

    private List<Column> columns() {
        return words(columns).stream().map(Column::parse).toList();
    }

    private List<CalendarPart> calendar() {
        return words(calendar).stream().map(ConditionFlags::part).toList();
    }

    private static CalendarPart part(String word) {
        CalendarPart part = ConditionOptions.calendarPart(word);
        if (part == null) {
            throw new BadInputException("--calendar must be of hour, weekday and month, but was " + word);
        }
        return part;
    }

    private ConditionPlacement placement() {
        for (ConditionPlacement known : ConditionPlacement.values()) {
            if (known.configName().equals(placement)) {
                return known;
            }
        }
        throw new BadInputException("--condition-in must be one of "
                + Arrays.stream(ConditionPlacement.values())
                        .map(ConditionPlacement::configName)
                        .collect(Collectors.joining(", "))
                + ", but was " + placement);
    }
}

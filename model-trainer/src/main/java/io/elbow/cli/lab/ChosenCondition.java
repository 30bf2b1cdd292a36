// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli.lab;

import io.elbow.config.BadInputException;
import io.elbow.data.EventTime;
import io.elbow.features.Conditions;
import java.time.DateTimeException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Option;

/** Under which condition a conditional model imagines. */
final class ChosenCondition {
    private static final int MOST_NAMED = 20;

    @Option(
            names = "--condition",
            split = ",",
            paramLabel = "COL=VALUE",
            description = "For a conditional model: the value of each of its conditions, such as label=7.")
    private Map<String, String> values = new LinkedHashMap<>();

    @Option(
            names = "--time",
            paramLabel = "TIME",
            description = "For a model that knows the calendar: the event time, such as 2026-01-05T08:00:00Z.")
    private String time;

    boolean isGiven() {
        return !values.isEmpty() || time != null;
    }

    /**
     * As the model's numbers, [conditionDim].
     *
     * @throws BadInputException naming conditions that lack a value, that the model has not, or whose value no training
     *     row had
     */
    float[] of(Conditions conditions) {
        List<String> names = conditions.columnNames();
        Set<String> unknown = new TreeSet<>(values.keySet());
        names.forEach(unknown::remove);
        if (!unknown.isEmpty()) {
            throw new BadInputException("--condition " + String.join(", ", unknown) + ": the model has "
                    + (names.isEmpty() ? "no condition columns; leave it out" : "the conditions " + names));
        }
        for (Conditions.Column column : conditions.columns()) {
            require(column);
        }
        if (conditions.calendar().isEmpty() != (time == null)) {
            throw new BadInputException(
                    time == null
                            ? "the model knows the calendar; give the event time with --time"
                            : "--time " + time + ": the model knows no calendar; leave it out");
        }
        float[] numbers = new float[conditions.dim()];
        String[] texts = names.stream().map(values::get).toArray(String[]::new);
        conditions.encode(texts, time == null ? 0 : millis(), numbers, 0);
        return numbers;
    }

    /** So many rows of the same condition. */
    static float[][] repeated(float[] condition, int count) {
        return Collections.nCopies(count, condition).toArray(float[][]::new);
    }

    private void require(Conditions.Column column) {
        String value = values.get(column.name());
        if (value == null) {
            throw new BadInputException(
                    "the model is conditional; give --condition " + column.name() + "=VALUE" + known(column));
        }
        float[] numbers = new float[column.width()];
        if (!column.encode(value, numbers, 0)) {
            throw new BadInputException(
                    "--condition " + column.name() + "=" + value + " was in no training row" + known(column));
        }
    }

    private static String known(Conditions.Column column) {
        if (column instanceof Conditions.Categorical categorical) {
            List<String> categories = categorical.categories();
            return "; there is: "
                    + String.join(", ", categories.subList(0, Math.min(MOST_NAMED, categories.size())))
                    + (categories.size() > MOST_NAMED ? " and " + (categories.size() - MOST_NAMED) + " more" : "");
        }
        return "; it is a number";
    }

    private long millis() {
        try {
            return EventTime.ofCell(time);
        } catch (DateTimeException e) {
            throw new BadInputException("--time must be ISO-8601, such as 2026-01-05T08:00:00Z, but was " + time, e);
        }
    }
}

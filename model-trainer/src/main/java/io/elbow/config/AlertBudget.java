// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

import java.io.Serializable;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many incidents may open in how long, over all keys together: {@code 1/1d}, {@code 5/7d}.
 *
 * @param count {@code alerts.budget.count} (default none): Instead of {@code alerts.rate}: the incidents that may open
 *     in {@code alerts.budget.per}, over all keys together, at least 1.
 * @param per {@code alerts.budget.per} (default none): The event time in which so many incidents may open; with the
 *     count at most 10,000 a day.
 */
public record AlertBudget(int count, Duration per) implements Serializable {
    /** Alerts a day above which a budget bounds nothing that a person would read. */
    public static final int MOST_PER_DAY = 10_000;

    static final String FORM = "an alert budget such as 1/1d or 5/7d: a whole number, a slash and a duration";

    private static final Pattern PATTERN = Pattern.compile("(-?[0-9]{1,9})\\s*/\\s*(.*)");
    private static final double DAY_MILLIS = Duration.ofDays(1).toMillis();

    /** @throws ConfigException naming the part that cannot be used */
    public AlertBudget {
        new Checks()
                .positive("alerts.budget.count", count)
                .require(per.toMillis() >= 1, "alerts.budget.per", "longer than zero", spelled(per))
                .orThrow();
        new Checks()
                .require(
                        perDay(count, per) <= MOST_PER_DAY,
                        "alerts.budget",
                        "at most " + MOST_PER_DAY + " alerts a day",
                        count + "/" + spelled(per))
                .orThrow();
    }

    /**
     * Reads one budget, {@code 1/1d}.
     *
     * @throws BadInputException naming the text and the form expected, or the part that cannot be used
     */
    public static AlertBudget parse(String text) {
        Matcher matcher = PATTERN.matcher(text.strip());
        Duration per = matcher.matches() ? Durations.parseOrNull(matcher.group(2)) : null;
        if (per == null) {
            throw new BadInputException("'" + text + "' is not " + FORM);
        }
        return new AlertBudget(Integer.parseInt(matcher.group(1)), per);
    }

    /** The shortest text that {@link #parse} reads back. */
    public String text() {
        return count + "/" + Durations.text(per);
    }

    /** Alerts a day, also where the span is another one. */
    public double perDay() {
        return perDay(count, per);
    }

    private static double perDay(int count, Duration per) {
        return count * (DAY_MILLIS / per.toMillis());
    }

    private static String spelled(Duration per) {
        return per.isNegative() ? per.toString() : Durations.text(per);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as people write them: a whole number and a unit, {@code 5ms}, {@code 10s}, {@code 5m}, {@code 6h},
 * {@code 7d}.
 */
public final class Durations {
    static final String FORM = "a duration such as 5ms, 10s, 5m, 6h or 7d";

    private static final Pattern PATTERN = Pattern.compile("([0-9]{1,18})(ms|s|m|h|d)");

    private Durations() {}

    /**
     * Reads one duration; zero is a duration.
     *
     * @throws BadInputException naming the text and the form expected
     */
    public static Duration parse(String text) {
        Duration duration = parseOrNull(text);
        if (duration == null) {
            throw new BadInputException("'" + text + "' is not " + FORM);
        }
        return duration;
    }

    /** The shortest text that {@link #parse} reads back, exact to the millisecond. */
    public static String text(Duration duration) {
        long millis = duration.toMillis();
        if (millis == 0) {
            return "0ms";
        }
        for (Unit unit : Unit.LARGEST_FIRST) {
            if (millis % unit.millis == 0) {
                return millis / unit.millis + unit.symbol;
            }
        }
        throw new IllegalStateException("every duration is a whole number of milliseconds: " + duration);
    }

    static Duration parseOrNull(String text) {
        Matcher matcher = PATTERN.matcher(text.strip());
        if (!matcher.matches()) {
            return null;
        }
        try {
            return Duration.ofMillis(
                    Math.multiplyExact(Long.parseLong(matcher.group(1)), Unit.of(matcher.group(2)).millis));
        } catch (ArithmeticException tooLong) {
            return null;
        }
    }

    private record Unit(String symbol, long millis) {
        static final Unit[] LARGEST_FIRST = {
            new Unit("d", 86_400_000),
            new Unit("h", 3_600_000),
            new Unit("m", 60_000),
            new Unit("s", 1_000),
            new Unit("ms", 1)
        };

        static Unit of(String symbol) {
            for (Unit unit : LARGEST_FIRST) {
                if (unit.symbol.equals(symbol)) {
                    return unit;
                }
            }
            throw new IllegalArgumentException(symbol);
        }
    }
}

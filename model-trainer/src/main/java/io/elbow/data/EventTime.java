// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import io.elbow.config.RecordOptions.TimeUnit;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.Locale;

/** Parses event times as people write them into epoch milliseconds. Anything finer than a millisecond is cut off. */
public final class EventTime {
    /** 9999-12-31T23:59:59.999Z: a later "time" is a value read in the wrong unit. */
    static final long LATEST_MILLIS = 253_402_300_799_999L;

    /** A date, optionally with a time and an offset. A missing time is midnight, a missing offset UTC. */
    private static final DateTimeFormatter ISO = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .optionalStart()
            .appendLiteral('T')
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .appendPattern("[XXX][XX][X]")
            .optionalEnd()
            .parseDefaulting(ChronoField.HOUR_OF_DAY, 0)
            .parseDefaulting(ChronoField.MINUTE_OF_HOUR, 0)
            .parseDefaulting(ChronoField.SECOND_OF_MINUTE, 0)
            .parseDefaulting(ChronoField.OFFSET_SECONDS, 0)
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);

    private EventTime() {}

    /**
     * Reads ISO-8601, with {@code T} or a space between date and time; without an offset it is UTC.
     *
     * @throws DateTimeException if the text is not a time
     */
    static long ofIso(String text) {
        String iso =
                text.length() > 10 && text.charAt(10) == ' ' ? text.substring(0, 10) + 'T' + text.substring(11) : text;
        try {
            return ISO.parse(iso, Instant::from).toEpochMilli();
        } catch (ArithmeticException e) {
            throw new DateTimeException("out of range", e);
        }
    }

    /**
     * Converts an epoch number.
     *
     * @throws DateTimeException if milliseconds cannot hold the time
     */
    static long ofEpoch(long value, TimeUnit unit) {
        return switch (unit) {
            case SECONDS -> fromSeconds(value);
            case MILLIS -> value;
            case MICROS -> Math.floorDiv(value, 1_000L);
            case NANOS -> Math.floorDiv(value, 1_000_000L);
            case ISO_8601 -> throw new DateTimeException("a number is no ISO-8601 text");
        };
    }

    /**
     * Converts an epoch number with decimals. It is rounded to a tenth of a millisecond first, because 1700000000.123 s
     * has no exact double and would otherwise lose a millisecond.
     *
     * @throws DateTimeException if the time is not finite, or milliseconds cannot hold it
     */
    static long ofEpoch(double value, TimeUnit unit) {
        double tenths = value
                * switch (unit) {
                    case SECONDS -> 1e4;
                    case MILLIS -> 1e1;
                    case MICROS -> 1e-2;
                    case NANOS -> 1e-5;
                    case ISO_8601 -> throw new DateTimeException("a number is no ISO-8601 text");
                };
        if (!(Math.abs(tenths) < 9e18)) {
            throw new DateTimeException("out of range");
        }
        return Math.floorDiv(Math.round(tenths), 10L);
    }

    /**
     * Converts an epoch number given as text.
     *
     * @throws DateTimeException if the text is not a number or out of range
     */
    static long ofEpochText(String text, TimeUnit unit) {
        String number = text.strip();
        return isInteger(number)
                ? ofEpoch(Long.parseLong(number), unit)
                : ofEpoch(Cells.number(number, () -> new DateTimeException("not a number")), unit);
    }

    /**
     * Converts a cell of a table: ISO-8601, or an epoch number. The size of the number decides its unit: below 1e11
     * seconds, below 1e14 milliseconds, below 1e17 microseconds, else nanoseconds.
     *
     * @throws DateTimeException if it is neither
     */
    public static long ofCell(String cell) {
        return ofCell(cell, null);
    }

    /**
     * Converts a cell of a table: ISO-8601, or an epoch number.
     *
     * @param unit of numbers; null: the size of the number decides, as in {@link #ofCell(String)}
     * @throws DateTimeException if it is neither, or a number of the unit iso-8601
     */
    static long ofCell(String cell, TimeUnit unit) {
        String text = cell.strip();
        if (text.length() > 4 && text.charAt(4) == '-') {
            return ofIso(text);
        }
        if (isInteger(text)) {
            long value = Long.parseLong(text);
            return ofEpoch(value, unit == null ? unitOf((double) value) : unit);
        }
        double value = Cells.numberOrNaN(text);
        return Double.isNaN(value) ? ofIso(text) : ofEpoch(value, unit == null ? unitOf(value) : unit);
    }

    /**
     * Whether an event claims to come from the future. The time is compared with Kafka's timestamp and not with a
     * clock: every reader sees the same timestamp, so a replay, a recovery and a training decide as the first reading
     * did. An event that is older than its Kafka record is history, and fine.
     *
     * @param eventMillis in [0, {@link #LATEST_MILLIS}]
     * @param kafkaMillis negative: Kafka has no time, and the event is accepted
     * @param maxAhead null: no event is too far ahead
     */
    static boolean isTooFarAhead(long eventMillis, long kafkaMillis, Duration maxAhead) {
        return maxAhead != null && kafkaMillis >= 0 && eventMillis - kafkaMillis > maxAhead.toMillis();
    }

    /** The unit that the size of a number suggests. */
    static TimeUnit unitOf(double value) {
        double size = Math.abs(value);
        if (size < 1e11) {
            return TimeUnit.SECONDS;
        }
        if (size < 1e14) {
            return TimeUnit.MILLIS;
        }
        return size < 1e17 ? TimeUnit.MICROS : TimeUnit.NANOS;
    }

    private static long fromSeconds(long seconds) {
        if (Math.abs(seconds) > Long.MAX_VALUE / 1_000) {
            throw new DateTimeException("out of range");
        }
        return seconds * 1_000;
    }

    /** Whether the text is digits with or without a sign, few enough for a long. Longer numbers are read as doubles. */
    private static boolean isInteger(String text) {
        int from = text.startsWith("-") ? 1 : 0;
        int digits = text.length() - from;
        return digits >= 1 && digits <= 18 && text.chars().skip(from).allMatch(c -> c >= '0' && c <= '9');
    }
}

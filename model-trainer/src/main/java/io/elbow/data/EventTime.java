// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import io.elbow.config.RecordOptions.TimeUnit;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;

/** Event times between a timestamp field's unit and milliseconds since 1970, years 1970 to 9999. */
final class EventTime {
    /** Says that a text or number is no time of these years. */
    static final long INVALID = Long.MIN_VALUE;

    private static final long MAX_MILLIS =
            Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();
    private static final BigDecimal END = BigDecimal.valueOf(MAX_MILLIS + 1);
    /** BigDecimal's parsing is quadratic in the digits; no time needs more than this. */
    private static final int MAX_DIGITS = 64;

    /** Date, `T` or a blank, time, then an offset (`Z`, `+02`, `+0200`, `+02:00`) or none, which is UTC. */
    private static final DateTimeFormatter ISO = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendPattern("['T'][' ']") // one of them: see ofIso
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .optionalStart()
            .parseLenient()
            .appendOffset("+HH", "Z") // leniently also with minutes, with a colon or without
            .optionalEnd()
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);

    private EventTime() {}

    /** A whole number in the unit, as milliseconds (rounded down), or {@link #INVALID}. */
    static long ofNumber(long time, TimeUnit unit) {
        if (time < 0) {
            return INVALID;
        }
        long millis = switch (unit) {
            case SECONDS -> time > MAX_MILLIS / 1000 ? INVALID : time * 1000;
            case MILLIS -> time;
            case MICROS -> time / 1000;
            case NANOS -> time / 1_000_000;
            case ISO_8601 -> INVALID;
        };
        return checked(millis);
    }

    /** A number's text or an ISO 8601 text, by the unit, as milliseconds (rounded down), or {@link #INVALID}. */
    static long ofText(String text, TimeUnit unit) {
        if (text.length() > MAX_DIGITS) {
            return INVALID;
        }
        return unit == TimeUnit.ISO_8601 ? ofIso(text) : ofDecimal(text, unit);
    }

    /** The time itself where it lies in the years 1970 to 9999, else {@link #INVALID}. */
    static long checked(long millis) {
        return millis < 0 || millis > MAX_MILLIS ? INVALID : millis;
    }

    /** The inverse of {@link #ofText} for the numeric units: exact, without needless decimals. */
    static BigDecimal toNumber(long millis, TimeUnit unit) {
        BigDecimal exact = BigDecimal.valueOf(millis).scaleByPowerOfTen(-powerToMillis(unit));
        return exact.signum() == 0
                ? BigDecimal.ZERO
                : exact.setScale(Math.max(0, exact.stripTrailingZeros().scale()));
    }

    /** ISO 8601 in UTC. */
    static String toIso(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }

    private static long ofIso(String text) {
        if (!hasSeparatorAfterTheDate(text)) {
            return INVALID;
        }
        try {
            TemporalAccessor parsed = ISO.parse(text);
            ZoneOffset offset = parsed.isSupported(ChronoField.OFFSET_SECONDS)
                    ? ZoneOffset.ofTotalSeconds(parsed.get(ChronoField.OFFSET_SECONDS))
                    : ZoneOffset.UTC;
            return checked(LocalDateTime.from(parsed).toInstant(offset).toEpochMilli());
        } catch (DateTimeException | ArithmeticException e) {
            return INVALID;
        }
    }

    private static boolean hasSeparatorAfterTheDate(String text) {
        int date = "2026-01-01".length();
        return text.length() > date + 1
                && "Tt ".indexOf(text.charAt(date)) >= 0
                && Character.isDigit(text.charAt(date + 1));
    }

    private static long ofDecimal(String text, TimeUnit unit) {
        try {
            BigDecimal millis = new BigDecimal(text).scaleByPowerOfTen(powerToMillis(unit));
            // The bounds come first: rounding 1e999999999 or 1e-999999999 would write out all its digits.
            if (millis.signum() < 0 || millis.compareTo(END) >= 0) {
                return INVALID;
            }
            return millis.compareTo(BigDecimal.ONE) < 0
                    ? 0
                    : millis.setScale(0, RoundingMode.FLOOR).longValueExact();
        } catch (NumberFormatException | ArithmeticException e) { // the latter: an exponent beyond any scale
            return INVALID;
        }
    }

    private static int powerToMillis(TimeUnit unit) {
        return switch (unit) {
            case SECONDS -> 3;
            case MILLIS -> 0;
            case MICROS -> -3;
            case NANOS -> -6;
            case ISO_8601 -> throw new IllegalArgumentException("iso-8601 is text, not a number");
        };
    }
}

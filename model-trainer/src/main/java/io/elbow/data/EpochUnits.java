// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import io.elbow.config.RecordOptions.TimeUnit;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Recognises the unit of a time by its value. Units are a thousand apart, so that a time of this century can be read in
 * one unit only: seconds read as milliseconds lie in January 1970, and milliseconds read as seconds beyond the year
 * 9999.
 */
final class EpochUnits {
    /** 2001-09-09T01:46:40Z. Two units are never both plausible, because their ranges are apart. */
    private static final double EARLIEST_SECONDS = 1e9;

    /** 2096-10-02T07:06:40Z. */
    private static final double LATEST_SECONDS = 4e9;

    /** Read in too fine a unit, a time of the years 2001 to 2096 is not later than this day of February 1970. */
    static final long LATEST_MISREAD_MILLIS = (long) LATEST_SECONDS;

    /** A time nearer than this to its reference is not in doubt. */
    private static final long NEAR_MILLIS = Duration.ofDays(3_653).toMillis();

    private static final List<TimeUnit> EPOCHS =
            List.of(TimeUnit.SECONDS, TimeUnit.MILLIS, TimeUnit.MICROS, TimeUnit.NANOS);

    private EpochUnits() {}

    /** The unit by which the number is a time of the years 2001 to 2096; empty where there is none. */
    static Optional<TimeUnit> likely(double value) {
        return EPOCHS.stream()
                .filter(unit -> value >= EARLIEST_SECONDS * aSecond(unit) && value <= LATEST_SECONDS * aSecond(unit))
                .findFirst();
    }

    /** The unit that the text is a time of the years 2001 to 2096 in, or ISO-8601; empty where there is none. */
    static Optional<TimeUnit> likely(String text) {
        double number = Cells.numberOrNaN(text);
        if (!Double.isNaN(number)) {
            return likely(number);
        }
        try {
            EventTime.ofIso(text.strip());
            return Optional.of(TimeUnit.ISO_8601);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /**
     * The unit that a number was probably written in, where it is not the one that it is read in.
     *
     * @param read the unit that the number is read in
     * @param referenceMillis about when the time should be, such as Kafka's own timestamp; negative: not known. A
     *     reading nearer to it than ten years, or nearer than the other reading, is not in doubt
     */
    static Optional<TimeUnit> other(double value, TimeUnit read, long referenceMillis) {
        return likely(value)
                .filter(unit -> unit != read)
                .filter(unit -> referenceMillis < 0
                        || read == TimeUnit.ISO_8601
                        || isNearer(millis(value, unit), millis(value, read), referenceMillis));
    }

    /** What the number is in a unit, for a person. */
    static String shown(double value, TimeUnit unit) {
        double millis = millis(value, unit);
        return Math.abs(millis) <= EventTime.LATEST_MILLIS
                ? Instant.ofEpochMilli((long) millis).toString()
                : "after the year 9999";
    }

    /** The question and the remedy, for a person. */
    static String remedy(TimeUnit unit) {
        return unit.configName() + "? Then write record.timestamp.unit: " + unit.configName();
    }

    private static boolean isNearer(double other, double own, long referenceMillis) {
        double distance = Math.abs(own - referenceMillis);
        return distance > NEAR_MILLIS && Math.abs(other - referenceMillis) < distance;
    }

    private static double millis(double value, TimeUnit unit) {
        return value / aSecond(unit) * 1e3;
    }

    /** A second in a unit. */
    private static double aSecond(TimeUnit unit) {
        return switch (unit) {
            case SECONDS -> 1;
            case MILLIS -> 1e3;
            case MICROS -> 1e6;
            case NANOS -> 1e9;
            case ISO_8601 -> throw new IllegalArgumentException("ISO-8601 text is no number");
        };
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import io.elbow.config.RecordOptions.TimeUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds times among columns by their values, whatever they are called. A column of numbers that has no name of a time
 * must also rise from row to row: memory in bytes lies in the range of epoch seconds too.
 *
 * @param unit by which all values are times
 * @param named whether it is called as the times of records are
 * @param rising share of the steps from row to row that do not fall
 */
record TimeGuess(SampleColumn column, TimeUnit unit, boolean named, double rising) {
    private static final Set<String> NAMES = Set.of("ts", "time", "timestamp", "datetime", "date", "eventtime");

    /** Names of other times, such as created_at or boot_time. */
    private static final Pattern SOUNDS_LIKE_A_TIME = Pattern.compile(
            ".*(time|date|stamp|epoch).*|.*(ts|at|sec|secs|ms|tsms|msec|millis|micros|usec|nanos|nsec)");

    /** Names of counters of bytes or events, which rise too. */
    private static final Pattern SOUNDS_LIKE_A_COUNTER = Pattern.compile(".*(total|count|counter|bytes|octets|sum)");

    private static final double RISES = 0.9;
    private static final int FEWEST_TIMES = 5;

    /** A column as a time; empty where it is none. */
    static Optional<TimeGuess> of(SampleColumn column) {
        TimeUnit unit = unit(column.values());
        if (unit == null) {
            return Optional.empty();
        }
        String name = column.plainName();
        boolean named = NAMES.contains(name);
        double rising = column.risingShare();
        boolean byValues = isOrdered(column, rising)
                && !SOUNDS_LIKE_A_COUNTER.matcher(name).matches();
        boolean isTime = unit == TimeUnit.ISO_8601
                || named
                || SOUNDS_LIKE_A_TIME.matcher(name).matches()
                || byValues;
        return isTime ? Optional.of(new TimeGuess(column, unit, named, rising)) : Optional.empty();
    }

    /**
     * The one of several that is the records' own: it has the name, or it rises from row to row as none of the others.
     */
    static Optional<TimeGuess> best(List<TimeGuess> times) {
        // A time that goes back and forth, or hardly changes, is the start of something, not the time of a record.
        return times.stream()
                .filter(time -> time.named || time.unit == TimeUnit.ISO_8601 || isOrdered(time.column, time.rising))
                .max(Comparator.comparing((TimeGuess time) -> time.named && !time.column.isConstant())
                        .thenComparing(TimeGuess::rising)
                        .thenComparing(time -> -times.indexOf(time)));
    }

    /** Whether the values go one way from row to row, the oldest or the newest first. */
    private static boolean isOrdered(SampleColumn column, double rising) {
        int enough = Math.min(FEWEST_TIMES, (column.values().size() + 1) / 2);
        return Math.max(rising, 1 - rising) >= RISES && column.distinct() >= Math.max(2, enough);
    }

    /** The unit by which every value is a time of the years 2001 to 2096; null: there is none. */
    private static TimeUnit unit(List<String> values) {
        TimeUnit unit = null;
        for (String value : values) {
            Optional<TimeUnit> likely = EpochUnits.likely(value);
            if (likely.isEmpty() || (unit != null && unit != likely.get())) {
                return null;
            }
            unit = likely.get();
        }
        return unit;
    }
}

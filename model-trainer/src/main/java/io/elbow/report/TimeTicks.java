// SPDX-License-Identifier: Apache-2.0
package io.elbow.report;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/** Chooses round moments for a time axis. */
final class TimeTicks {
    private static final int MOST = 7;
    private static final long DAY = Duration.ofDays(1).toMillis();
    private static final long[] STEPS = {
        1,
        10,
        100,
        1_000,
        5_000,
        15_000,
        60_000,
        300_000,
        900_000,
        3_600_000,
        3 * 3_600_000L,
        6 * 3_600_000L,
        12 * 3_600_000L,
        DAY,
        2 * DAY,
        7 * DAY,
        14 * DAY,
        30 * DAY,
        90 * DAY,
        365 * DAY
    };

    private TimeTicks() {}

    static List<Double> of(double minMillis, double maxMillis) {
        long step = step(minMillis, maxMillis);
        List<Double> ticks = new ArrayList<>();
        for (long at = (long) Math.ceil(minMillis / step) * step; at <= maxMillis; at += step) {
            ticks.add((double) at);
        }
        return ticks;
    }

    /** Formats moments for an axis of that range. */
    static DoubleFunction<String> labels(double minMillis, double maxMillis) {
        long step = step(minMillis, maxMillis);
        String pattern =
                step >= 30 * DAY ? "yyyy-MM-dd" : step >= DAY ? "MMM d" : step < 60_000 ? "HH:mm:ss" : "MMM d HH:mm";
        DateTimeFormatter format =
                DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
        return millis -> format.format(Instant.ofEpochMilli((long) millis));
    }

    private static long step(double minMillis, double maxMillis) {
        for (long step : STEPS) {
            if ((maxMillis - minMillis) / step <= MOST) {
                return step;
            }
        }
        long last = STEPS[STEPS.length - 1];
        return last * (long) Math.ceil((maxMillis - minMillis) / (last * (double) MOST));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.features;

import io.elbow.config.ConditionOptions.CalendarPart;
import java.time.ZonedDateTime;

/** Parts of the local time as numbers, in one-hot form. */
final class CalendarCode {
    static final String MODE = System.getProperty("elbow.calendar", "onehot");

    private CalendarCode() {}

    /** Numbers that a part takes. */
    static int width(CalendarPart part) {
        if (MODE.startsWith("cyclic")) {
            return 2 * Integer.parseInt(MODE.substring(6));
        }
        return period(part);
    }

    private static int period(CalendarPart part) {
        return switch (part) {
            case HOUR -> 24;
            case WEEKDAY -> 7;
            case MONTH -> 12;
        };
    }

    /** Writes a part's numbers, which are 0 in {@code target} before. */
    static void encode(CalendarPart part, ZonedDateTime time, float[] target, int offset) {
        int at = switch (part) {
            case HOUR -> time.getHour();
            case WEEKDAY -> time.getDayOfWeek().getValue() - 1;
            case MONTH -> time.getMonthValue() - 1;
        };
        if (MODE.startsWith("cyclic")) {
            double phase = (at + (part == CalendarPart.HOUR ? time.getMinute() / 60.0 : 0)) / period(part);
            for (int k = 1; k <= width(part) / 2; k++) {
                target[offset + 2 * k - 2] = (float) Math.sin(2 * Math.PI * k * phase);
                target[offset + 2 * k - 1] = (float) Math.cos(2 * Math.PI * k * phase);
            }
            return;
        }
        target[offset + at] = 1;
    }
}

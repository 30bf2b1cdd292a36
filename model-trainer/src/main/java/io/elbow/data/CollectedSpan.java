// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import io.elbow.config.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * How much of a topic there is to fit a first model to, by a look at its ends.
 *
 * @param topic its name
 * @param records number of records that it holds
 * @param looked number of those that were looked at
 * @param usable number of those that can be learned from
 * @param oldestMillis event time; null: none is usable
 * @param newestMillis event time; null: none is usable
 * @param rejections counts of the others by reason with an example of each, for a person; empty: there are none
 */
public record CollectedSpan(
        String topic, long records, int looked, int usable, Long oldestMillis, Long newestMillis, String rejections) {

    /** Fewer rows than this make a model whose alert rate nobody should trust. */
    public static final int LEAST_RECORDS = 1_000;

    /** Whether a model can be fitted. */
    public boolean isEnough(Duration after) {
        return covered().compareTo(after) >= 0 && usableRecords() >= LEAST_RECORDS;
    }

    private Duration covered() {
        return oldestMillis == null ? Duration.ZERO : Duration.ofMillis(Math.max(0, newestMillis - oldestMillis));
    }

    /** Of all records, as far as the look can tell. */
    private long usableRecords() {
        return looked == 0 ? 0 : Math.round((double) records * usable / looked);
    }

    /** What there is and what is missing, in one line. */
    public String line(Duration after) {
        return "no model yet: " + there(after)
                + (rejections.isEmpty()
                        ? ""
                        : "; of " + looked + " looked at, " + (looked - usable) + " cannot be used: " + rejections);
    }

    private String there(Duration after) {
        if (records == 0) {
            return "topic " + topic + " holds no record; " + Durations.text(after)
                    + " of them are to be collected first";
        }
        if (usable == 0) {
            return String.format(
                    Locale.ROOT,
                    "none of the %,d records of topic %s that were looked at can be learned from",
                    looked,
                    topic);
        }
        Duration missing = after.minus(covered());
        String spans = String.format(
                Locale.ROOT,
                "topic %s holds about %,d records over %s since %s",
                topic,
                records,
                rough(covered()),
                Instant.ofEpochMilli(oldestMillis));
        if (missing.compareTo(Duration.ZERO) > 0) {
            return spans + "; " + rough(missing) + " of " + Durations.text(after) + " are missing";
        }
        if (usableRecords() < LEAST_RECORDS) {
            return spans
                    + String.format(
                            Locale.ROOT,
                            ", long enough, but too few to learn from: %,d more are needed",
                            LEAST_RECORDS - usableRecords());
        }
        return spans + ", which is enough";
    }

    /** Two units, as {@code 3h 20m}. */
    private static String rough(Duration span) {
        if (span.toDays() > 0) {
            return span.toDays() + "d " + span.toHoursPart() + "h";
        }
        if (span.toHours() > 0) {
            return span.toHours() + "h " + span.toMinutesPart() + "m";
        }
        return span.toMinutes() > 0 ? span.toMinutes() + "m " + span.toSecondsPart() + "s" : span.toSeconds() + "s";
    }
}

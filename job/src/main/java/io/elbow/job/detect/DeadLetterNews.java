// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import io.elbow.job.event.RejectedRecord;
import java.time.Duration;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * When to say how many dead letters there are, and in which words. A stream of which every record is rejected scores
 * nothing and alerts nothing, which looks like a stream in which all is well.
 *
 * <p>A reason that is new is reported soon, and what only grows ever more rarely.
 */
public final class DeadLetterNews {
    /** From the first dead letter of a reason to the line that reports it, so that the line counts its companions. */
    static final Duration SOON = Duration.ofSeconds(2);

    /** From a line to the next, at first; each time it doubles. */
    static final Duration SHORTEST = Duration.ofMinutes(1);

    static final Duration LONGEST = Duration.ofHours(1);

    /** A detail may quote the record; its remedy stands at its end, behind the names of fields. */
    private static final int MOST_CHARS = 300;

    private record Tally(long count, RejectedRecord example) {}

    private final String deadLetterTopic;
    private final Map<String, Tally> tallies = new TreeMap<>();
    private String newest;
    private boolean unreported;
    private long dueMillis;
    private long lastMillis;
    private long waitMillis = SHORTEST.toMillis();

    /** @param deadLetterTopic where they all are */
    public DeadLetterNews(String deadLetterTopic) {
        this.deadLetterTopic = deadLetterTopic;
    }

    /** Takes a dead letter at a time, ms since 1970. */
    public void add(RejectedRecord letter, long nowMillis) {
        Tally before = tallies.get(letter.reason());
        // Without the value: a million bytes must not be kept for a line.
        RejectedRecord example = before == null ? letter.withoutPayload() : before.example();
        tallies.put(letter.reason(), new Tally(before == null ? 1 : before.count() + 1, example));
        if (before == null) {
            newest = letter.reason();
            waitMillis = SHORTEST.toMillis();
            long soon = nowMillis + SOON.toMillis();
            dueMillis = unreported ? Math.min(dueMillis, soon) : soon;
        } else if (!unreported) {
            dueMillis = Math.max(nowMillis, lastMillis + waitMillis);
        }
        unreported = true;
    }

    /** When the next line is due, ms since 1970; empty: nothing is unreported. */
    public OptionalLong due() {
        return unreported ? OptionalLong.of(dueMillis) : OptionalLong.empty();
    }

    /**
     * The line, which reports all so far.
     *
     * @param read number of records read since the start
     */
    public String report(long nowMillis, long read) {
        if (lastMillis > 0 && newest == null) {
            waitMillis = Math.min(2 * waitMillis, LONGEST.toMillis());
        }
        lastMillis = nowMillis;
        unreported = false;
        String about = newest == null ? mostFrequent() : newest;
        newest = null;
        return line(about, read);
    }

    private String mostFrequent() {
        return tallies.entrySet().stream()
                .max(Comparator.comparingLong(entry -> entry.getValue().count()))
                .orElseThrow()
                .getKey();
    }

    private String line(String about, long read) {
        long all = tallies.values().stream().mapToLong(Tally::count).sum();
        String counts = tallies.entrySet().stream()
                .map(entry -> entry.getKey() + " "
                        + String.format(Locale.ROOT, "%,d", entry.getValue().count()))
                .collect(Collectors.joining(", "));
        RejectedRecord example = tallies.get(about).example();
        return String.format(
                Locale.ROOT,
                "%,d dead letters since the start, while %,d records were read: %s; the first %s: %s, partition %d,"
                        + " offset %d: %s; they are on topic %s with the reason in their headers",
                all,
                read,
                counts,
                about,
                example.topic(),
                example.partition(),
                example.offset(),
                shortened(example.detail()),
                deadLetterTopic);
    }

    private static String shortened(String detail) {
        String line = detail == null ? "no detail" : detail.replaceAll("\\s+", " ");
        return line.length() <= MOST_CHARS ? line : line.substring(0, MOST_CHARS) + "…";
    }
}

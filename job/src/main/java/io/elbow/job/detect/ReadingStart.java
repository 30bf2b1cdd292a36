// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import io.elbow.config.KafkaOptions.NewTopic;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Where reading the records begins, and what is to be said of it.
 *
 * <p>A position says nothing about a topic that was deleted and made anew: what lies below it there was never read. So
 * a snapshot keeps the topic's id beside the position, and where the ids differ the topic is read from its beginning,
 * or not at all.
 */
public final class ReadingStart {
    /** Instead of an offset: the oldest record that the topic holds. */
    public static final long BEGINNING = -2;

    /** Instead of an offset: what the consumer group committed, else the oldest record. */
    public static final long COMMITTED = -3;

    /** No committed offset. */
    public static final long NONE = -1;

    /** Partitions that a line names. */
    private static final int MOST_NAMED = 8;

    /**
     * A partition that is to be read.
     *
     * @param offset from which on, at least 0, or {@link #BEGINNING} or {@link #COMMITTED}
     * @param topicId of the topic that the offset belongs to; null: not known
     */
    public record Asked(int partition, long offset, String topicId) {}

    /**
     * What the broker says of a partition.
     *
     * @param oldest offset of the oldest record that is left
     * @param end offset behind the newest
     * @param committed of the consumer group; {@link #NONE}: nothing
     */
    public record Span(long oldest, long end, long committed) {}

    /**
     * What the broker says of the topic.
     *
     * @param id null: brokers before 3.1 have none
     * @param partitions those that exist
     */
    public record Topic(String name, String id, Map<Integer, Span> partitions) {}

    /**
     * What follows.
     *
     * @param offsets by partition, in the terms of {@link Asked}; those that are asked for and missing here no longer
     *     exist
     * @param warnings one line each
     * @param line where reading begins; null: nothing is read
     * @param refusal why nothing may be read; null: it may
     */
    public record Plan(Map<Integer, Long> offsets, List<String> warnings, String line, String refusal) {}

    private final Topic topic;
    private final NewTopic onNewTopic;
    private final Map<Integer, Long> offsets = new TreeMap<>();
    private final List<String> warnings = new ArrayList<>();
    private final Map<Integer, String> told = new TreeMap<>();
    private long ahead;

    private ReadingStart(Topic topic, NewTopic onNewTopic) {
        this.topic = topic;
        this.onNewTopic = onNewTopic;
    }

    public static Plan of(List<Asked> asked, Topic topic, NewTopic onNewTopic) {
        return new ReadingStart(topic, onNewTopic).plan(asked);
    }

    private Plan plan(List<Asked> asked) {
        List<Asked> gone = asked.stream().filter(this::isOfAnother).toList();
        if (!gone.isEmpty()) {
            String anew = "the records topic " + topic.name() + " was deleted and made anew since the state was written"
                    + ids(gone.get(0));
            if (onNewTopic == NewTopic.REFUSE) {
                return new Plan(
                        Map.of(),
                        List.of(),
                        null,
                        anew + ", and kafka.on-new-topic is refuse: start without the"
                                + " state, or set it to beginning to read the new topic from there");
            }
            warnings.add(anew
                    + (onNewTopic == NewTopic.CONTINUE
                            ? "; it is read on from the same offsets (kafka.on-new-topic: continue)"
                            : "; it is read from its beginning (kafka.on-new-topic: beginning)"));
        }
        asked.forEach(this::begin);
        return new Plan(offsets, List.copyOf(warnings), told.isEmpty() ? null : line(), null);
    }

    /** A partition that is gone shows it too: a topic never loses one. */
    private boolean isOfAnother(Asked asked) {
        boolean otherId = asked.topicId() != null
                && topic.id() != null
                && !asked.topicId().equals(topic.id());
        return otherId || !topic.partitions().containsKey(asked.partition());
    }

    private String ids(Asked asked) {
        return asked.topicId() == null ? "" : " (its id was " + asked.topicId() + " and is " + topic.id() + ")";
    }

    private void begin(Asked asked) {
        Span span = topic.partitions().get(asked.partition());
        if (span == null) {
            return;
        }
        boolean anew = isOfAnother(asked) && onNewTopic != NewTopic.CONTINUE;
        long offset = anew ? BEGINNING : asked.offset();
        offsets.put(asked.partition(), offset);
        long first = first(asked.partition(), offset, span);
        ahead += Math.max(0, span.end() - first);
        told.put(
                asked.partition(),
                String.format(Locale.ROOT, "partition %d from offset %d of %d", asked.partition(), first, span.end()));
    }

    private long first(int partition, long offset, Span span) {
        long known = offset == COMMITTED ? span.committed() : offset;
        if (known < 0) {
            return span.oldest();
        }
        if (known > span.end()) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "partition %d of topic %s ends at offset %d but was read up to %d: the broker lost records, or the"
                            + " topic was made anew; it is read from its beginning",
                    partition,
                    topic.name(),
                    span.end(),
                    known));
            return span.oldest();
        }
        if (known < span.oldest()) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "%,d records of partition %d of topic %s, from offset %d on, were removed by the topic's retention"
                            + " before they were read",
                    span.oldest() - known,
                    partition,
                    topic.name(),
                    known));
            return span.oldest();
        }
        return known;
    }

    private String line() {
        String named = told.values().stream().limit(MOST_NAMED).collect(Collectors.joining(", "));
        int more = told.size() - MOST_NAMED;
        return String.format(
                Locale.ROOT,
                "reads topic %s: %s%s; %,d records ahead",
                topic.name(),
                named,
                more > 0 ? " and " + more + " more" : "",
                ahead);
    }
}

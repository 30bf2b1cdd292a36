// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local.page;

import io.elbow.config.DetectorConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads the detector's topics into the page's state while somebody is viewing the page; without a viewer it reads
 * nothing and opens no client. It begins shortly before the end of each topic, and skips scores of a stream that is
 * faster than its budget. It is independent of the job, which may stop and start.
 */
final class PageFeed implements AutoCloseable {
    /** How many messages of a topic to read from before the first viewer came. */
    private static final int SCORES_BEFORE = 5_000;

    private static final int OTHERS_BEFORE = 200;

    private static final int SCORES_A_SECOND = 20_000;
    private static final int RECORDS_A_POLL = 2_000;
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Duration MODELS = Duration.ofSeconds(10);
    private static final Duration CLOSE = Duration.ofSeconds(5);
    /** A page that is reloaded within this time counts as the same viewer. */
    private static final Duration LINGER = Duration.ofSeconds(20);

    private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

    private final Map<String, Object> settings;
    private final PageTopics topics;
    private final PageState state;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread thread = new Thread(this::run, "elbow-page-feed");
    private int viewers;
    private long lastLeftNanos;
    private boolean closed;
    private KafkaConsumer<byte[], byte[]> open;

    /** Whether all that the topics held when this was opened has been read. */
    private volatile boolean caughtUp;

    PageFeed(DetectorConfig config, PageState state) {
        this.state = state;
        topics = new PageTopics(config, state);
        settings = settings(config);
        thread.setDaemon(true);
        thread.start();
    }

    private static Map<String, Object> settings(DetectorConfig config) {
        Map<String, Object> settings = new HashMap<>(config.kafka().properties());
        settings.remove("group.id");
        settings.remove("group.instance.id");
        settings.putIfAbsent("client.id", "elbow-" + config.name() + "-page");
        settings.put("bootstrap.servers", config.kafka().bootstrapServers());
        settings.put("isolation.level", "read_committed");
        settings.put("enable.auto.commit", false);
        settings.put("allow.auto.create.topics", false);
        settings.put("auto.offset.reset", "latest");
        settings.put("default.api.timeout.ms", (int) ANSWER.toMillis());
        settings.put("max.poll.records", RECORDS_A_POLL);
        settings.put("fetch.max.wait.ms", (int) POLL.toMillis());
        return settings;
    }

    void viewerCame() {
        lock.lock();
        try {
            viewers++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void viewerLeft() {
        lock.lock();
        try {
            viewers--;
            lastLeftNanos = System.nanoTime();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        while (awaitViewer()) {
            try (KafkaConsumer<byte[], byte[]> consumer =
                    new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                if (!setOpen(consumer)) {
                    return;
                }
                state.restart();
                read(consumer);
                state.restart();
            } catch (WakeupException e) {
                // The feed was closed.
            } catch (RuntimeException e) {
                state.problem("the topics cannot be read, trying again: " + e.getMessage());
                pauseAfterFailure();
            } finally {
                caughtUp = false;
                setOpen(null);
            }
        }
    }

    boolean isCaughtUp() {
        return caughtUp;
    }

    /** Waits for a viewer. Returns false if the feed was closed. */
    private boolean awaitViewer() {
        lock.lock();
        try {
            while (viewers == 0 && !closed) {
                changed.awaitUninterruptibly();
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private boolean setOpen(KafkaConsumer<byte[], byte[]> consumer) {
        lock.lock();
        try {
            open = consumer;
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private boolean isWanted() {
        lock.lock();
        try {
            return !closed && (viewers > 0 || System.nanoTime() - lastLeftNanos < LINGER.toNanos());
        } finally {
            lock.unlock();
        }
    }

    private void pauseAfterFailure() {
        lock.lock();
        try {
            long left = AFTER_FAILURE.toNanos();
            while (left > 0 && !closed) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private void read(KafkaConsumer<byte[], byte[]> consumer) {
        List<TopicPartition> models = partitions(consumer, topics.models());
        // Models come first, so that each score is shown with its threshold.
        readToEnd(consumer, models);
        List<TopicPartition> scores = topics.scores() == null ? List.of() : partitions(consumer, topics.scores());
        assignAll(consumer, models);
        ScoreBudget budget = new ScoreBudget(SCORES_A_SECOND);
        while (isWanted()) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            records.forEach(topics::take);
            if (records.isEmpty()) {
                caughtUp = true;
            }
            long now = System.currentTimeMillis();
            if (topics.scores() != null) {
                budget.take(count(records.records(topics.scores())), now);
            }
            boolean spent = budget.isSpent(now);
            if (spent && consumer.paused().isEmpty()) {
                consumer.pause(scores);
            } else if (!spent && !consumer.paused().isEmpty()) {
                leaveOut(consumer, scores);
                consumer.resume(scores);
            }
        }
    }

    private void readToEnd(KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        long deadline = System.nanoTime() + MODELS.toNanos();
        while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))
                && System.nanoTime() < deadline
                && isWanted()) {
            consumer.poll(POLL).forEach(topics::take);
        }
    }

    private void assignAll(KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> models) {
        Map<TopicPartition, Long> from = new HashMap<>();
        models.forEach(partition -> from.put(partition, consumer.position(partition)));
        for (String topic : topics.others()) {
            int before = topic.equals(topics.scores()) ? SCORES_BEFORE : OTHERS_BEFORE;
            from.putAll(shortlyBeforeTheEnd(consumer, partitions(consumer, topic), before));
        }
        consumer.assign(new ArrayList<>(from.keySet()));
        from.forEach(consumer::seek);
    }

    /** Skips to shortly before the end of the scores if the page is further behind. */
    private void leaveOut(KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> scores) {
        shortlyBeforeTheEnd(consumer, scores, SCORES_BEFORE).forEach((partition, offset) -> {
            long behind = offset - consumer.position(partition);
            if (behind > 0) {
                consumer.seek(partition, offset);
                state.skipped(behind);
            }
        });
    }

    private static Map<TopicPartition, Long> shortlyBeforeTheEnd(
            KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions, int before) {
        Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> from = new HashMap<>();
        consumer.endOffsets(partitions)
                .forEach((partition, end) ->
                        from.put(partition, Math.max(beginnings.get(partition), end - before / partitions.size())));
        return from;
    }

    private static List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer, String topic) {
        return consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
    }

    private static int count(Iterable<ConsumerRecord<byte[], byte[]>> records) {
        int count = 0;
        for (ConsumerRecord<byte[], byte[]> ignored : records) {
            count++;
        }
        return count;
    }

    /** Stops reading and waits until the client is closed. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
            if (open != null) {
                open.wakeup();
            }
        } finally {
            lock.unlock();
        }
        try {
            TimeUnit.MILLISECONDS.timedJoin(thread, CLOSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads a topic from its beginning as it grows, on its own thread, and hands each record on. */
final class TopicTail implements AutoCloseable {
    /** Receives each record and the time it was received, ms since 1970. */
    interface Listener {
        void onRecord(ConsumerRecord<byte[], byte[]> record, long receivedMillis);
    }

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Thread thread;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    /**
     * Starts reading.
     *
     * @param committedOnly whether to leave out records of open and aborted transactions
     */
    TopicTail(String bootstrapServers, String topic, boolean committedOnly, Listener listener) {
        consumer = new KafkaConsumer<>(
                properties(bootstrapServers, committedOnly), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        thread = new Thread(() -> read(listener), "tail-" + topic);
        thread.setDaemon(true);
        thread.start();
    }

    private static Properties properties(String bootstrapServers, boolean committedOnly) {
        Properties properties = new Properties();
        properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, committedOnly ? "read_committed" : "read_uncommitted");
        properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, "5");
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "5000");
        return properties;
    }

    private void read(Listener listener) {
        try {
            while (true) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
                long received = System.currentTimeMillis();
                records.forEach(record -> listener.onRecord(record, received));
            }
        } catch (WakeupException e) {
            // This tail was closed.
        } catch (RuntimeException e) {
            failure.set(e);
        } finally {
            consumer.close();
        }
    }

    /** Throws the exception that ended the reading, if there was one. */
    void requireAlive() {
        Throwable cause = failure.get();
        if (cause != null) {
            throw new IllegalStateException("reading a topic back failed: " + cause.getMessage(), cause);
        }
    }

    @Override
    public void close() {
        consumer.wakeup();
        try {
            thread.join(CLOSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

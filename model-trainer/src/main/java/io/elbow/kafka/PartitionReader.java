// SPDX-License-Identifier: Apache-2.0
package io.elbow.kafka;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** Reads a range of one partition in order. */
final class PartitionReader {
    private static final Duration POLL = Duration.ofMillis(500);

    private PartitionReader() {}

    /**
     * Hands over the records with offsets in [from, to).
     *
     * <p>The consumer's position decides when the end is reached, not the last record: transaction markers and messages
     * removed by compaction or an abort have offsets too, but are never delivered.
     *
     * @throws TimeoutException if the position does not move for {@link KafkaClients#ANSWER}
     */
    static void read(
            org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer,
            TopicPartition partition,
            long from,
            long to,
            Consumer<ConsumerRecord<byte[], byte[]>> sink) {
        consumer.assign(List.of(partition));
        consumer.seek(partition, from);
        long position = from;
        long lastProgressNanos = System.nanoTime();
        while (position < to) {
            for (ConsumerRecord<byte[], byte[]> message : consumer.poll(POLL)) {
                if (message.offset() < to) {
                    sink.accept(message);
                }
            }
            long now = System.nanoTime();
            long next = consumer.position(partition);
            if (next > position) {
                lastProgressNanos = now;
            } else if (now - lastProgressNanos > KafkaClients.ANSWER.toNanos()) {
                throw new TimeoutException("no progress behind offset " + position + " of " + partition);
            }
            position = next;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.kafka;

import io.elbow.config.BadInputException;
import io.elbow.config.DetectorConfig;
import io.elbow.data.Dataset;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;

/** Reads the records topic back for training. */
public final class RecordsTopic {
    /**
     * What was read.
     *
     * @param rejected records that could not be parsed, by reason code
     * @param endOffsets by partition: the offset behind the last one read
     */
    public record ReadBack(Dataset dataset, Map<String, Long> rejected, Map<Integer, Long> endOffsets) {}

    private RecordsTopic() {}

    /**
     * Reads records whose Kafka timestamp is at or after {@code now - since}, up to the end offsets at the call.
     * The rows come partition by partition in the order of their offsets, so that each key's rows are in arrival order
     * and reading the same offsets again gives the same rows.
     *
     * @param features empty: those of the configuration, else every numeric field of the first records, sorted by name
     * @throws BadInputException where no record of the span could be used
     * @throws KafkaUnavailableException where the broker does not answer or the topic does not exist
     */
    public static ReadBack read(DetectorConfig config, List<String> features, Duration since, Instant now) {
        return read(config, features, List.of(), since, now);
    }

    /**
     * As {@link #read(DetectorConfig, List, Duration, Instant)}, with conditions.
     *
     * @param conditions dotted paths
     */
    public static ReadBack read(
            DetectorConfig config, List<String> features, List<String> conditions, Duration since, Instant now) {
        String topic = config.kafka().topics().records();
        KafkaClients clients = KafkaClients.of(config, "records");
        int partitions = clients.partitions("records", topic);
        long fromMillis = Math.max(0, now.minus(since).toEpochMilli());
        List<String> wanted = features.isEmpty() ? config.record().features() : features;
        RecordsCollector collector = new RecordsCollector(topic, config.record(), wanted, conditions);
        Map<Integer, Long> ends = clients.consume(
                "reading the records topic " + topic,
                consumer -> read(consumer, topic, partitions, fromMillis, collector));
        Dataset dataset = collector.finish();
        if (dataset.rows().isEmpty()) {
            throw nothing(topic, since, fromMillis, collector.rejected());
        }
        return new ReadBack(dataset, collector.rejected(), ends);
    }

    private static Map<Integer, Long> read(
            Consumer<byte[], byte[]> consumer,
            String topic,
            int partitionCount,
            long fromMillis,
            RecordsCollector collector) {
        List<TopicPartition> partitions = IntStream.range(0, partitionCount)
                .mapToObj(number -> new TopicPartition(topic, number))
                .toList();
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        Map<TopicPartition, Long> times = new HashMap<>();
        partitions.forEach(partition -> times.put(partition, fromMillis));
        Map<TopicPartition, OffsetAndTimestamp> starts = consumer.offsetsForTimes(times);
        Map<Integer, Long> endOffsets = new TreeMap<>();
        for (TopicPartition partition : partitions) {
            long end = ends.get(partition);
            OffsetAndTimestamp start = starts.get(partition);
            if (start != null) {
                // Behind the first record of the span others may be older: producers set the timestamps.
                PartitionReader.read(consumer, partition, start.offset(), end, message -> {
                    if (message.timestamp() >= fromMillis) {
                        collector.take(message.key(), message.value(), message.timestamp());
                    }
                });
            }
            endOffsets.put(partition.partition(), end);
        }
        return endOffsets;
    }

    private static BadInputException nothing(
            String topic, Duration since, long fromMillis, Map<String, Long> rejected) {
        String why = rejected.isEmpty()
                ? "holds no records"
                : "holds no usable records (rejected: " + RecordsCollector.counts(rejected) + ")";
        return new BadInputException("topic " + topic + " " + why + " of the last " + text(since) + " (since "
                + Instant.ofEpochMilli(fromMillis) + "); "
                + (rejected.isEmpty()
                        ? "give a longer --since or check kafka.topics.records"
                        : "check record.key, record.timestamp and record.features"));
    }

    /** As people write it: 7d, 90m, 1500ms. */
    private static String text(Duration span) {
        long millis = span.toMillis();
        if (millis % 86_400_000 == 0) {
            return millis / 86_400_000 + "d";
        }
        if (millis % 3_600_000 == 0) {
            return millis / 3_600_000 + "h";
        }
        if (millis % 60_000 == 0) {
            return millis / 60_000 + "m";
        }
        return millis % 1_000 == 0 ? millis / 1_000 + "s" : millis + "ms";
    }
}

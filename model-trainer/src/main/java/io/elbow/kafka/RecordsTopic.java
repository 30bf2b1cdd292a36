// SPDX-License-Identifier: Apache-2.0
package io.elbow.kafka;

import io.elbow.config.BadInputException;
import io.elbow.config.DetectorConfig;
import io.elbow.config.Durations;
import io.elbow.config.FeatureSource;
import io.elbow.data.BoundedTable;
import io.elbow.data.ColumnChoice;
import io.elbow.data.Dataset;
import io.elbow.data.RowSample;
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
     * What to read.
     *
     * @param features the choice of features; if none are named: those of the configuration, else every numeric field
     *     of the first records
     * @param conditions dotted paths
     * @param since how far back to read
     * @param bound limit on the rows that are kept in memory
     * @param sources what features are made of some fields; the others are taken as they stand
     */
    public record Wanted(
            ColumnChoice features,
            List<String> conditions,
            Duration since,
            RowSample.Bound bound,
            List<FeatureSource> sources) {
        /** With every field as it stands. */
        public Wanted(ColumnChoice features, List<String> conditions, Duration since, RowSample.Bound bound) {
            this(features, conditions, since, bound, List.of());
        }

        private Wanted orFeatures(List<String> configured) {
            return features.named().isEmpty()
                    ? new Wanted(new ColumnChoice(configured, features.excluded()), conditions, since, bound, sources)
                    : this;
        }
    }

    /**
     * What was read.
     *
     * @param rejected number of records that could not be parsed, by reason code
     * @param endOffsets by partition: the offset after the last record read
     */
    public record ReadBack(BoundedTable.Read table, Map<String, Long> rejected, Map<Integer, Long> endOffsets) {
        public Dataset dataset() {
            return table.dataset();
        }
    }

    private RecordsTopic() {}

    /**
     * Reads records whose Kafka timestamp is at or after {@code now - since}, up to the end offsets at the time of the
     * call. The rows come partition by partition in the order of their offsets, so that each key's rows are in the
     * order of arrival, and reading the same offsets again gives the same rows. If there are too many for the bound, a
     * sample of them is kept.
     *
     * @throws BadInputException if no record of the span was usable, or the choice of features does not fit the fields
     *     of the records
     * @throws KafkaUnavailableException if the broker does not answer or the topic does not exist
     */
    public static ReadBack read(DetectorConfig config, Wanted asked, Instant now) {
        String topic = config.kafka().topics().records();
        KafkaClients clients = KafkaClients.of(config, "records");
        int partitions = clients.partitions("records", topic);
        long fromMillis = Math.max(0, now.minus(asked.since()).toEpochMilli());
        RecordsCollector collector = new RecordsCollector(
                topic, config.record(), asked.orFeatures(config.record().features()));
        Map<Integer, Long> ends = clients.consume(
                "reading the records topic " + topic,
                consumer -> read(consumer, topic, partitions, fromMillis, collector));
        BoundedTable.Read table = collector.finish();
        if (table.dataset().rows().isEmpty()) {
            throw nothing(topic, asked.since(), fromMillis, collector);
        }
        return new ReadBack(table, collector.rejected(), ends);
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
                // Records after the first one of the span may be older than the span, because producers set the
                // timestamps.
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
            String topic, Duration since, long fromMillis, RecordsCollector collector) {
        Map<String, Long> rejected = collector.rejected();
        String why = rejected.isEmpty()
                ? "holds no records"
                : "holds no usable records (rejected: " + RecordsCollector.counts(rejected) + ")";
        return new BadInputException("topic " + topic + " " + why + " of the last " + Durations.text(since) + " (since "
                + Instant.ofEpochMilli(fromMillis) + "); "
                + (rejected.isEmpty()
                        ? "give a longer --since or check kafka.topics.records"
                        : "check record.key, record.timestamp and record.features" + collector.examples()));
    }
}

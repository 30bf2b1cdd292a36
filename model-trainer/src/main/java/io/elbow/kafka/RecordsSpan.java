// SPDX-License-Identifier: Apache-2.0
package io.elbow.kafka;

import io.elbow.config.DetectorConfig;
import io.elbow.data.CollectedSpan;
import io.elbow.data.ColumnChoice;
import io.elbow.data.Dataset;
import io.elbow.data.RowSample;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Looks at both ends of the records topic: which event time it spans, and whether its records can be learned from. The
 * middle record of a few decides, so that one with a wrong time does not.
 */
public final class RecordsSpan {
    /** At each end of each partition. */
    private static final int LOOK = 100;

    private static final long ROOM_BYTES = 64L * 1024 * 1024;

    private final DetectorConfig config;
    private final String topic;
    private final Map<String, Long> rejected = new TreeMap<>();
    private String examples = "";
    private long records;
    private int looked;
    private int usable;
    private Long oldest;
    private Long newest;

    private RecordsSpan(DetectorConfig config) {
        this.config = config;
        this.topic = config.kafka().topics().records();
    }

    /**
     * Looks.
     *
     * @throws KafkaUnavailableException if the broker does not answer or the topic does not exist
     */
    public static CollectedSpan look(DetectorConfig config) {
        return new RecordsSpan(config).look();
    }

    private CollectedSpan look() {
        KafkaClients clients = KafkaClients.of(config, "records-span");
        int partitions = clients.partitions("records", topic);
        clients.consume("looking at the records topic " + topic, consumer -> {
            for (int number = 0; number < partitions; number++) {
                look(consumer, new TopicPartition(topic, number));
            }
            return null;
        });
        String rejections = rejected.isEmpty() ? "" : RecordsCollector.counts(rejected) + examples;
        return new CollectedSpan(topic, records, looked, usable, oldest, newest, rejections);
    }

    private void look(Consumer<byte[], byte[]> consumer, TopicPartition partition) {
        List<TopicPartition> one = List.of(partition);
        long from = consumer.beginningOffsets(one).get(partition);
        long end = consumer.endOffsets(one).get(partition);
        records += end - from;
        long middle = Math.min(end, from + LOOK);
        OptionalLong first = middleTime(consumer, partition, from, middle);
        OptionalLong last = middleTime(consumer, partition, Math.max(middle, end - LOOK), end);
        first.ifPresent(millis -> oldest = oldest == null ? millis : Math.min(oldest, millis));
        first.ifPresent(millis -> newest = newest == null ? millis : Math.max(newest, millis));
        last.ifPresent(millis -> oldest = oldest == null ? millis : Math.min(oldest, millis));
        last.ifPresent(millis -> newest = newest == null ? millis : Math.max(newest, millis));
    }

    private OptionalLong middleTime(Consumer<byte[], byte[]> consumer, TopicPartition partition, long from, long to) {
        if (from >= to) {
            return OptionalLong.empty();
        }
        RecordsCollector collector = new RecordsCollector(topic, config.record(), wanted());
        int[] read = {0};
        PartitionReader.read(consumer, partition, from, to, message -> {
            read[0]++;
            collector.take(message.key(), message.value(), message.timestamp());
        });
        List<Dataset.Row> rows = new ArrayList<>(collector.finish().dataset().rows());
        looked += read[0];
        usable += rows.size();
        collector.rejected().forEach((reason, count) -> rejected.merge(reason, count, Long::sum));
        examples = examples.isEmpty() ? collector.examples() : examples;
        long[] times =
                rows.stream().mapToLong(Dataset.Row::timestampMillis).sorted().toArray();
        return times.length == 0 ? OptionalLong.empty() : OptionalLong.of(times[times.length / 2]);
    }

    private RecordsTopic.Wanted wanted() {
        return new RecordsTopic.Wanted(
                ColumnChoice.named(config.record().features()),
                config.condition().columnNames(),
                Duration.ZERO,
                new RowSample.Bound(true, 1, ROOM_BYTES, 0),
                config.record().sources());
    }
}

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
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Looks at both ends of the records topic: which event time it spans, and whether its records can be learned from. The
 * outermost few of what is looked at do not count, so that one with a wrong time does not decide.
 */
public final class RecordsSpan {
    /** At each end of each partition. */
    private static final int LOOK = 100;

    /** Share of the times of a look that do not count at either end. */
    private static final double PASSED_OVER = 0.05;

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
        look(consumer, partition, from, middle);
        look(consumer, partition, Math.max(middle, end - LOOK), end);
    }

    private void look(Consumer<byte[], byte[]> consumer, TopicPartition partition, long from, long to) {
        if (from >= to) {
            return;
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
        spans(rows.stream().mapToLong(Dataset.Row::timestampMillis).sorted().toArray());
    }

    /** @param times ascending */
    private void spans(long[] times) {
        if (times.length == 0) {
            return;
        }
        int passedOver = (int) (PASSED_OVER * times.length);
        long first = times[passedOver];
        long last = times[times.length - 1 - passedOver];
        oldest = oldest == null ? first : Math.min(oldest, first);
        newest = newest == null ? last : Math.max(newest, last);
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

// SPDX-License-Identifier: Apache-2.0
package io.elbow.kafka;

import io.elbow.config.BadInputException;
import io.elbow.config.DetectorConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/** Fetches the values of the newest records of a topic, for a look at its format. */
public final class RecordsLook {
    private RecordsLook() {}

    /**
     * Reads some records from the end of each partition.
     *
     * @param most of each partition
     * @throws BadInputException if the topic holds no record with a value
     * @throws KafkaUnavailableException if the broker does not answer or the topic does not exist
     */
    public static List<byte[]> newest(DetectorConfig config, int most) {
        String topic = config.kafka().topics().records();
        KafkaClients clients = KafkaClients.of(config, "records-look");
        int partitions = clients.partitions("records", topic);
        List<byte[]> values = clients.consume(
                "looking at the records topic " + topic, consumer -> read(consumer, topic, partitions, most));
        if (values.isEmpty()) {
            throw new BadInputException(
                    "topic " + topic + " holds no records to look at; produce some, or give --input FILE");
        }
        return values;
    }

    private static List<byte[]> read(Consumer<byte[], byte[]> consumer, String topic, int partitions, int most) {
        List<byte[]> values = new ArrayList<>();
        for (int number = 0; number < partitions; number++) {
            TopicPartition partition = new TopicPartition(topic, number);
            Map<TopicPartition, Long> ends = consumer.endOffsets(List.of(partition));
            Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(List.of(partition));
            long end = ends.get(partition);
            long from = Math.max(beginnings.get(partition), end - most);
            PartitionReader.read(consumer, partition, from, end, message -> {
                if (message.value() != null) {
                    values.add(message.value());
                }
            });
        }
        return values;
    }
}

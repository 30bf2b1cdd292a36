// SPDX-License-Identifier: Apache-2.0
package io.elbow.kafka;

import io.elbow.config.BadInputException;
import io.elbow.config.DetectorConfig;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Fetches the values of the newest records of a topic, for a look at its format. */
public final class RecordsLook {
    /**
     * What was found.
     *
     * @param values those that are a JSON object
     * @param keys the records' own, as text, of the same records; empty: it has none
     * @param keyed whether the records have keys of their own
     * @param others number of values that are no JSON object
     */
    public record Found(List<byte[]> values, List<String> keys, boolean keyed, int others) {}

    private RecordsLook() {}

    /**
     * Reads some records from the end of each partition.
     *
     * @param most of each partition
     * @throws BadInputException if the topic holds no record with a JSON object
     * @throws KafkaUnavailableException if the broker does not answer or the topic does not exist
     */
    public static Found newest(DetectorConfig config, int most) {
        String topic = config.kafka().topics().records();
        KafkaClients clients = KafkaClients.of(config, "records-look");
        int partitions = clients.partitions("records", topic);
        List<ConsumerRecord<byte[], byte[]>> records = clients.consume(
                "looking at the records topic " + topic, consumer -> read(consumer, topic, partitions, most));
        List<ConsumerRecord<byte[], byte[]>> objects = records.stream()
                .filter(record -> new NumericFields(config.record()).look(record.value()))
                .toList();
        if (objects.isEmpty()) {
            String what = records.isEmpty() ? "record" : "JSON object among its newest " + records.size() + " records";
            throw new BadInputException(
                    "topic " + topic + " holds no " + what + " to look at; produce some, or give --input FILE");
        }
        boolean keyed = records.stream().allMatch(record -> record.key() != null && record.key().length > 0);
        return new Found(
                objects.stream().map(ConsumerRecord::value).toList(),
                objects.stream().map(RecordsLook::key).toList(),
                keyed,
                records.size() - objects.size());
    }

    private static String key(ConsumerRecord<byte[], byte[]> record) {
        return record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
    }

    private static List<ConsumerRecord<byte[], byte[]>> read(
            Consumer<byte[], byte[]> consumer, String topic, int partitions, int most) {
        List<ConsumerRecord<byte[], byte[]>> values = new ArrayList<>();
        for (int number = 0; number < partitions; number++) {
            TopicPartition partition = new TopicPartition(topic, number);
            Map<TopicPartition, Long> ends = consumer.endOffsets(List.of(partition));
            Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(List.of(partition));
            long end = ends.get(partition);
            long from = Math.max(beginnings.get(partition), end - most);
            PartitionReader.read(consumer, partition, from, end, message -> {
                if (message.value() != null) {
                    values.add(message);
                }
            });
        }
        return values;
    }
}

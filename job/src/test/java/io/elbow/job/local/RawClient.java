// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A plain Kafka client for tests. It shares no code with what is tested. */
public final class RawClient implements AutoCloseable {
    private final Map<String, Object> settings;
    private final Admin admin;
    private final KafkaProducer<byte[], byte[]> producer;

    public RawClient(String bootstrapServers) {
        this(bootstrapServers, Map.of());
    }

    /**
     * Opens the client.
     *
     * @param security the client settings of a broker that authenticates its clients
     */
    public RawClient(String bootstrapServers, Map<String, String> security) {
        settings = new HashMap<>(security);
        settings.put("bootstrap.servers", bootstrapServers);
        settings.put("isolation.level", "read_committed");
        settings.put("fetch.max.wait.ms", "20");
        settings.put("max.block.ms", "5000");
        settings.put("max.request.size", "20000000");
        admin = Admin.create(settings);
        producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Creates a topic and waits until the broker knows it, which is moments after the controller does. */
    public void create(NewTopic topic) throws Exception {
        admin.createTopics(List.of(topic)).all().get();
        await().until(() -> topics().contains(topic.name()));
    }

    public void delete(String topic) throws Exception {
        admin.deleteTopics(List.of(topic)).all().get();
        await().until(() -> !topics().contains(topic));
    }

    public Set<String> topics() throws Exception {
        return admin.listTopics().names().get();
    }

    public void send(String topic, String key, String value) throws Exception {
        send(topic, key, value == null ? null : value.getBytes(StandardCharsets.UTF_8));
    }

    public void send(String topic, String key, byte[] value) throws Exception {
        byte[] keyBytes = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
        send(new ProducerRecord<>(topic, keyBytes, value));
    }

    public RecordMetadata send(ProducerRecord<byte[], byte[]> message) throws Exception {
        return producer.send(message).get();
    }

    /** Sends messages in order and waits until the broker has all. */
    public void sendAll(List<ProducerRecord<byte[], byte[]>> messages) throws Exception {
        List<Future<RecordMetadata>> sent =
                messages.stream().map(producer::send).toList();
        for (Future<RecordMetadata> one : sent) {
            one.get();
        }
    }

    /** Every committed message of the topic, partition by partition. */
    public List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = IntStream.range(
                            0, consumer.partitionsFor(topic).size())
                    .mapToObj(partition -> new TopicPartition(topic, partition))
                    .toList();
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
            for (TopicPartition partition : partitions) {
                consumer.assign(List.of(partition));
                consumer.seekToBeginning(List.of(partition));
                while (consumer.position(partition) < ends.get(partition)) {
                    consumer.poll(Duration.ofMillis(100)).forEach(read::add);
                }
            }
            return read;
        }
    }

    /** The number of records before a consumer group's position, over all partitions of all topics. */
    public long committed(String group) throws Exception {
        return admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().values().stream()
                .mapToLong(OffsetAndMetadata::offset)
                .sum();
    }

    /** Moves a group without members back to the beginning of a topic. */
    public void rewind(String group, String topic) throws Exception {
        Map<TopicPartition, OffsetAndMetadata> beginnings = new HashMap<>();
        for (PartitionInfo partition : producer.partitionsFor(topic)) {
            beginnings.put(new TopicPartition(topic, partition.partition()), new OffsetAndMetadata(0));
        }
        admin.alterConsumerGroupOffsets(group, beginnings).all().get();
    }

    public List<String> values(String topic) {
        return read(topic).stream()
                .map(message -> new String(message.value(), StandardCharsets.UTF_8))
                .toList();
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.pipeline;

import io.elbow.job.event.Alert;
import io.elbow.job.event.AlertJson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Follows an alerts topic of one partition from its beginning, at one isolation level. */
public final class AlertsSeen implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(50);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final TopicPartition partition;
    private final List<Alert> alerts = new ArrayList<>();

    public AlertsSeen(String bootstrapServers, String topic, String isolation) {
        Map<String, Object> settings = Map.of("bootstrap.servers", bootstrapServers, "isolation.level", isolation);
        consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        partition = new TopicPartition(topic, 0);
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
    }

    /** All messages that are visible now at this isolation level, duplicates included. */
    public List<Alert> now() {
        long end = consumer.endOffsets(List.of(partition)).get(partition);
        while (consumer.position(partition) < end) {
            consumer.poll(POLL).forEach(message -> alerts.add(AlertJson.read(message.value())));
        }
        return List.copyOf(alerts);
    }

    public Set<String> ids() {
        Set<String> ids = new HashSet<>();
        now().forEach(alert -> ids.add(alert.id()));
        return ids;
    }

    @Override
    public void close() {
        consumer.close();
    }
}

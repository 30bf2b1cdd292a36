// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.pipeline;

import io.elbow.config.DetectorConfig;
import io.elbow.job.detect.ReadingStart;
import io.elbow.job.detect.ReadingStart.Span;
import io.elbow.job.detect.ReadingStart.Topic;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the broker about the records topic when a task begins to read it. It connects only when asked. */
final class RecordsTopicLook implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(RecordsTopicLook.class);
    private static final long ANSWER_SECONDS = 10;

    private final Properties client;
    private final String topic;
    private final String group;

    /** @param group whose committed offsets count */
    RecordsTopicLook(DetectorConfig config, String group) {
        this.topic = config.kafka().topics().records();
        this.group = group;
        client = new Properties();
        client.putAll(config.kafka().properties());
        client.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, config.kafka().bootstrapServers());
        client.put(AdminClientConfig.CLIENT_ID_CONFIG, group + "-records-look");
    }

    /** The topic with those of the partitions that exist; empty: the broker does not say. */
    Optional<Topic> look(Set<Integer> partitions) {
        try (Admin admin = Admin.create(client)) {
            return Optional.of(look(admin, partitions));
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            // The message may quote the client's settings, secrets among them.
            LOG.warn(
                    "where topic {} begins and ends could not be looked up ({})",
                    topic,
                    (e.getCause() == null ? e : e.getCause()).getClass().getSimpleName());
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private Topic look(Admin admin, Set<Integer> partitions)
            throws ExecutionException, InterruptedException, TimeoutException {
        TopicDescription description = admin.describeTopics(List.of(topic))
                .topicNameValues()
                .get(topic)
                .get(ANSWER_SECONDS, TimeUnit.SECONDS);
        Set<TopicPartition> asked = description.partitions().stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .filter(partition -> partitions.contains(partition.partition()))
                .collect(Collectors.toSet());
        Map<TopicPartition, Long> oldest = offsets(admin, asked, OffsetSpec.earliest());
        Map<TopicPartition, Long> ends = offsets(admin, asked, OffsetSpec.latest());
        Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get(ANSWER_SECONDS, TimeUnit.SECONDS);
        Map<Integer, Span> spans = new HashMap<>();
        for (TopicPartition partition : asked) {
            OffsetAndMetadata group = committed.get(partition);
            spans.put(
                    partition.partition(),
                    new Span(
                            oldest.get(partition),
                            ends.get(partition),
                            group == null ? ReadingStart.NONE : group.offset()));
        }
        Uuid id = description.topicId();
        return new Topic(topic, id == null || id.equals(Uuid.ZERO_UUID) ? null : id.toString(), spans);
    }

    private static Map<TopicPartition, Long> offsets(Admin admin, Set<TopicPartition> partitions, OffsetSpec which)
            throws ExecutionException, InterruptedException, TimeoutException {
        Map<TopicPartition, OffsetSpec> asked =
                partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> which));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        admin.listOffsets(asked, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                .all()
                .get(ANSWER_SECONDS, TimeUnit.SECONDS)
                .forEach((partition, found) -> offsets.put(partition, found.offset()));
        return offsets;
    }
}

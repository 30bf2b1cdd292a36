// SPDX-License-Identifier: Apache-2.0
package io.elbow.kafka;

import io.elbow.config.DetectorConfig;
import io.elbow.config.KafkaOptions.Delivery;
import io.elbow.config.KafkaOptions.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.acl.AclOperation;

/**
 * What a detector needs of one of its topics.
 *
 * @param role the key of kafka.topics that names it
 * @param topic its name; null: not used
 * @param singlePartition whether it must have exactly one partition
 * @param messageBytes lowest {@code max.message.bytes}; 0: any
 * @param operations what the job does with it
 * @param newPartitions number of partitions if it is created
 * @param newConfig its settings if it is created
 */
record TopicRole(
        String role,
        String topic,
        boolean singlePartition,
        boolean compacted,
        int messageBytes,
        Set<AclOperation> operations,
        int newPartitions,
        Map<String, String> newConfig) {

    /** A topic as the broker describes it. Empty {@code config} or {@code operations}: not known. */
    record Observed(int partitions, Map<String, String> config, Set<AclOperation> operations) {}

    private static final String CLEANUP_POLICY = "cleanup.policy";
    private static final String MAX_MESSAGE_BYTES = "max.message.bytes";
    private static final int KIB = 1024;

    /** Space for headers, key and the batch around a value. */
    private static final int HEAD_ROOM = 64 * KIB;

    /** Kafka's own default of max.message.bytes: a topic is never created with less. */
    private static final int KAFKA_DEFAULT_BYTES = 1_048_588;

    /** Enough to spread a few keys, and to scale the job up later. */
    private static final int LEAST_RECORDS_PARTITIONS = 4;

    /** The topics that the configuration names, in the order of its keys. */
    static List<TopicRole> of(DetectorConfig config) {
        Topics topics = config.kafka().topics();
        int wide = Math.max(config.job().parallelism(), LEAST_RECORDS_PARTITIONS);
        int maxBytes = config.record().maxBytes();
        // An exactly-once sink looks for transactions that were left open on its topic, which takes READ.
        Set<AclOperation> output = config.kafka().delivery() == Delivery.EXACTLY_ONCE
                ? Set.of(AclOperation.READ, AclOperation.WRITE)
                : Set.of(AclOperation.WRITE);
        return Stream.of(
                        records(topics.records(), wide, maxBytes),
                        plain("alerts", topics.alerts(), output, 1, HEAD_ROOM, Map.of()),
                        models(topics.models()),
                        deadLetters(topics.deadLetters(), output, maxBytes),
                        // As many partitions as the records: with scores on, as many messages go out as come in.
                        plain("scores", topics.scores(), output, wide, HEAD_ROOM, Map.of()),
                        plain("events", topics.events(), output, 1, HEAD_ROOM, Map.of()),
                        plain("control", topics.control(), Set.of(AclOperation.READ), 1, 0, Map.of()))
                .filter(role -> role.topic != null)
                .toList();
    }

    private static TopicRole records(String topic, int partitions, int maxBytes) {
        int takes = Math.max(KAFKA_DEFAULT_BYTES, maxBytes + 2 * HEAD_ROOM);
        return plain("records", topic, Set.of(AclOperation.READ), partitions, 0, bytes(takes));
    }

    /**
     * The models topic. A segment that is still written to is not compacted, so short segments keep old models from
     * piling up.
     */
    private static TopicRole models(String topic) {
        Map<String, String> config = Map.of(
                CLEANUP_POLICY,
                "compact",
                MAX_MESSAGE_BYTES,
                Integer.toString(ModelsTopic.MAX_MESSAGE_BYTES + HEAD_ROOM),
                "segment.ms",
                Long.toString(Duration.ofMinutes(10).toMillis()),
                "min.cleanable.dirty.ratio",
                "0.1");
        return new TopicRole(
                "models",
                topic,
                true,
                true,
                ModelsTopic.MAX_MESSAGE_BYTES,
                Set.of(AclOperation.READ, AclOperation.WRITE),
                1,
                config);
    }

    private static TopicRole deadLetters(String topic, Set<AclOperation> operations, int maxBytes) {
        int takes = Math.max(KAFKA_DEFAULT_BYTES, maxBytes + 2 * HEAD_ROOM);
        Map<String, String> config = Map.of(
                MAX_MESSAGE_BYTES,
                Integer.toString(takes),
                "retention.ms",
                Long.toString(Duration.ofDays(14).toMillis()));
        return plain("dead-letters", topic, operations, 1, maxBytes + HEAD_ROOM, config);
    }

    private static TopicRole plain(
            String role,
            String topic,
            Set<AclOperation> operations,
            int partitions,
            int messageBytes,
            Map<String, String> config) {
        return new TopicRole(role, topic, false, false, messageBytes, operations, partitions, config);
    }

    private static Map<String, String> bytes(int maxMessageBytes) {
        return Map.of(MAX_MESSAGE_BYTES, Integer.toString(maxMessageBytes));
    }

    /** The topic as it is created, with the broker's default replication factor. */
    NewTopic newTopic() {
        return new NewTopic(topic, Optional.of(newPartitions), Optional.empty()).configs(newConfig);
    }

    /** The topic and the key that names it, for messages. */
    String title() {
        return "topic " + topic + " (kafka.topics." + role + ")";
    }

    String missing() {
        return title() + " does not exist; run: topics --create --config detector.yaml";
    }

    /** Returns one line for each fault of the topic. */
    List<String> faults(Observed observed, String bootstrapServers) {
        List<String> faults = new ArrayList<>();
        String alter = "; run: kafka-configs.sh --bootstrap-server " + bootstrapServers
                + " --alter --entity-type topics --entity-name " + topic + " --add-config ";
        if (singlePartition && observed.partitions() != 1) {
            faults.add(title() + " has " + observed.partitions() + " partitions but must have one, since its order is"
                    + " what says which model is the newest; delete it or name another, then run:"
                    + " topics --create --config detector.yaml");
        }
        String policy = observed.config().get(CLEANUP_POLICY);
        if (compacted && policy != null && !policy.contains("compact")) {
            faults.add(title() + " has " + CLEANUP_POLICY + "=" + policy + " but needs compact, or the model in use is"
                    + " deleted some day" + alter + CLEANUP_POLICY + "=compact");
        }
        String limit = observed.config().get(MAX_MESSAGE_BYTES);
        if (limit != null && Long.parseLong(limit) < messageBytes) {
            faults.add(title() + " has " + MAX_MESSAGE_BYTES + "=" + limit + " but needs at least " + messageBytes
                    + alter + MAX_MESSAGE_BYTES + "=" + messageBytes);
        }
        List<AclOperation> missing = missingOperations(observed);
        if (!missing.isEmpty()) {
            faults.add(denied(missing, bootstrapServers));
        }
        return faults;
    }

    /** The line for a topic of which the user may know nothing. */
    String unknown(String bootstrapServers) {
        return denied(operations, bootstrapServers);
    }

    /** The line for a topic that the user may not make. */
    String uncreatable(String bootstrapServers) {
        return denied(Set.of(AclOperation.CREATE), bootstrapServers) + ", or let somebody make it who may";
    }

    private String denied(Collection<AclOperation> missing, String bootstrapServers) {
        return new Grants(bootstrapServers).missing(title(), missing, "--topic " + topic);
    }

    private List<AclOperation> missingOperations(Observed observed) {
        if (observed.operations().isEmpty() || observed.operations().contains(AclOperation.ALL)) {
            return List.of();
        }
        return operations.stream()
                .filter(operation -> !observed.operations().contains(operation))
                .sorted()
                .toList();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.kafka;

import io.elbow.config.DetectorConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Checks that the topics of a detector are as they must be, and creates those that are missing. */
public final class TopicChecks {
    private static final long APPEARANCE_PAUSE_MILLIS = 50;

    private TopicChecks() {}

    /**
     * The state of one topic.
     *
     * @param role the key of kafka.topics that names it, such as {@code records}
     * @param faults one line each with the remedy; empty: the topic is fine
     */
    public record TopicState(String role, String topic, boolean exists, int partitions, List<String> faults) {
        public TopicState {
            faults = List.copyOf(faults);
        }
    }

    /**
     * Whether the user in {@code kafka.properties} may use something besides topics.
     *
     * @param kind {@code group} or {@code transactions}
     * @param name of the group, or what transactional ids begin with and a star
     * @param faults one line each with the remedy; empty: the user may
     */
    public record RightState(String kind, String name, List<String> faults) {
        public RightState {
            faults = List.copyOf(faults);
        }
    }

    /**
     * Checks the rights that the job needs besides those on topics: to read with its group, and to write in
     * transactions with exactly-once delivery. Nothing is written that anybody reads.
     *
     * @throws KafkaUnavailableException naming the address within 15 s
     */
    public static List<RightState> rights(DetectorConfig config) {
        return new RightsProbe(config).check();
    }

    /**
     * Checks every topic that the configuration names, in one go: existence, partitions, compaction, message limits,
     * and what the broker allows this user, if the broker reports it. Settings that the user may not read are assumed
     * to be right.
     *
     * @throws KafkaUnavailableException naming the address within 15 s
     */
    public static List<TopicState> check(DetectorConfig config) {
        List<TopicRole> roles = TopicRole.of(config);
        return KafkaClients.of(config, "topics")
                .administer(
                        "checking the topics",
                        admin -> check(admin, roles, config.kafka().bootstrapServers()));
    }

    /**
     * Creates the missing ones, then checks. Models: compacted, one partition, 16 MiB messages. Records and scores: as
     * many partitions as {@code job.parallelism}, at least 4. The others: one partition. Dead letters are kept for 14
     * days. The replication factor is the broker's default. A topic that exists is not changed.
     */
    public static List<TopicState> create(DetectorConfig config) {
        KafkaClients clients = KafkaClients.of(config, "topics");
        List<TopicState> states = check(config);
        Set<String> created = new HashSet<>();
        for (TopicRole role : TopicRole.of(config)) {
            boolean missing = states.stream().anyMatch(state -> state.topic().equals(role.topic()) && !state.exists());
            if (missing && created.add(role.topic())) {
                String servers = config.kafka().bootstrapServers();
                clients.administer("creating " + role.title(), admin -> create(admin, role, servers));
            }
        }
        return created.isEmpty() ? states : awaitExistence(config, clients);
    }

    private static Void create(Admin admin, TopicRole role, String bootstrapServers) throws Exception {
        try {
            admin.createTopics(List.of(role.newTopic())).all().get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthorizationException) {
                throw new KafkaUnavailableException(role.uncreatable(bootstrapServers));
            }
            // Someone else created it first: the check that follows shows whether it is right.
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
        return null;
    }

    /** Waits until the broker knows the new topics, which is moments after the controller created them. */
    private static List<TopicState> awaitExistence(DetectorConfig config, KafkaClients clients) {
        List<TopicRole> roles = TopicRole.of(config);
        String bootstrapServers = config.kafka().bootstrapServers();
        return clients.administer("checking the topics", admin -> {
            long deadline = System.nanoTime() + KafkaClients.ANSWER.toNanos();
            List<TopicState> states = check(admin, roles, bootstrapServers);
            while (!states.stream().allMatch(TopicState::exists) && System.nanoTime() < deadline) {
                TimeUnit.MILLISECONDS.sleep(APPEARANCE_PAUSE_MILLIS);
                states = check(admin, roles, bootstrapServers);
            }
            return states;
        });
    }

    private static List<TopicState> check(Admin admin, List<TopicRole> roles, String bootstrapServers)
            throws Exception {
        Set<String> names = roles.stream().map(TopicRole::topic).collect(Collectors.toSet());
        var descriptions = admin.describeTopics(names, new DescribeTopicsOptions().includeAuthorizedOperations(true))
                .topicNameValues();
        var configs = admin.describeConfigs(names.stream()
                        .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                        .toList())
                .values();
        List<TopicState> states = new ArrayList<>();
        for (TopicRole role : roles) {
            var config = configs.get(new ConfigResource(ConfigResource.Type.TOPIC, role.topic()));
            states.add(state(role, descriptions.get(role.topic()), config, bootstrapServers));
        }
        return List.copyOf(states);
    }

    private static TopicState state(
            TopicRole role,
            KafkaFuture<TopicDescription> description,
            KafkaFuture<Config> config,
            String bootstrapServers)
            throws Exception {
        Optional<TopicDescription> described;
        try {
            described = unlessMissing(description);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthorizationException) {
                return new TopicState(role.role(), role.topic(), true, 0, List.of(role.unknown(bootstrapServers)));
            }
            throw e;
        }
        if (described.isEmpty()) {
            return new TopicState(role.role(), role.topic(), false, 0, List.of(role.missing()));
        }
        int partitions = described.get().partitions().size();
        Set<AclOperation> operations = described.get().authorizedOperations();
        TopicRole.Observed observed =
                new TopicRole.Observed(partitions, settings(config), operations == null ? Set.of() : operations);
        return new TopicState(role.role(), role.topic(), true, partitions, role.faults(observed, bootstrapServers));
    }

    private static Optional<TopicDescription> unlessMissing(KafkaFuture<TopicDescription> description)
            throws Exception {
        try {
            return Optional.of(description.get());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static Map<String, String> settings(KafkaFuture<Config> config) throws Exception {
        try {
            Map<String, String> settings = new HashMap<>();
            for (ConfigEntry entry : config.get().entries()) {
                settings.put(entry.name(), entry.value());
            }
            return settings;
        } catch (ExecutionException e) {
            boolean unknowable = e.getCause() instanceof AuthorizationException
                    || e.getCause() instanceof UnknownTopicOrPartitionException;
            if (unknowable) {
                return Map.of();
            }
            throw e;
        }
    }
}

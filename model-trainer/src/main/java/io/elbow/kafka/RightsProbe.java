// SPDX-License-Identifier: Apache-2.0
package io.elbow.kafka;

import io.elbow.config.DetectorConfig;
import io.elbow.config.KafkaOptions.Delivery;
import io.elbow.kafka.TopicChecks.RightState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;

/**
 * Finds out whether the job may use its group and its transactional ids. A broker describes rights on topics alone, so
 * each is tried in a way that changes nothing that anybody reads.
 */
final class RightsProbe {
    /** No topic has it, so that no offset can be committed to it. */
    private static final int NO_PARTITION = Integer.MAX_VALUE;

    private final DetectorConfig config;
    private final KafkaClients clients;
    private final Grants grants;

    RightsProbe(DetectorConfig config) {
        this.config = config;
        this.clients = KafkaClients.of(config, "rights");
        this.grants = new Grants(config.kafka().bootstrapServers());
    }

    List<RightState> check() {
        List<RightState> states = new ArrayList<>();
        states.add(group());
        if (config.kafka().delivery() == Delivery.EXACTLY_ONCE) {
            states.add(transactionalIds());
        }
        return List.copyOf(states);
    }

    private RightState group() {
        String group = "elbow-" + config.name();
        boolean permitted = clients.administer("checking the group " + group, admin -> mayCommit(admin, group));
        String missing = grants.missing("group " + group, Set.of(AclOperation.READ), "--group " + group);
        return new RightState("group", group, permitted ? List.of() : List.of(missing));
    }

    private boolean mayCommit(Admin admin, String group) throws InterruptedException {
        TopicPartition nowhere = new TopicPartition(config.kafka().topics().records(), NO_PARTITION);
        try {
            admin.alterConsumerGroupOffsets(group, Map.of(nowhere, new OffsetAndMetadata(0)))
                    .all()
                    .get();
            return true;
        } catch (ExecutionException e) {
            // Whoever may use the group is told that there is no such partition, or of what else is in the way.
            return !(e.getCause() instanceof GroupAuthorizationException);
        }
    }

    private RightState transactionalIds() {
        String prefix = "elbow-" + config.name() + "-";
        Map<String, Object> settings = Map.of("transactional.id", prefix + "rights");
        List<String> faults = clients.produce("checking transactions", settings, producer -> begin(producer, prefix));
        return new RightState("transactions", prefix + "*", faults);
    }

    private List<String> begin(Producer<byte[], byte[]> producer, String prefix) {
        try {
            producer.initTransactions();
            return List.of();
        } catch (TransactionalIdAuthorizationException e) {
            return List.of(grants.missing(
                    "a transactional id that begins with " + prefix,
                    Set.of(AclOperation.DESCRIBE, AclOperation.WRITE),
                    "--transactional-id " + prefix + " --resource-pattern-type prefixed"));
        } catch (TimeoutException e) {
            return List.of("the broker at " + config.kafka().bootstrapServers() + " began no transaction within "
                    + KafkaClients.ANSWER.toSeconds()
                    + " s, which exactly-once delivery needs: are as many brokers up as"
                    + " their transaction.state.log.replication.factor says? Else set kafka.delivery: at-least-once");
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import io.elbow.kafka.ModelsTopic;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The settings of the broker in this JVM: one node, one copy of everything, reachable from this machine only. */
final class BrokerProperties {
    static final int NODE_ID = 1;
    static final String CONTROLLER_LISTENER = "CONTROLLER";
    private static final String LISTENER = "PLAINTEXT";

    /** The largest model, with space for headers and the batch around it. */
    private static final String MESSAGE_BYTES = Integer.toString(ModelsTopic.MAX_MESSAGE_BYTES + 1024 * 1024);

    private BrokerProperties() {}

    static Map<String, String> of(Path directory, int port, int controllerPort) {
        Map<String, String> properties = new HashMap<>();
        listeners(properties, port, controllerPort);
        topics(properties, directory);
        singleReplica(properties);
        small(properties);
        return properties;
    }

    private static void listeners(Map<String, String> properties, int port, int controllerPort) {
        String client = LISTENER + "://" + LoopbackPorts.HOST + ":" + port;
        String controller = LoopbackPorts.HOST + ":" + controllerPort;
        properties.put("process.roles", "broker,controller");
        properties.put("node.id", Integer.toString(NODE_ID));
        properties.put("controller.quorum.voters", NODE_ID + "@" + controller);
        properties.put("controller.listener.names", CONTROLLER_LISTENER);
        properties.put("listeners", client + "," + CONTROLLER_LISTENER + "://" + controller);
        properties.put("advertised.listeners", client);
        properties.put("inter.broker.listener.name", LISTENER);
        properties.put("listener.security.protocol.map", LISTENER + ":PLAINTEXT," + CONTROLLER_LISTENER + ":PLAINTEXT");
    }

    private static void topics(Map<String, String> properties, Path directory) {
        properties.put("log.dirs", directory.toString());
        properties.put("num.partitions", "1");
        // A misspelt topic must be an error, not a new topic.
        properties.put("auto.create.topics.enable", "false");
        properties.put("message.max.bytes", MESSAGE_BYTES);
        properties.put("replica.fetch.max.bytes", MESSAGE_BYTES);
    }

    private static void singleReplica(Map<String, String> properties) {
        properties.put("default.replication.factor", "1");
        properties.put("min.insync.replicas", "1");
        properties.put("offsets.topic.replication.factor", "1");
        properties.put("transaction.state.log.replication.factor", "1");
        properties.put("transaction.state.log.min.isr", "1");
        properties.put("share.coordinator.state.topic.replication.factor", "1");
        properties.put("share.coordinator.state.topic.min.isr", "1");
    }

    /**
     * Shrinks defaults that are meant for clusters: 50 partitions of offsets and a 128 MB cleaner buffer would only
     * slow down the start.
     */
    private static void small(Map<String, String> properties) {
        properties.put("offsets.topic.num.partitions", "1");
        properties.put("transaction.state.log.num.partitions", "1");
        properties.put("share.coordinator.state.topic.num.partitions", "1");
        properties.put("group.initial.rebalance.delay.ms", "0");
        properties.put("num.network.threads", "2");
        properties.put("num.io.threads", "4");
        properties.put("log.cleaner.dedupe.buffer.size", Integer.toString(4 * 1024 * 1024));
        properties.put("background.threads", "2");
    }
}

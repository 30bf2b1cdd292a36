// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.utils.Time;

/** A broker with Kafka's own authorizer: the administrator may do anything, other users what they are granted. */
final class AclBroker implements AutoCloseable {
    private static final String ADMIN = "admin";

    private final KafkaRaftServer server;
    private final int port;

    private AclBroker(KafkaRaftServer server, int port) {
        this.server = server;
        this.port = port;
    }

    /**
     * Starts it.
     *
     * @param users who may log in; each one's password is the name
     */
    static AclBroker start(Path folder, List<String> users) throws Exception {
        BrokerDirectory.formatter(Files.createDirectories(folder)).run();
        int port = TestPorts.free();
        Map<String, String> properties = BrokerProperties.of(folder, port, TestPorts.free());
        properties.replaceAll((name, value) -> value.replace("PLAINTEXT", "SECURE"));
        properties.put(
                "listener.security.protocol.map",
                "SECURE:SASL_PLAINTEXT," + BrokerProperties.CONTROLLER_LISTENER + ":PLAINTEXT");
        properties.put("sasl.enabled.mechanisms", "PLAIN");
        properties.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
        StringBuilder jaas = new StringBuilder(login(ADMIN));
        jaas.append(" user_").append(ADMIN).append("=\"").append(ADMIN).append('"');
        users.forEach(user ->
                jaas.append(" user_").append(user).append("=\"").append(user).append('"'));
        properties.put("listener.name.secure.plain.sasl.jaas.config", jaas + ";");
        properties.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        // The controller's listener, which only the broker itself uses, knows no users.
        properties.put("super.users", "User:" + ADMIN + ";User:ANONYMOUS");
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(properties, false), Time.SYSTEM);
        server.startup();
        return new AclBroker(server, port);
    }

    private static String login(String user) {
        return "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"" + user + "\" password=\""
                + user + "\"";
    }

    String bootstrapServers() {
        return LoopbackPorts.HOST + ":" + port;
    }

    /** The settings of a client. */
    static Map<String, String> client(String user) {
        return Map.of(
                "security.protocol", "SASL_PLAINTEXT",
                "sasl.mechanism", "PLAIN",
                "sasl.jaas.config", login(user) + ";");
    }

    RawClient administrator() {
        return new RawClient(bootstrapServers(), client(ADMIN));
    }

    void grant(List<AclBinding> rights) throws Exception {
        Map<String, Object> settings = new HashMap<>(client(ADMIN));
        settings.put("bootstrap.servers", bootstrapServers());
        try (Admin admin = Admin.create(settings)) {
            admin.createAcls(rights).all().get();
        }
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;

/** A broker that accepts only TLS, requires a certificate of its clients, and authenticates users by SCRAM. */
final class SecureBroker implements AutoCloseable {
    static final String USER = "detector";
    static final String PASSWORD = "scram-secret";
    private static final String MECHANISM = "SCRAM-SHA-512";

    private final KafkaRaftServer server;
    private final int port;

    private SecureBroker(KafkaRaftServer server, int port) {
        this.server = server;
        this.port = port;
    }

    static SecureBroker start(Path folder, TestCertificates certificates) throws Exception {
        Files.createDirectories(folder);
        BrokerDirectory.formatter(folder)
                .setScramArguments(List.of(MECHANISM + "=[name=" + USER + ",password=" + PASSWORD + "]"))
                .run();
        int port = TestPorts.free();
        Map<String, String> properties = BrokerProperties.of(folder, port, TestPorts.free());
        properties.replaceAll((name, value) -> value.replace("PLAINTEXT", "SECURE"));
        properties.put(
                "listener.security.protocol.map",
                "SECURE:SASL_SSL," + BrokerProperties.CONTROLLER_LISTENER + ":PLAINTEXT");
        properties.put("sasl.enabled.mechanisms", MECHANISM);
        properties.put("sasl.mechanism.inter.broker.protocol", MECHANISM);
        properties.put("listener.name.secure.scram-sha-512.sasl.jaas.config", jaas(PASSWORD));
        // With SASL a broker reads this setting only under the name of a listener.
        properties.put("listener.name.secure.ssl.client.auth", "required");
        properties.putAll(stores(certificates, "broker"));
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(properties, false), Time.SYSTEM);
        server.startup();
        return new SecureBroker(server, port);
    }

    String bootstrapServers() {
        return LoopbackPorts.HOST + ":" + port;
    }

    /** The settings of a client: its own certificate, those it trusts, and its user name and password. */
    static Map<String, String> client(TestCertificates certificates, String certificate, String password) {
        Map<String, String> client = stores(certificates, certificate);
        client.put("security.protocol", "SASL_SSL");
        client.put("sasl.mechanism", MECHANISM);
        client.put("sasl.jaas.config", jaas(password));
        return client;
    }

    static String jaas(String password) {
        return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"" + USER + "\" password=\""
                + password + "\";";
    }

    private static Map<String, String> stores(TestCertificates certificates, String own) {
        Map<String, String> stores = new HashMap<>();
        stores.put("ssl.keystore.location", certificates.store(own).toString());
        stores.put("ssl.keystore.password", TestCertificates.PASSWORD);
        stores.put("ssl.truststore.location", certificates.trusted().toString());
        stores.put("ssl.truststore.password", TestCertificates.PASSWORD);
        return stores;
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }
}

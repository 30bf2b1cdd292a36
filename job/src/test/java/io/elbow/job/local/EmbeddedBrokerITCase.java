// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elbow.config.BadInputException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerITCase {
    @TempDir
    Path folder;

    @Test
    void servesTheSameDataAfterARestartAndInANewBrokerOnItsFolder() throws Exception {
        Path data = folder.resolve("kafka");
        String clusterId;
        try (EmbeddedBroker broker = EmbeddedBroker.start(data, 0)) {
            clusterId = clusterId(broker);
            try (RawClient client = new RawClient(broker.bootstrapServers())) {
                client.create(new NewTopic("kept", 1, (short) 1));
                client.send("kept", "key", "before");
            }
            String address = broker.bootstrapServers();
            broker.restart();
            assertThat(broker.bootstrapServers()).isEqualTo(address);
            try (RawClient client = new RawClient(address)) {
                assertThat(client.values("kept")).containsExactly("before");
                client.send("kept", "key", "after");
            }
        }
        try (EmbeddedBroker again = EmbeddedBroker.start(data, 0);
                RawClient client = new RawClient(again.bootstrapServers())) {
            assertThat(clusterId(again)).isEqualTo(clusterId);
            assertThat(client.values("kept")).containsExactly("before", "after");
        }
    }

    @Test
    void makesNoTopicByItself() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("kafka"), 0);
                RawClient client = new RawClient(broker.bootstrapServers())) {
            assertThatThrownBy(() -> client.send("misspelt", "key", "value"))
                    .hasRootCauseInstanceOf(UnknownTopicOrPartitionException.class);
            assertThat(client.topics()).doesNotContain("misspelt");
        }
    }

    @Test
    void takesMessagesOfSixteenMebibytes() throws Exception {
        byte[] large = new byte[16 * 1024 * 1024];
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("kafka"), 0);
                RawClient client = new RawClient(broker.bootstrapServers())) {
            client.create(new NewTopic("large", 1, (short) 1)
                    .configs(Map.of("max.message.bytes", Integer.toString(large.length + 65_536))));
            client.send("large", null, large);
            assertThat(client.read("large").get(0).value()).hasSize(large.length);
        }
    }

    @Test
    void namesThePortThatIsInUseAndTheRemedy() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThatThrownBy(() -> EmbeddedBroker.start(folder.resolve("kafka"), taken.getLocalPort()))
                    .isInstanceOf(BadInputException.class)
                    .hasMessage("port " + taken.getLocalPort()
                            + " is in use on 127.0.0.1; stop what listens there or pass --kafka-port");
        }
        assertThat(folder.resolve("kafka")).doesNotExist();
    }

    @Test
    void refusesAFolderThatHoldsSomethingElse() throws IOException {
        Files.writeString(folder.resolve("thesis.tex"), "do not touch");
        assertThatThrownBy(() -> EmbeddedBroker.start(folder, 0))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining("--data");
        assertThat(folder.toFile().list()).containsExactly("thesis.tex");
    }

    @Test
    void refusesAFolderThatIsAFile() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> EmbeddedBroker.start(file, 0))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("cannot be written");
    }

    @Test
    void refusesAFolderThatAnotherBrokerWorksOn() {
        try (EmbeddedBroker first = EmbeddedBroker.start(folder.resolve("kafka"), 0)) {
            assertThat(first.port()).isPositive();
            assertThatThrownBy(() -> EmbeddedBroker.start(folder.resolve("kafka"), 0))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("is in use by another broker");
        }
    }

    @Test
    void servesAClientThatSharesNoCodeWithIt() throws Exception {
        MachineTools.assume("kcat", "kcat");
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("kafka"), 0);
                RawClient client = new RawClient(broker.bootstrapServers())) {
            client.create(new NewTopic("foreign", 1, (short) 1));
            String byName = "localhost:" + broker.port();
            Path message = Files.writeString(folder.resolve("message"), "from outside");
            run("kcat", "-P", "-b", byName, "-t", "foreign", message.toString());
            assertThat(client.values("foreign")).containsExactly("from outside");
            assertThat(run("kcat", "-C", "-e", "-q", "-b", byName, "-t", "foreign"))
                    .isEqualTo("from outside\n");
        }
    }

    @Test
    void listensOnLoopbackAlone() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("kafka"), 0);
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            assertThat(admin.describeCluster().nodes().get())
                    .extracting(node -> node.host() + ":" + node.port())
                    .isEqualTo(List.of(broker.bootstrapServers()));
            // The port is free on another address of this machine, so the broker does not listen there.
            try (ServerSocket other =
                    new ServerSocket(broker.port(), 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 2}))) {
                assertThat(other.isBound()).isTrue();
            }
        }
    }

    /** Runs a command and returns its standard output. */
    private static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
        return output;
    }

    private static String clusterId(EmbeddedBroker broker) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            assertThat(Set.copyOf(admin.describeCluster().nodes().get())).hasSize(1);
            return admin.describeCluster().clusterId().get();
        }
    }
}

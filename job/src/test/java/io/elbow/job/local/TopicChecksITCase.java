// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elbow.config.DetectorConfig;
import io.elbow.kafka.KafkaUnavailableException;
import io.elbow.kafka.TopicChecks;
import io.elbow.kafka.TopicChecks.TopicState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TopicChecksITCase extends BrokerTestBase {
    @Test
    void namesEveryFaultAtOnce() throws Exception {
        DetectorConfig config = TestDetector.named("faulty", broker.bootstrapServers());
        client.create(new NewTopic("faulty-models", 2, (short) 1).configs(Map.of("max.message.bytes", "1048588")));
        client.create(new NewTopic("faulty-dead-letters", 1, (short) 1).configs(Map.of("max.message.bytes", "900000")));
        client.create(new NewTopic("faulty-alerts", 1, (short) 1));

        List<TopicState> states = TopicChecks.check(config);

        assertThat(states)
                .extracting(TopicState::role)
                .containsExactly("records", "alerts", "models", "dead-letters", "scores");
        assertThat(faults(states, "alerts")).isEmpty();
        assertThat(faults(states, "records"))
                .containsExactly("topic faulty (kafka.topics.records) does not exist; run: topics --create --config"
                        + " detector.yaml");
        assertThat(faults(states, "scores")).singleElement().asString().contains("does not exist");
        assertThat(faults(states, "models"))
                .hasSize(3)
                .anySatisfy(fault -> assertThat(fault).contains("has 2 partitions"))
                .anySatisfy(fault -> assertThat(fault).contains("cleanup.policy=delete"))
                .anySatisfy(fault -> assertThat(fault).contains("max.message.bytes=1048588"));
        assertThat(faults(states, "dead-letters"))
                .singleElement()
                .asString()
                .contains("max.message.bytes=900000", "needs at least 987136", "run: ");
        assertThat(states).filteredOn(state -> !state.exists()).hasSize(2);
    }

    @Test
    void creatingMakesEverythingRight() throws Exception {
        DetectorConfig config = TestDetector.named("fresh", broker.bootstrapServers());
        client.create(new NewTopic("fresh-alerts", 3, (short) 1));

        List<TopicState> states = TopicChecks.create(config);

        assertThat(states).hasSize(5).allSatisfy(state -> {
            assertThat(state.exists()).isTrue();
            assertThat(state.faults()).isEmpty();
        });
        assertThat(states).extracting(TopicState::partitions).containsExactly(4, 3, 1, 1, 4);
        assertThat(TopicChecks.check(config)).isEqualTo(states);
        assertThat(TopicChecks.create(config)).isEqualTo(states);
    }

    @Test
    void creatingLeavesAnExistingTopicAsItIs() throws Exception {
        DetectorConfig config = TestDetector.named("half", broker.bootstrapServers());
        client.create(new NewTopic("half-models", 2, (short) 1));
        assertThat(faults(TopicChecks.create(config), "models"))
                .hasSize(2)
                .anySatisfy(fault -> assertThat(fault).contains("has 2 partitions"))
                .anySatisfy(fault -> assertThat(fault).contains("cleanup.policy=delete"));
        assertThat(client.topics()).containsAll(Set.of("half", "half-models", "half-scores"));
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void namesTheAddressWhereNobodyListens() {
        String nobody = "127.0.0.1:" + TestPorts.free();
        assertUnavailable(nobody);
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void namesTheAddressThatListensButNeverAnswers() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
            assertUnavailable("127.0.0.1:" + silent.getLocalPort());
        }
    }

    @Test
    void namesTheHostThatCannotBeResolved() {
        assertThatThrownBy(() -> TopicChecks.check(TestDetector.named("x", "no-such-host.invalid:9092")))
                .isInstanceOf(KafkaUnavailableException.class)
                .hasMessageContaining("no-such-host.invalid:9092 could be resolved");
    }

    private static void assertUnavailable(String address) {
        assertThatThrownBy(() -> TopicChecks.check(TestDetector.named("x", address)))
                .isInstanceOf(KafkaUnavailableException.class)
                .hasMessage("no Kafka broker answered at " + address
                        + " within 10 s: is it running, and is kafka.bootstrap-servers right?");
    }

    private static List<String> faults(List<TopicState> states, String role) {
        return states.stream()
                .filter(state -> state.role().equals(role))
                .findFirst()
                .orElseThrow()
                .faults();
    }
}

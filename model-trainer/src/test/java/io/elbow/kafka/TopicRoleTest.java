// SPDX-License-Identifier: Apache-2.0
package io.elbow.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.config.DetectorConfig;
import io.elbow.config.KafkaOptions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.acl.AclOperation;
import org.junit.jupiter.api.Test;

class TopicRoleTest {
    private static final int MAX_BYTES = 900 * 1024;

    @Test
    void aTopicThatIsNotNamedHasNoRole() {
        assertThat(roles(2, MAX_BYTES))
                .extracting(TopicRole::role)
                .containsExactly("records", "alerts", "models", "dead-letters");
    }

    @Test
    void recordsGetAtLeastFourPartitionsAndOneASubtask() {
        assertThat(role("records", 1).newPartitions()).isEqualTo(4);
        assertThat(role("records", 9).newPartitions()).isEqualTo(9);
        assertThat(role("models", 9).newPartitions()).isEqualTo(1);
    }

    @Test
    void aCreatedTopicHasNoFaults() {
        for (int maxBytes : List.of(1, MAX_BYTES, 8 * 1024 * 1024)) {
            for (TopicRole role : roles(3, maxBytes)) {
                TopicRole.Observed made =
                        new TopicRole.Observed(role.newPartitions(), role.newConfig(), role.operations());
                assertThat(role.faults(made, "b:1")).isEmpty();
            }
        }
    }

    @Test
    void aModelsTopicIsCompactedOnePartitionWideAndTakesSixteenMebibytes() {
        TopicRole models = role("models", 1);
        List<String> faults = models.faults(
                new TopicRole.Observed(2, Map.of("cleanup.policy", "delete", "max.message.bytes", "1048588"), Set.of()),
                "b:1");
        assertThat(faults).hasSize(3);
        assertThat(faults)
                .allSatisfy(fault -> assertThat(fault)
                        .startsWith("topic m (kafka.topics.models) has ")
                        .contains("run: ")
                        .doesNotContain("\n"));
        assertThat(faults.get(0)).contains("2 partitions but must have one");
        assertThat(faults.get(1)).contains("cleanup.policy=delete but needs compact");
        assertThat(faults.get(2)).contains("1048588 but needs at least 16777216");
    }

    @Test
    void deadLettersTakeTheLargestRecordAndItsHeaders() {
        TopicRole deadLetters = role("dead-letters", 1);
        int needed = MAX_BYTES + 64 * 1024;
        assertThat(deadLetters.faults(limit(needed), "b:1")).isEmpty();
        assertThat(deadLetters.faults(limit(needed - 1), "b:1"))
                .singleElement()
                .asString()
                .contains("needs at least " + needed);
    }

    @Test
    void namesTheOperationThatIsNotPermitted() {
        TopicRole.Observed readOnly =
                new TopicRole.Observed(1, Map.of(), Set.of(AclOperation.READ, AclOperation.DESCRIBE));
        assertThat(role("records", 1).faults(readOnly, "b:1")).isEmpty();
        assertThat(role("alerts", 1).faults(readOnly, "b:1"))
                .singleElement()
                .asString()
                .contains("topic a (kafka.topics.alerts) may not be written", "grant WRITE");
    }

    @Test
    void operationsThatTheBrokerDoesNotReportAreNoFault() {
        assertThat(role("alerts", 1).faults(new TopicRole.Observed(1, Map.of(), Set.of()), "b:1"))
                .isEmpty();
    }

    private static TopicRole.Observed limit(int bytes) {
        return new TopicRole.Observed(1, Map.of("max.message.bytes", Integer.toString(bytes)), Set.of());
    }

    private static TopicRole role(String name, int parallelism) {
        return roles(parallelism, MAX_BYTES).stream()
                .filter(role -> role.role().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<TopicRole> roles(int parallelism, int maxBytes) {
        KafkaOptions kafka = new KafkaOptions(
                "b:1",
                Map.of(),
                KafkaOptions.Delivery.EXACTLY_ONCE,
                new KafkaOptions.Topics("r", "a", "m", "d", null, null, null));
        DetectorConfig config = TestDetector.with(kafka, TestDetector.record(maxBytes), parallelism);
        return TopicRole.of(config);
    }
}

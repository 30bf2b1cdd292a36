// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elbow.artifact.ModelArtifact;
import io.elbow.config.DetectorConfig;
import io.elbow.job.metrics.MetricsServer;
import io.elbow.job.pipeline.StartChecks;
import io.elbow.kafka.ModelsTopic;
import io.elbow.kafka.PublishOptions;
import io.elbow.kafka.TopicChecks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Users who may do little, at a broker with an authorizer. */
@Timeout(180)
class RightsITCase {
    private static final List<String> OUTPUTS = List.of("-alerts", "-dead-letters", "-scores", "-events");
    private static final Pattern COMMAND = Pattern.compile("kafka-acls\\.sh [^;]*");

    @TempDir
    static Path folder;

    private static AclBroker broker;

    @BeforeAll
    static void start() throws Exception {
        broker = AclBroker.start(
                folder.resolve("kafka"), List.of("none", "usual", "once", "least", "followed", "creator", "wildcard"));
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @BeforeEach
    @AfterEach
    void reset() {
        MetricsServer.reset();
    }

    /** The detector is named after its user; the administrator has made its topics. */
    private static DetectorConfig config(String user, String delivery) throws Exception {
        String yaml = RunningDetector.yaml(user, broker.bootstrapServers(), """
                record: {key: machine, timestamp: {field: ts}}
                """)
                .replace(
                        "  topics:\n",
                        "  delivery: " + delivery + "\n  properties: " + properties(user) + "\n  topics:\n    events: "
                                + user + "-events\n    control: " + user + "-control\n");
        try (RawClient administrator = broker.administrator()) {
            administrator.create(new NewTopic(user + "-models", 1, (short) 1)
                    .configs(Map.of("cleanup.policy", "compact", "max.message.bytes", "17000000")));
            for (String topic : List.of("", "-alerts", "-dead-letters", "-scores", "-events", "-control")) {
                administrator.create(
                        new NewTopic(user + topic, 1, (short) 1).configs(Map.of("max.message.bytes", "2000000")));
            }
        }
        return RunningDetector.parse(yaml);
    }

    private static String properties(String user) {
        return "{security.protocol: SASL_PLAINTEXT, sasl.mechanism: PLAIN, sasl.jaas.config: '"
                + AclBroker.client(user).get("sasl.jaas.config") + "'}";
    }

    private static List<String> faults(DetectorConfig config) {
        return Stream.concat(
                        TopicChecks.check(config).stream().flatMap(state -> state.faults().stream()),
                        TopicChecks.rights(config).stream().flatMap(state -> state.faults().stream()))
                .toList();
    }

    private static AclBinding allow(
            String user, AclOperation operation, ResourceType type, String name, PatternType how) {
        return new AclBinding(
                new ResourcePattern(type, name, how),
                new AccessControlEntry("User:" + user, "*", operation, AclPermissionType.ALLOW));
    }

    private static AclBinding topic(String user, AclOperation operation, String name) {
        return allow(user, operation, ResourceType.TOPIC, name, PatternType.LITERAL);
    }

    /** What a user expects to need: read what is read, write what is written. */
    private static void grantReadAndWrite(String user) throws Exception {
        List<AclBinding> rights = new ArrayList<>();
        for (String read : List.of("", "-models", "-control")) {
            rights.add(topic(user, AclOperation.READ, user + read));
        }
        rights.add(topic(user, AclOperation.WRITE, user + "-models"));
        OUTPUTS.forEach(written -> rights.add(topic(user, AclOperation.WRITE, user + written)));
        broker.grant(rights);
    }

    @Test
    void whoMayDoNothingReadsOneLineForEachResource() throws Exception {
        List<String> faults = faults(config("none", "exactly-once"));
        assertThat(faults)
                .hasSize(9)
                .allSatisfy(fault -> assertThat(fault)
                        .contains(
                                " may not be ",
                                "; grant ",
                                "kafka-acls.sh --bootstrap-server " + broker.bootstrapServers())
                        .doesNotContain("\n"));
        assertThat(faults.get(0))
                .contains("topic none (kafka.topics.records)", "grant READ:", "--operation READ --topic none");
    }

    @Test
    void whoMayReadInputsAndWriteOutputsLacksWhatExactlyOnceNeeds() throws Exception {
        DetectorConfig config = config("usual", "exactly-once");
        grantReadAndWrite("usual");
        List<String> faults = faults(config);
        assertThat(faults).hasSize(6);
        for (int i = 0; i < OUTPUTS.size(); i++) {
            assertThat(faults.get(i)).contains("topic usual" + OUTPUTS.get(i), "grant READ:");
        }
        assertThat(faults.get(4)).contains("group elbow-usual", "--operation READ --group elbow-usual");
        assertThat(faults.get(5))
                .contains(
                        "--operation WRITE --operation DESCRIBE --transactional-id elbow-usual- --resource-pattern-type prefixed");
        assertThatThrownBy(() -> StartChecks.topics(config)).hasMessage(String.join("; ", faults));
    }

    @Test
    void withAtLeastOnceTheGroupAloneIsMissing() throws Exception {
        DetectorConfig config = config("least", "at-least-once");
        grantReadAndWrite("least");
        assertThat(faults(config)).singleElement().asString().startsWith("group elbow-least may not be read");
        broker.grant(
                List.of(allow("least", AclOperation.READ, ResourceType.GROUP, "elbow-least", PatternType.LITERAL)));
        assertThat(faults(config)).isEmpty();
        assertScores(config);
    }

    @Test
    void theCommandsThatTheFaultsNameAreAllThatTheJobNeeds() throws Exception {
        DetectorConfig config = config("followed", "exactly-once");
        for (String fault : faults(config)) {
            broker.grant(rights("followed", fault));
        }
        assertThat(faults(config)).isEmpty();
        assertScores(config);
        new ModelsTopic(config).publish(FittedModels.ofCpuAndMemory("followed", 1, 2), PublishOptions.champion("test"));
    }

    @Test
    void whoMayNotMakeATopicReadsTheCommandThatGrantsIt() throws Exception {
        config("creator", "exactly-once");
        broker.grant(List.of(allow("creator", AclOperation.DESCRIBE, ResourceType.TOPIC, "*", PatternType.LITERAL)));
        DetectorConfig other = RunningDetector.parse(RunningDetector.yaml("creator", broker.bootstrapServers(), "")
                .replace("records: creator\n", "records: new\n")
                .replace("  topics:\n", "  properties: " + properties("creator") + "\n  topics:\n"));
        assertThat(TopicChecks.check(other).get(0).exists()).isFalse();
        assertThatThrownBy(() -> TopicChecks.create(other))
                .hasMessageContaining("topic new (kafka.topics.records) may not be created")
                .hasMessageContaining("--operation CREATE --topic new");
    }

    @Test
    void everythingByAWildcardIsEnough() throws Exception {
        DetectorConfig config = config("wildcard", "exactly-once");
        broker.grant(Stream.of(ResourceType.TOPIC, ResourceType.GROUP, ResourceType.TRANSACTIONAL_ID)
                .map(type -> allow("wildcard", AclOperation.ALL, type, "*", PatternType.LITERAL))
                .toList());
        assertThat(faults(config)).isEmpty();
    }

    /** What kafka-acls.sh makes of the command in a fault. */
    private static List<AclBinding> rights(String user, String fault) {
        Matcher command = COMMAND.matcher(fault);
        assertThat(command.find()).as(fault).isTrue();
        List<String> words = List.of(command.group().strip().split(" "));
        PatternType how = words.contains("prefixed") ? PatternType.PREFIXED : PatternType.LITERAL;
        List<AclBinding> rights = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            if (words.get(i).equals("--operation")) {
                AclOperation operation = AclOperation.valueOf(words.get(i + 1));
                for (ResourceType type :
                        List.of(ResourceType.TOPIC, ResourceType.GROUP, ResourceType.TRANSACTIONAL_ID)) {
                    int flag = words.indexOf("--"
                            + type.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'));
                    if (flag >= 0) {
                        rights.add(allow(user, operation, type, words.get(flag + 1), how));
                    }
                }
            }
        }
        return rights;
    }

    private static void assertScores(DetectorConfig config) throws Exception {
        ModelArtifact model = FittedModels.ofCpuAndMemory(config.name(), 1, 1);
        try (RawClient client = broker.administrator();
                RunningDetector detector = RunningDetector.start(config, model, folder, client)) {
            for (int i = 0; i < 20; i++) {
                client.send(config.name(), "m", "{\"machine\":\"m\",\"ts\":" + i * 1000 + ",\"cpu\":50,\"memory\":50}");
            }
            detector.awaitScores(20);
            RunningDetector.until(() -> client.committed("elbow-" + config.name()) >= 20);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elbow.config.BadInputException;
import io.elbow.config.DetectorConfig;
import io.elbow.kafka.KafkaUnavailableException;
import io.elbow.kafka.ModelsTopic;
import io.elbow.kafka.PublishOptions;
import io.elbow.kafka.TopicChecks;
import io.elbow.protocol.EncodedModel;
import io.elbow.protocol.ModelMessage;
import io.elbow.protocol.ModelRole;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ModelsTopicITCase extends BrokerTestBase {
    @Test
    void anEmptyTopicHasNoChampion() {
        ModelsTopic.Resolved resolved = topic("empty").resolve();
        assertThat(resolved.champion()).isEmpty();
        assertThat(resolved.kept()).isEmpty();
        assertThat(resolved.nextOffset()).isZero();
    }

    @Test
    void theLastOnePublishedIsTheChampionAndTheNewestAreKept() {
        ModelsTopic topic = topic("kept");
        for (String id : List.of("aa1", "ab2", "b3", "c4", "d5")) {
            publish(topic, bytes(id), id, "kept", id.equals("aa1") ? null : "aa1");
            assertThat(topic.resolve().champion().orElseThrow().artifact()).isEqualTo(bytes(id));
        }

        ModelsTopic.Resolved resolved = topic.resolve();

        ModelMessage champion = resolved.champion().orElseThrow();
        assertThat(champion.key()).isEqualTo("kept");
        assertThat(champion.headers().role()).isEqualTo(ModelRole.CHAMPION);
        assertThat(champion.headers().parent()).isEqualTo("aa1");
        assertThat(champion.headers().publisher()).isEqualTo("test");
        assertThat(resolved.kept()).extracting(ModelMessage::key).containsExactly("kept/d5", "kept/c4", "kept/b3");
        assertThat(resolved.kept().get(0).artifact()).isEqualTo(bytes("d5"));
        assertThat(resolved.nextOffset()).isGreaterThan(champion.offset());

        List<ConsumerRecord<byte[], byte[]>> messages = client.read("kept-models");
        assertThat(messages)
                .filteredOn(message -> message.value() == null)
                .extracting(message -> new String(message.key(), StandardCharsets.UTF_8))
                .containsExactly("kept/aa1", "kept/ab2");
        assertThat(messages.get(0).headers())
                .extracting(Header::key)
                .as("no parent and no activation")
                .containsExactly("role", "publisher");
    }

    @Test
    void findsAKeptModelByTheStartOfItsId() {
        ModelsTopic topic = topic("found");
        publish(topic, bytes("ab1"), "ab1", null, null);
        publish(topic, bytes("ab2"), "ab2", null, null);
        assertThat(topic.find("ab2").orElseThrow().key()).isEqualTo("found/ab2");
        assertThat(topic.find("c")).isEmpty();
        assertThatThrownBy(() -> topic.find("ab"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContainingAll("ambiguous", "found/ab1", "found/ab2");
    }

    @Test
    void detectorsShareATopicWithoutSeeingEachOther() throws Exception {
        ModelsTopic topic = topic("alone");
        client.send("alone-models", "alone-not", "theirs");
        client.send("alone-models", "alone-not/1", "theirs");
        publish(topic, bytes("a"), "a", "alone", null);
        client.send("alone-models", "other", "theirs");
        assertThat(topic.resolve().champion().orElseThrow().artifact()).isEqualTo(bytes("a"));
        assertThat(topic.resolve().kept()).hasSize(1);
        assertThat(topic.resolve().nextOffset()).isEqualTo(6);
    }

    @Test
    void messagesOfAnAbortedTransactionAreInvisibleAndReadingStillEnds() {
        ModelsTopic topic = topic("aborted");
        publish(topic, bytes("a"), "a", "aborted", null);
        try (KafkaProducer<byte[], byte[]> producer = transactional("aborter")) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(
                    new ProducerRecord<>("aborted-models", 0, "aborted".getBytes(StandardCharsets.UTF_8), bytes("b")));
            producer.flush();
            producer.abortTransaction();
        }
        assertThat(topic.resolve().champion().orElseThrow().artifact()).isEqualTo(bytes("a"));
        publish(topic, bytes("c"), "c", "aborted", null);
        assertThat(topic.resolve().champion().orElseThrow().artifact()).isEqualTo(bytes("c"));
    }

    @Test
    void aPublisherThatDiedInTheMiddleDoesNotHoldUpTheNext() {
        ModelsTopic topic = topic("died");
        KafkaProducer<byte[], byte[]> dead = transactional("elbow-died-models-publisher");
        dead.initTransactions();
        dead.beginTransaction();
        dead.send(new ProducerRecord<>("died-models", 0, "died".getBytes(StandardCharsets.UTF_8), bytes("half")));
        dead.flush();

        publish(topic, bytes("whole"), "whole", "died", null);

        assertThat(topic.resolve().champion().orElseThrow().artifact()).isEqualTo(bytes("whole"));
        assertThat(client.values("died-models")).doesNotContain("half");
        dead.close(Duration.ZERO);
    }

    @Test
    void takesAnArtifactOfSixteenMebibytesAndRefusesALargerOne() {
        byte[] largest = new byte[ModelsTopic.MAX_MESSAGE_BYTES];
        new Random(7).nextBytes(largest);
        ModelsTopic topic = topic("largest");
        publish(topic, largest, "a", "largest", null);
        assertThat(Arrays.equals(topic.resolve().champion().orElseThrow().artifact(), largest))
                .isTrue();
        assertThatThrownBy(() -> publish(topic, new byte[largest.length + 1], "b", "largest", null))
                .isInstanceOf(BadInputException.class)
                .hasMessageContainingAll("model b", "16777217", "16 MiB");
        assertThat(topic.resolve().kept()).hasSize(1);
    }

    @Test
    void aTopicWithTooSmallALimitIsNamedAndNothingIsLeftHalfWritten() throws Exception {
        client.create(new NewTopic("small-models", 1, (short) 1)
                .configs(Map.of("cleanup.policy", "compact", "max.message.bytes", "10000")));
        ModelsTopic topic = new ModelsTopic(TestDetector.named("small", broker.bootstrapServers()));
        assertThatThrownBy(() -> publish(topic, new byte[20_000], "a", "small", null))
                .isInstanceOf(KafkaUnavailableException.class)
                .hasMessageContainingAll("small-models", "max.message.bytes");
        assertThat(topic.resolve().kept()).isEmpty();
        publish(topic, new byte[5_000], "b", "small", null);
        assertThat(topic.resolve().kept()).hasSize(1);
    }

    @Test
    void refusesAModelOfAnotherDetector() {
        assertThatThrownBy(() -> publish(topic("mine"), bytes("a"), "a", "theirs", null))
                .isInstanceOf(BadInputException.class)
                .hasMessageContainingAll("model a", "theirs", "mine");
    }

    @Test
    void namesAMissingTopicAndOneWithTwoPartitions() throws Exception {
        ModelsTopic missing = new ModelsTopic(TestDetector.named("missing", broker.bootstrapServers()));
        assertThatThrownBy(missing::resolve)
                .isInstanceOf(KafkaUnavailableException.class)
                .hasMessageContainingAll("missing-models does not exist", "topics --create");
        client.create(new NewTopic("wide-models", 2, (short) 1));
        ModelsTopic wide = new ModelsTopic(TestDetector.named("wide", broker.bootstrapServers()));
        assertThatThrownBy(wide::resolve)
                .isInstanceOf(BadInputException.class)
                .hasMessageContainingAll("wide-models has 2 partitions", "must have one");
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void namesTheAddressWhereNobodyListens() {
        String nobody = "127.0.0.1:" + TestPorts.free();
        assertThatThrownBy(() -> new ModelsTopic(TestDetector.named("x", nobody)).resolve())
                .isInstanceOf(KafkaUnavailableException.class)
                .hasMessageContaining("no Kafka broker answered at " + nobody);
    }

    private static void publish(ModelsTopic topic, byte[] bytes, String model, String detector, String parent) {
        topic.publish(new EncodedModel(model, parent, bytes), detector, PublishOptions.champion("test"));
    }

    private static ModelsTopic topic(String detector) {
        DetectorConfig config = TestDetector.named(detector, broker.bootstrapServers());
        assertThat(TopicChecks.create(config))
                .allSatisfy(state -> assertThat(state.faults()).isEmpty());
        return new ModelsTopic(config);
    }

    private static KafkaProducer<byte[], byte[]> transactional(String id) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", id),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private static byte[] bytes(String content) {
        return content.getBytes(StandardCharsets.UTF_8);
    }
}

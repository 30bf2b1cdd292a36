// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.elbow.config.DetectorConfig;
import io.elbow.config.KafkaOptions;
import io.elbow.config.KafkaOptions.Delivery;
import io.elbow.job.event.Alert;
import io.elbow.job.event.AlertJson;
import io.elbow.job.local.RawClient;
import io.elbow.job.local.SharedBroker;
import io.elbow.job.metrics.MetricsServer;
import io.elbow.job.operator.TestingModels;
import io.elbow.job.operator.TestingScorer;
import io.elbow.kafka.TopicChecks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Event time with empty partitions, and with partitions that are added while the job runs, on a real broker. */
class OrderAndTimeITCase {
    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(2)
            .build());

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int NORMAL = 101;
    private static final int ANOMALOUS = 900;

    /** Long enough for records to be on a new partition before the job discovers it. */
    private static final String DISCOVERY_MILLIS = "2000";

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String BROKER = SharedBroker.get().bootstrapServers();

    private RawClient client;
    private DetectorConfig config;
    private JobClient job;

    @BeforeEach
    void start() {
        MetricsServer.reset();
        client = new RawClient(BROKER);
    }

    @AfterEach
    void stop() throws Exception {
        if (job != null) {
            job.cancel().get();
        }
        client.close();
        MetricsServer.reset();
    }

    /** With one partition, one of the two subtasks reads none. With two partitions, one is empty. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void eventTimeMovesPastWhatIsEmptyBeforeAnyModelMessage(int partitions) throws Exception {
        submit("empty-partitions-" + partitions, partitions);
        long anomalyMillis = 60_000;
        long closesMillis = anomalyMillis + config.alerts().cooldown().toMillis();
        send(0, "silent", anomalyMillis, ANOMALOUS);
        send(0, "other", closesMillis + 1, NORMAL);

        // No further record of its key comes, so only event time can close the incident.
        await().atMost(PATIENCE).until(() -> alerts().size() >= 2);

        assertThat(alerts()).extracting(Alert::status).containsExactly(Alert.OPEN, Alert.CLOSED);
        assertThat(alerts()).extracting(Alert::timestampMillis).containsExactly(anomalyMillis, closesMillis);
        assertThat(client.read(config.kafka().topics().models())).isEmpty();
    }

    @Test
    void aPartitionAddedWhileTheJobRunsIsReadFromItsFirstRecord() throws Exception {
        submit("added-partitions", 1);
        send(0, "moved", 1_000, NORMAL);
        awaitScores(1);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", BROKER))) {
            admin.createPartitions(Map.of(records(), NewPartitions.increaseTo(3)))
                    .all()
                    .get();
        }

        List<String> expected = new ArrayList<>(List.of("moved@1000"));
        for (int partition = 1; partition <= 2; partition++) {
            for (int i = 0; i < 50; i++) {
                send(partition, "p" + partition, i, NORMAL);
                expected.add("p" + partition + "@" + i);
            }
        }
        awaitScores(expected.size());
        assertThat(scores()).containsExactlyInAnyOrderElementsOf(expected);

        // With more partitions a key's records go to another one. Records that are then still read from the old one
        // are late.
        send(1, "moved", 3_000, NORMAL);
        awaitScores(expected.size() + 1);
        send(0, "moved", 2_000, NORMAL);
        String deadLetters = config.kafka().topics().deadLetters();
        await().atMost(PATIENCE).until(() -> !client.read(deadLetters).isEmpty());
        assertThat(client.read(deadLetters))
                .extracting(
                        deadLetter -> header(deadLetter, "reason") + " of partition " + header(deadLetter, "partition"))
                .containsExactly("late of partition 0");
        assertThat(scores()).hasSize(expected.size() + 1).contains("moved@3000");
    }

    @Test
    void theBrokerRefusesAKafkaTimestampFurtherAheadThanItsBound() throws Exception {
        client.create(
                new NewTopic("bounded", 1, (short) 1).configs(Map.of("message.timestamp.after.max.ms", "3600000")));
        long nowMillis = System.currentTimeMillis();
        client.send(new ProducerRecord<>("bounded", 0, nowMillis + 1_800_000, null, new byte[] {1}));
        assertThatThrownBy(() ->
                        client.send(new ProducerRecord<>("bounded", 0, nowMillis + 36_000_000, null, new byte[] {2})))
                .hasCauseInstanceOf(InvalidTimestampException.class);
    }

    private static DetectorConfig config(String topics) {
        DetectorConfig running = TestingConfigs.running(BROKER, topics, Delivery.AT_LEAST_ONCE, Duration.ofMillis(200));
        return running.withKafka(new KafkaOptions(
                BROKER,
                Map.of("partition.discovery.interval.ms", DISCOVERY_MILLIS),
                Delivery.AT_LEAST_ONCE,
                running.kafka().topics()));
    }

    private void submit(String topics, int partitions) throws Exception {
        config = config(topics);
        client.create(new NewTopic(records(), partitions, (short) 1));
        TopicChecks.create(config);
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        DetectorJob.build(env, config, TestingConfigs.found(TestingModels.model(1, 1), 0), TestingScorer::of);
        job = env.executeAsync();
    }

    private String records() {
        return config.kafka().topics().records();
    }

    private void send(int partition, String key, long timestampMillis, int cpu) throws Exception {
        String json = "{\"machine\":\"" + key + "\",\"ts\":" + timestampMillis + ",\"cpu\":" + cpu + ",\"memory\":99}";
        client.send(new ProducerRecord<>(records(), partition, null, json.getBytes(StandardCharsets.UTF_8)));
    }

    private void awaitScores(int count) {
        await().atMost(PATIENCE).until(() -> scores().size() >= count);
    }

    /** Key and event time of each score. */
    private List<String> scores() {
        return client.values(config.kafka().topics().scores()).stream()
                .map(OrderAndTimeITCase::keyAndTime)
                .toList();
    }

    private static String keyAndTime(String score) {
        try {
            JsonNode json = JSON.readTree(score);
            long timestampMillis = Instant.parse(json.get("timestamp").asText()).toEpochMilli();
            return json.get("key").asText() + "@" + timestampMillis;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Alert> alerts() {
        return client.read(config.kafka().topics().alerts()).stream()
                .map(message -> AlertJson.read(message.value()))
                .toList();
    }

    private static String header(ConsumerRecord<byte[], byte[]> deadLetter, String name) {
        return new String(deadLetter.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}

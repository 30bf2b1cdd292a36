// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.elbow.artifact.ModelArtifact;
import io.elbow.config.DetectorConfig;
import io.elbow.config.KafkaOptions.Delivery;
import io.elbow.job.event.Alert;
import io.elbow.job.event.AlertJson;
import io.elbow.job.local.SharedBroker;
import io.elbow.job.metrics.MetricsServer;
import io.elbow.job.operator.TestingModels;
import io.elbow.job.operator.TestingScorer;
import io.elbow.kafka.ModelsTopic;
import io.elbow.kafka.PublishOptions;
import io.elbow.kafka.TopicChecks;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs the job between the topics of a real broker. */
class DetectorJobITCase {
    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(2)
            .build());

    private static final int RECORDS = 300;
    private static final int ANOMALY_AT = 100;
    private static final byte[] BROKEN = "{\"machine\":".getBytes(StandardCharsets.UTF_8);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String BROKER = SharedBroker.get().bootstrapServers();

    @BeforeEach
    @AfterEach
    void reset() {
        MetricsServer.reset();
    }

    @ParameterizedTest
    @EnumSource(Delivery.class)
    void everyRecordIsScoredOrADeadLetterAndAnIncidentIsAlerted(Delivery delivery) throws Exception {
        DetectorConfig config = TestingConfigs.running(
                BROKER, "job-" + delivery.name().toLowerCase(Locale.ROOT), delivery, Duration.ofMillis(200));
        TopicChecks.create(config);
        StartChecks.topics(config);
        ModelArtifact first = TestingModels.model(1, 1);
        ModelArtifact second = TestingModels.model(1, 2);
        produce(config.kafka().topics().records());

        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        DetectorJob.build(
                env,
                config,
                TestingConfigs.found(first, new ModelsTopic(config).resolve().nextOffset()),
                TestingScorer::of);
        long startedMillis = System.currentTimeMillis();
        JobClient job = env.executeAsync();
        try {
            List<ConsumerRecord<byte[], byte[]>> scores =
                    read(config.kafka().topics().scores(), RECORDS);
            assertThat(scores).allSatisfy(score -> {
                assertThat(new String(score.key(), StandardCharsets.UTF_8)).isEqualTo("m1");
                assertThat(score.timestamp()).as("emission time").isGreaterThanOrEqualTo(startedMillis);
            });

            ConsumerRecord<byte[], byte[]> deadLetter =
                    read(config.kafka().topics().deadLetters(), 1).get(0);
            assertThat(deadLetter.value()).isEqualTo(BROKEN);
            assertThat(deadLetter.headers().lastHeader("reason").value())
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("malformed-json");

            // The watermark or the key's next record closes the incident; both came long ago.
            List<ConsumerRecord<byte[], byte[]>> alerts =
                    read(config.kafka().topics().alerts(), 2);
            assertThat(alerts)
                    .extracting(alert -> AlertJson.read(alert.value()).status())
                    .containsExactly(Alert.OPEN, Alert.CLOSED);
            assertThat(AlertJson.read(alerts.get(0).value()).model()).isEqualTo(first.modelId());

            new ModelsTopic(config).publish(second, PublishOptions.champion("test"));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(MetricsServer.registry()
                                    .get("elbow.model.swaps")
                                    .counter()
                                    .count())
                            .isEqualTo(1));
        } finally {
            job.cancel().get();
        }
    }

    /** Produces one record a minute of one key, with one anomaly and one record that is not JSON. */
    @SuppressWarnings("FutureReturnValueIgnored") // closing waits for all; one that is lost fails the test
    private static void produce(String topic) {
        Map<String, Object> settings = Map.of("bootstrap.servers", BROKER);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < RECORDS; i++) {
                String json = "{\"machine\":\"m1\",\"ts\":" + (i * 60_000L) + ",\"cpu\":"
                        + (i == ANOMALY_AT ? 900 : 101) + ",\"memory\":99}";
                producer.send(new ProducerRecord<>(topic, 0, null, json.getBytes(StandardCharsets.UTF_8)));
            }
            producer.send(new ProducerRecord<>(topic, 0, null, BROKEN));
        }
    }

    private static List<ConsumerRecord<byte[], byte[]>> read(String topic, int expected) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", BROKER);
        settings.put("group.id", "reader-of-" + topic);
        settings.put("auto.offset.reset", "earliest");
        settings.put("isolation.level", "read_committed");
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(topic));
            await().atMost(PATIENCE).until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
                return records.size() >= expected;
            });
        }
        assertThat(records).as("topic %s", topic).hasSize(expected);
        return records;
    }
}

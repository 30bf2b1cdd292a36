// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.pipeline;

import io.elbow.config.DetectorConfig;
import io.elbow.config.KafkaOptions.Delivery;
import io.elbow.job.event.Alert;
import io.elbow.job.event.AlertJson;
import io.elbow.job.event.DeadLetterHeaders;
import io.elbow.job.event.DetectorEvent;
import io.elbow.job.event.DetectorEventJson;
import io.elbow.job.event.RejectedRecord;
import io.elbow.job.event.ScoreJson;
import io.elbow.job.event.ScoredObservation;
import io.elbow.job.operator.TaskMeters;
import io.elbow.kafka.ModelMessages;
import io.elbow.kafka.ModelsTopic;
import io.elbow.protocol.ModelMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Properties;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.KafkaSinkBuilder;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Makes the job's Kafka sinks, one for each topic. */
final class KafkaSinks {
    /** The broker's default maximum. The connector's default of an hour is above it and would fail the job. */
    private static final Duration TRANSACTION_TIMEOUT = Duration.ofMinutes(15);

    /**
     * Space for a dead letter's key, its headers and the batch around it; the check of the topic's limit allows for as
     * much.
     */
    private static final int HEAD_ROOM_BYTES = 64 * 1024;

    private KafkaSinks() {}

    static Sink<Alert> alerts(DetectorConfig config) {
        String topic = config.kafka().topics().alerts();
        return sink(
                config,
                topic,
                KafkaRecordSerializationSchema.<Alert>builder()
                        .setTopic(topic)
                        .setKeySerializationSchema(AlertJson::key)
                        .setValueSerializationSchema(AlertJson::write)
                        .build());
    }

    static Sink<ScoredObservation> scores(DetectorConfig config) {
        String topic = config.kafka().topics().scores();
        return sink(
                config,
                topic,
                KafkaRecordSerializationSchema.<ScoredObservation>builder()
                        .setTopic(topic)
                        .setKeySerializationSchema(ScoreJson::key)
                        .setValueSerializationSchema(ScoreJson::write)
                        .build());
    }

    static Sink<DetectorEvent> events(DetectorConfig config) {
        String topic = config.kafka().topics().events();
        return sink(
                config,
                topic,
                KafkaRecordSerializationSchema.<DetectorEvent>builder()
                        .setTopic(topic)
                        .setKeySerializationSchema(DetectorEventJson::key)
                        .setValueSerializationSchema(DetectorEventJson::write)
                        .build());
    }

    static Sink<RejectedRecord> deadLetters(DetectorConfig config) {
        String topic = config.kafka().topics().deadLetters();
        return sink(
                config,
                topic,
                KafkaRecordSerializationSchema.<RejectedRecord>builder()
                        .setTopic(topic)
                        .setKeySerializationSchema(RejectedRecord::rawKey)
                        .setValueSerializationSchema(RejectedRecord::rawValue)
                        .setHeaderProvider(KafkaSinks::headers)
                        .build());
    }

    static Sink<ModelMessage> models(DetectorConfig config) {
        String topic = config.kafka().topics().models();
        return sink(
                config,
                topic,
                KafkaRecordSerializationSchema.<ModelMessage>builder()
                        .setTopic(topic)
                        .setKeySerializationSchema(message -> message.key().getBytes(StandardCharsets.UTF_8))
                        .setValueSerializationSchema(ModelMessage::artifact)
                        .setHeaderProvider(ModelMessages::headers)
                        .build());
    }

    private static Headers headers(RejectedRecord rejected) {
        Headers headers = new RecordHeaders();
        DeadLetterHeaders.of(rejected).forEach(headers::add);
        return headers;
    }

    private static <T> Sink<T> sink(DetectorConfig config, String topic, KafkaRecordSerializationSchema<T> serializer) {
        KafkaSinkBuilder<T> builder = KafkaSink.<T>builder()
                .setKafkaProducerConfig(properties(config))
                .setBootstrapServers(config.kafka().bootstrapServers())
                .setRecordSerializer(new EmissionTimeSerializer<>(serializer));
        if (config.kafka().delivery() == Delivery.AT_LEAST_ONCE) {
            return builder.setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE).build();
        }
        KafkaSink<T> sink = builder.setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                // Two jobs with one prefix would fence each other.
                .setTransactionalIdPrefix("elbow-" + config.name() + "-" + topic)
                .setTransactionNamingStrategy(TransactionNamingStrategy.POOLING)
                .build();
        return new ExactlyOnceSink<>(sink, admin(config), topic, new TaskMeters(config.name(), config.metrics()));
    }

    private static Properties admin(DetectorConfig config) {
        Properties properties = new Properties();
        properties.putAll(config.kafka().properties());
        properties.put(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, config.kafka().bootstrapServers());
        return properties;
    }

    private static Properties properties(DetectorConfig config) {
        Properties properties = new Properties();
        properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, Long.toString(TRANSACTION_TIMEOUT.toMillis()));
        // A message that was small enough to be read must not be too large to be written: a record to the dead-letter
        // topic, a model back to its topic.
        int largest = Math.max(ModelsTopic.MAX_MESSAGE_BYTES, config.record().maxBytes()) + HEAD_ROOM_BYTES;
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(largest));
        properties.putAll(config.kafka().properties());
        return properties;
    }
}

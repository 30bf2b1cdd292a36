// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.pipeline;

import io.elbow.artifact.Manifest;
import io.elbow.config.DetectorConfig;
import io.elbow.config.FeatureSources;
import io.elbow.data.RecordParser;
import io.elbow.job.event.ModelsInput;
import io.elbow.job.event.ParsedControl;
import io.elbow.job.event.ParsedRecord;
import io.elbow.job.operator.TaskMeters;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.KafkaSourceOptions;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;

/** Makes the job's Kafka sources. */
final class KafkaSources {
    private KafkaSources() {}

    /** The records from the group's committed offsets on, else from the earliest; a restored job goes by its state. */
    @SuppressWarnings("deprecation") // the connector takes Kafka's deprecated type alone
    static RecordsSource records(DetectorConfig config, Manifest model) {
        RecordParser parser = new RecordParser(
                config.record(),
                FeatureSources.fields(model.sources()),
                model.conditions().columnNames());
        KafkaSource<ParsedRecord> source = KafkaSources.<ParsedRecord>reading(config, "records")
                .setTopics(config.kafka().topics().records())
                .setStartingOffsets(OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST))
                .setDeserializer(new RecordDeserializer(
                        parser, config.record().maxBytes(), new TaskMeters(config.name(), config.metrics())))
                .build();
        return new RecordsSource(
                source,
                new RecordsTopicLook(config, group(config)),
                config.kafka().onNewTopic());
    }

    /** The models published behind the offset up to which the first model was looked for. */
    static KafkaSource<ModelsInput> models(DetectorConfig config, long nextOffset) {
        String topic = config.kafka().topics().models();
        return KafkaSources.<ModelsInput>reading(config, "models")
                .setTopics(topic)
                .setStartingOffsets(OffsetsInitializer.offsets(Map.of(new TopicPartition(topic, 0), nextOffset)))
                // The position in this topic is part of the checkpoint; a committed offset would mean nothing.
                .setProperty(KafkaSourceOptions.COMMIT_OFFSETS_ON_CHECKPOINT.key(), "false")
                .setDeserializer(new ModelsInputDeserializer())
                .build();
    }

    /** Reads the commands since a moment, ms since 1970. A restored job continues from its state. */
    static KafkaSource<ParsedControl> control(DetectorConfig config, long sinceMillis) {
        return KafkaSources.<ParsedControl>reading(config, "control")
                .setTopics(config.kafka().topics().control())
                // Not "latest": as long as nothing came, the reader would look up the latest offset again after a
                // failure and miss commands.
                .setStartingOffsets(OffsetsInitializer.timestamp(sinceMillis))
                .setProperty(KafkaSourceOptions.COMMIT_OFFSETS_ON_CHECKPOINT.key(), "false")
                .setDeserializer(new ControlDeserializer())
                .build();
    }

    private static <T> KafkaSourceBuilder<T> reading(DetectorConfig config, String role) {
        Properties properties = new Properties();
        properties.putAll(config.kafka().properties());
        // Our own properties come last: reading uncommitted records would score and alert twice after a producer's
        // rollback.
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        return KafkaSource.<T>builder()
                .setProperties(properties)
                .setBootstrapServers(config.kafka().bootstrapServers())
                .setGroupId(group(config))
                .setClientIdPrefix("elbow-" + config.name() + "-" + role);
    }

    private static String group(DetectorConfig config) {
        return "elbow-" + config.name();
    }
}

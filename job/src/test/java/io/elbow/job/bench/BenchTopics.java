// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.bench;

import io.elbow.config.ConfigLoader;
import io.elbow.config.DetectorConfig;
import io.elbow.config.MetricsOptions;
import io.elbow.kafka.TopicChecks;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * One set of topics that several detectors read, one after the other: each is a consumer group of its own, so that each
 * finds every record unread.
 *
 * @param name of the records topic, and what the others' names begin with
 * @param withScores whether every score is written to a topic
 */
record BenchTopics(String bootstrapServers, String name, int parallelism, boolean withScores) {

    DetectorConfig detector(String detector) {
        return detector(detector, "");
    }

    /** @param more yaml of the sections that are not written out below */
    DetectorConfig detector(String detector, String more) {
        String scores = withScores ? "scores: " + scoresTopic() : "scores: null";
        String yaml = """
                name: %1$s
                kafka:
                  bootstrap-servers: %2$s
                  topics:
                    records: %3$s
                    alerts: %3$s-alerts
                    models: %3$s-models
                    dead-letters: %3$s-dead-letters
                    %4$s
                record: {key: machine, timestamp: {field: ts, unit: millis}}
                job: {parallelism: %5$d, checkpoint-interval: 1s}
                """.formatted(detector, bootstrapServers, name, scores, parallelism) + more;
        return ConfigLoader.parse(yaml, "the benchmark's detector.yaml", Map.of())
                .withMetrics(new MetricsOptions(0, 0, "127.0.0.1"));
    }

    String scoresTopic() {
        return name + "-scores";
    }

    void create() {
        TopicChecks.create(detector(name));
    }

    /** To be closed, which waits until everything is sent. */
    KafkaProducer<byte[], byte[]> producer(int lingerMillis) {
        return new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ProducerConfig.LINGER_MS_CONFIG,
                        lingerMillis,
                        ProducerConfig.BATCH_SIZE_CONFIG,
                        128 * 1024),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** A key's records come to one partition. */
    ProducerRecord<byte[], byte[]> message(BenchRecords records, long index, int keys, long timestampMillis) {
        byte[] key = BenchRecords.key(index, keys).getBytes(StandardCharsets.UTF_8);
        return new ProducerRecord<>(name, key, records.json(index, keys, timestampMillis));
    }
}

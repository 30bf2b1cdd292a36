// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.pipeline;

import java.util.Optional;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacetProvider;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Leaves the Kafka timestamp to the producer, so that it says when a message was emitted. Flink would write the
 * record's event time there, which the message holds anyway; a broker that deletes by age would then at once delete the
 * messages of a backlog.
 */
final class EmissionTimeSerializer<T> implements KafkaRecordSerializationSchema<T>, KafkaDatasetFacetProvider {
    private static final long serialVersionUID = 1L;

    private final KafkaRecordSerializationSchema<T> serializer;

    EmissionTimeSerializer(KafkaRecordSerializationSchema<T> serializer) {
        this.serializer = serializer;
    }

    @Override
    public void open(SerializationSchema.InitializationContext context, KafkaSinkContext sinkContext) throws Exception {
        serializer.open(context, sinkContext);
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(T element, KafkaSinkContext context, Long eventTimeMillis) {
        return serializer.serialize(element, context, null);
    }

    /** The sink needs the topic's name to find transactions that were left open. */
    @Override
    public Optional<KafkaDatasetFacet> getKafkaDatasetFacet() {
        return serializer instanceof KafkaDatasetFacetProvider provider
                ? provider.getKafkaDatasetFacet()
                : Optional.empty();
    }
}

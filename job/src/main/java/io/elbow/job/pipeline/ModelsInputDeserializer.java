// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.pipeline;

import io.elbow.job.event.ModelsInput;
import io.elbow.kafka.ModelMessages;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Passes the models topic's messages on, undecoded: a refusal is the scorer's to decide, with the bytes at hand. */
final class ModelsInputDeserializer implements KafkaRecordDeserializationSchema<ModelsInput> {
    private static final long serialVersionUID = 1L;

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<ModelsInput> out) {
        out.collect(ModelsInput.of(ModelMessages.of(record)));
    }

    @Override
    public TypeInformation<ModelsInput> getProducedType() {
        return TypeInformation.of(ModelsInput.class);
    }
}

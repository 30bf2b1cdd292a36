// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.pipeline;

import io.elbow.job.event.ModelHeaders;
import io.elbow.job.event.ModelUpdate;
import io.elbow.kafka.HeaderText;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Passes the models topic's messages on, undecoded: a refusal is the scorer's to decide, with the bytes at hand. */
final class ModelUpdateDeserializer implements KafkaRecordDeserializationSchema<ModelUpdate> {
    private static final long serialVersionUID = 1L;

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<ModelUpdate> out) {
        out.collect(new ModelUpdate(
                text(record.key()),
                record.value(),
                HeaderText.of(record, ModelHeaders.ROLE),
                HeaderText.of(record, ModelHeaders.PARENT),
                record.offset(),
                answers(HeaderText.of(record, ModelHeaders.ANSWERS)),
                null,
                HeaderText.of(record, ModelHeaders.PUBLISHER),
                HeaderText.of(record, ModelHeaders.ACTIVATION),
                "true".equals(HeaderText.of(record, ModelHeaders.FORCE))));
    }

    @Override
    public TypeInformation<ModelUpdate> getProducedType() {
        return TypeInformation.of(ModelUpdate.class);
    }

    /** Anybody may write to the topic: what is no offset is nothing the job wrote. */
    private static long answers(String header) {
        try {
            return header == null ? ModelUpdate.NONE : Long.parseLong(header);
        } catch (NumberFormatException e) {
            return ModelUpdate.NONE;
        }
    }

    private static String text(byte[] bytes) {
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.pipeline;

import io.elbow.job.event.ControlJson;
import io.elbow.job.event.ParsedControl;
import io.elbow.job.event.RejectedRecord;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Turns every message of the control topic into a command, or into a dead letter if it is none. */
final class ControlDeserializer implements KafkaRecordDeserializationSchema<ParsedControl> {
    private static final long serialVersionUID = 1L;

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<ParsedControl> out) {
        try {
            out.collect(new ParsedControl(ControlJson.read(record.value()), null));
        } catch (IllegalArgumentException e) {
            out.collect(new ParsedControl(
                    null,
                    RejectedRecord.of(
                            RejectedRecord.BAD_CONTROL,
                            "BadControl",
                            e.getMessage(),
                            record.topic(),
                            record.partition(),
                            record.offset(),
                            record.key(),
                            record.value(),
                            RejectedRecord.TRUNCATED_BYTES)));
        }
    }

    @Override
    public TypeInformation<ParsedControl> getProducedType() {
        return TypeInformation.of(ParsedControl.class);
    }
}

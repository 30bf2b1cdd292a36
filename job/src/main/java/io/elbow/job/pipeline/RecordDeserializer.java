// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.pipeline;

import io.elbow.data.Observation;
import io.elbow.data.ParseResult;
import io.elbow.data.RecordParser;
import io.elbow.data.RejectionReason;
import io.elbow.job.event.ParsedRecord;
import io.elbow.job.event.RejectedRecord;
import io.elbow.job.event.SourcedObservation;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Turns every Kafka record into a {@link ParsedRecord}. A record that cannot be scored comes out as rejected; nothing
 * is dropped and nothing thrown.
 */
public final class RecordDeserializer implements KafkaRecordDeserializationSchema<ParsedRecord> {
    private static final long serialVersionUID = 1L;

    /**
     * The longest key. An alert carries its key twice, once escaped: with a key as long as a record it would be too
     * large for any topic, and the job would fail on it for ever.
     */
    static final int MAX_KEY_BYTES = 8 * 1024;

    private final RecordParser parser;
    private final int maxBytes;

    /**
     * Makes a deserializer.
     *
     * @param maxBytes a larger value is rejected
     */
    public RecordDeserializer(RecordParser parser, int maxBytes) {
        this.parser = parser;
        this.maxBytes = maxBytes;
    }

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<ParsedRecord> out) {
        out.collect(parse(record));
    }

    @Override
    public TypeInformation<ParsedRecord> getProducedType() {
        return TypeInformation.of(ParsedRecord.class);
    }

    private ParsedRecord parse(ConsumerRecord<byte[], byte[]> record) {
        int valueBytes = record.value() == null ? 0 : record.value().length;
        if (valueBytes > maxBytes) {
            return tooLarge(record, "value", valueBytes, maxBytes);
        }
        int keyBytes = record.key() == null ? 0 : record.key().length;
        if (keyBytes > MAX_KEY_BYTES) {
            return tooLarge(record, "key", keyBytes, MAX_KEY_BYTES);
        }
        ParseResult result = parser.parse(record.key(), record.value(), record.timestamp());
        if (result instanceof ParseResult.Parsed parsed) {
            return accepted(record, parsed.observation());
        }
        ParseResult.Rejected rejected = (ParseResult.Rejected) result;
        return rejected(record, rejected.reason(), rejected.errorClass(), rejected.detail());
    }

    private ParsedRecord accepted(ConsumerRecord<byte[], byte[]> record, Observation observation) {
        int keyBytes = observation.key().getBytes(StandardCharsets.UTF_8).length;
        if (keyBytes > MAX_KEY_BYTES) {
            return tooLarge(record, "key", keyBytes, MAX_KEY_BYTES);
        }
        return ParsedRecord.of(new SourcedObservation(
                observation,
                record.topic(),
                record.partition(),
                record.offset(),
                record.key(),
                record.value(),
                record.timestamp()));
    }

    private ParsedRecord tooLarge(ConsumerRecord<byte[], byte[]> record, String part, int bytes, int allowed) {
        String detail = "the " + part + " has " + bytes + " bytes, at most " + allowed + " are allowed";
        return rejected(record, RejectionReason.TOO_LARGE, "RecordTooLarge", detail);
    }

    private ParsedRecord rejected(
            ConsumerRecord<byte[], byte[]> record, RejectionReason reason, String errorClass, String detail) {
        byte[] key = record.key();
        byte[] keptKey = key != null && key.length > MAX_KEY_BYTES ? Arrays.copyOf(key, MAX_KEY_BYTES) : key;
        RejectedRecord rejected = RejectedRecord.of(
                reason.code(),
                errorClass,
                detail,
                record.topic(),
                record.partition(),
                record.offset(),
                keptKey,
                record.value(),
                maxBytes);
        return ParsedRecord.of(rejected, record.timestamp());
    }
}

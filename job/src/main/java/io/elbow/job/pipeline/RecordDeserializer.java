// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.pipeline;

import io.elbow.data.FieldWatch;
import io.elbow.data.Observation;
import io.elbow.data.ParseResult;
import io.elbow.data.RecordParser;
import io.elbow.data.RejectionReason;
import io.elbow.job.event.ParsedRecord;
import io.elbow.job.event.RejectedRecord;
import io.elbow.job.event.SourcedObservation;
import io.elbow.job.operator.TaskMeters;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.flink.api.common.serialization.DeserializationSchema;
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

    /** UTF-8 has four bytes for what takes two characters, and at most three for any other. */
    private static final int MOST_BYTES_A_CHARACTER = 3;

    private final RecordParser parser;
    private final int maxBytes;
    private final TaskMeters taskMeters;
    private transient FieldWatch watch;

    /**
     * A deserializer.
     *
     * @param maxBytes what the parser takes; of a larger value the beginning alone is kept
     * @param taskMeters count fields that come and go
     */
    public RecordDeserializer(RecordParser parser, int maxBytes, TaskMeters taskMeters) {
        this.parser = parser;
        this.maxBytes = maxBytes;
        this.taskMeters = taskMeters;
    }

    @Override
    public void open(DeserializationSchema.InitializationContext context) {
        watch = parser.watch(new FieldNotices(taskMeters.open()));
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
        ParseResult result = parser.parse(record.key(), record.value(), record.timestamp(), watch);
        int keyBytes = record.key() == null ? 0 : record.key().length;
        if (keyBytes > MAX_KEY_BYTES && !isTooLarge(result)) {
            return keyTooLarge(record, keyBytes);
        }
        if (result instanceof ParseResult.Parsed parsed) {
            return accepted(record, parsed.observation());
        }
        return rejected(record, (ParseResult.Rejected) result);
    }

    private ParsedRecord accepted(ConsumerRecord<byte[], byte[]> record, Observation observation) {
        String key = observation.key();
        if (MOST_BYTES_A_CHARACTER * (long) key.length() > MAX_KEY_BYTES) {
            int keyBytes = key.getBytes(StandardCharsets.UTF_8).length;
            if (keyBytes > MAX_KEY_BYTES) {
                return keyTooLarge(record, keyBytes);
            }
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

    private static boolean isTooLarge(ParseResult result) {
        return result instanceof ParseResult.Rejected rejected && rejected.reason() == RejectionReason.TOO_LARGE;
    }

    private ParsedRecord keyTooLarge(ConsumerRecord<byte[], byte[]> record, int bytes) {
        return rejected(record, RecordParser.tooLarge("key", bytes, MAX_KEY_BYTES));
    }

    private ParsedRecord rejected(ConsumerRecord<byte[], byte[]> record, ParseResult.Rejected why) {
        byte[] key = record.key();
        byte[] keptKey = key != null && key.length > MAX_KEY_BYTES ? Arrays.copyOf(key, MAX_KEY_BYTES) : key;
        RejectedRecord rejected = RejectedRecord.of(
                why.reason().code(),
                why.errorClass(),
                why.detail(),
                record.topic(),
                record.partition(),
                record.offset(),
                keptKey,
                record.value(),
                maxBytes);
        return ParsedRecord.of(rejected, record.timestamp());
    }
}

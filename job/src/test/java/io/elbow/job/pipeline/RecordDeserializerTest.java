// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.config.RecordOptions;
import io.elbow.data.RecordParser;
import io.elbow.job.event.ParsedRecord;
import io.elbow.job.event.RejectedRecord;
import io.elbow.job.operator.TaskMeters;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.util.InstantiationUtil;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordDeserializerTest {
    private static final int MAX_BYTES = 100 * 1024;
    private static final long KAFKA_TIME = 99;
    private static final RecordOptions OPTIONS = new RecordOptions(
            "machine",
            new RecordOptions.Timestamp("ts", RecordOptions.TimeUnit.MILLIS),
            List.of(),
            MAX_BYTES,
            Duration.ofDays(1));

    private final RecordDeserializer deserializer = new RecordDeserializer(
            new RecordParser(OPTIONS, List.of("cpu", "memory")), MAX_BYTES, new TaskMeters("testing", null));

    private ParsedRecord parse(byte[] key, byte[] value) {
        List<ParsedRecord> out = new ArrayList<>();
        deserializer.deserialize(
                new ConsumerRecord<>(
                        "metrics",
                        3,
                        4711,
                        KAFKA_TIME,
                        TimestampType.CREATE_TIME,
                        0,
                        0,
                        key,
                        value,
                        new RecordHeaders(),
                        Optional.empty()),
                new ListCollector<>(out));
        assertThat(out).as("one out for each one in").hasSize(1);
        return out.get(0);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void anObservationKeepsItsSourceAndItsBytes() {
        byte[] value = bytes("{\"machine\":\"m1\",\"ts\":1000,\"cpu\":0.5,\"memory\":null,\"other\":\"x\"}");
        ParsedRecord parsed = parse(bytes("raw-key"), value);
        assertThat(parsed.isRejected()).isFalse();
        assertThat(parsed.timestampMillis()).isEqualTo(1000);
        assertThat(parsed.observation().observation().key()).isEqualTo("m1");
        assertThat(parsed.observation().observation().values()).containsExactly(0.5, Double.NaN);
        assertThat(parsed.observation().topic()).isEqualTo("metrics");
        assertThat(parsed.observation().partition()).isEqualTo(3);
        assertThat(parsed.observation().offset()).isEqualTo(4711);
        assertThat(parsed.observation().rawKey()).isEqualTo(bytes("raw-key"));
        assertThat(parsed.observation().rawValue()).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "malformed-json   | {\"machine\":",
                "missing-key      | {\"ts\":1000,\"cpu\":1,\"memory\":1}",
                "missing-timestamp| {\"machine\":\"m\",\"cpu\":1,\"memory\":1}",
                "bad-timestamp    | {\"machine\":\"m\",\"ts\":\"soon\",\"cpu\":1,\"memory\":1}",
                "future-timestamp | {\"machine\":\"m\",\"ts\":4102444800000,\"cpu\":1,\"memory\":1}",
                "not-a-number     | {\"machine\":\"m\",\"ts\":1000,\"cpu\":\"high\",\"memory\":1}",
                "not-a-number     | {\"machine\":\"m\",\"ts\":1000,\"cpu\":1e999,\"memory\":1}"
            })
    void whatCannotBeScoredComesOutWithItsReasonAndItsBytes(String reason, String json) {
        ParsedRecord parsed = parse(null, bytes(json));
        assertThat(parsed.isRejected()).isTrue();
        RejectedRecord rejected = parsed.rejected();
        assertThat(rejected.reason()).isEqualTo(reason);
        assertThat(rejected.rawValue()).isEqualTo(bytes(json));
        assertThat(rejected.truncated()).isFalse();
        assertThat(rejected.detail()).isNotBlank();
        assertThat(rejected.topic()).isEqualTo("metrics");
        assertThat(rejected.partition()).isEqualTo(3);
        assertThat(rejected.offset()).isEqualTo(4711);
        assertThat(parsed.timestampMillis()).isEqualTo(KAFKA_TIME);
    }

    @Test
    void aTombstoneIsRejectedAndNotDropped() {
        RejectedRecord rejected = parse(bytes("k"), null).rejected();
        assertThat(rejected.reason()).isEqualTo("tombstone");
        assertThat(rejected.rawKey()).isEqualTo(bytes("k"));
        assertThat(rejected.rawValue()).isNull();
        assertThat(rejected.originalLength()).isZero();
    }

    @Test
    void ofAValueOverTheLimitTheFirst64KibibytesAreKept() {
        byte[] value = bytes(" ".repeat(MAX_BYTES) + "x");
        RejectedRecord rejected = parse(null, value).rejected();
        assertThat(rejected.reason()).isEqualTo("too-large");
        assertThat(rejected.rawValue()).isEqualTo(Arrays.copyOf(value, 64 * 1024));
        assertThat(rejected.truncated()).isTrue();
        assertThat(rejected.originalLength()).isEqualTo(MAX_BYTES + 1);
        assertThat(rejected.detail()).contains(Integer.toString(MAX_BYTES + 1), Integer.toString(MAX_BYTES));
    }

    @Test
    void aValueOfExactlyTheLimitIsReadInFull() {
        String json = "{\"machine\":\"m1\",\"ts\":1000,\"cpu\":1,\"memory\":1}";
        byte[] value = bytes(json + " ".repeat(MAX_BYTES - json.length()));
        assertThat(parse(null, value).isRejected()).isFalse();
    }

    @Test
    void aKeyThatNoAlertCouldCarryTwiceIsTooLarge() {
        String longKey = "k".repeat(RecordDeserializer.MAX_KEY_BYTES + 1);
        RejectedRecord inField = parse(
                        null, bytes("{\"machine\":\"" + longKey + "\",\"ts\":1000,\"cpu\":1,\"memory\":1}"))
                .rejected();
        assertThat(inField.reason()).isEqualTo("too-large");
        assertThat(inField.detail()).contains("key");
        RejectedRecord raw = parse(bytes(longKey), bytes("{}")).rejected();
        assertThat(raw.reason()).isEqualTo("too-large");
        assertThat(raw.rawKey()).hasSize(RecordDeserializer.MAX_KEY_BYTES);
    }

    @Test
    void travelsToTheTasks() throws Exception {
        assertThat(InstantiationUtil.clone(deserializer)).isNotNull();
    }
}

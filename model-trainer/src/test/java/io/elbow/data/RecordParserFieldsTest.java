// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.config.RecordOptions;
import io.elbow.config.RecordOptions.TimeUnit;
import io.elbow.config.RecordOptions.Timestamp;
import io.elbow.data.ParseResult.Parsed;
import io.elbow.data.ParseResult.Rejected;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordParserFieldsTest {
    private static final int MAX_BYTES = 900_000;

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"\"", "{}", "{\"a\":1}", "[]", "[\"m\"]", "true", "false", "NaN", "\"\\ud800\""})
    void rejectsAKeyFieldThatIsNoTextOrNumber(String key) {
        Rejected r = rejected(withKey(), "{\"cpu\":1,\"machine\":" + key + "}");

        assertThat(r.reason()).isEqualTo(RejectionReason.MISSING_KEY);
        assertThat(r.detail()).contains("'machine'").doesNotContain("not valid UTF-8");
    }

    @ParameterizedTest
    @CsvSource({"17,17", "-4.50,-4.50", "1e999,1e999", "12345678901234567890123,12345678901234567890123", "' ',' '"})
    void takesANumberAsTheKeysText(String json, String key) {
        String text = json.isBlank() ? '"' + json + '"' : json;

        assertThat(parsed(withKey(), "{\"machine\":" + text + ",\"cpu\":1}").key())
                .isEqualTo(key);
    }

    @Test
    void rejectsAKafkaKeyThatIsAbsentEmptyOrNotUtf8() {
        RecordParser parser = new RecordParser(new RecordOptions(null, null, List.of(), MAX_BYTES), List.of("cpu"));
        byte[] value = "{\"cpu\":1}".getBytes(UTF_8);

        for (byte[] key : new byte[][] {null, {}, {(byte) 0xFF}, {(byte) 0xED, (byte) 0xA0, (byte) 0x80}}) {
            Rejected r = (Rejected) parser.parse(key, value, 5);
            assertThat(r.reason()).isEqualTo(RejectionReason.MISSING_KEY);
            assertThat(r.detail()).contains("Kafka", "record.key");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",\"ts\":null", ",\"t\":5"})
    void rejectsATimestampFieldThatIsAbsentOrNull(String field) {
        Rejected r = rejected(withTime(TimeUnit.MILLIS), "{\"cpu\":1" + field + "}");

        assertThat(r.reason()).isEqualTo(RejectionReason.MISSING_TIMESTAMP);
        assertThat(r.detail()).contains("'ts'");
    }

    @ParameterizedTest
    @CsvSource({
        "SECONDS, 1700000000, 1700000000000",
        "SECONDS, 1700000000.1239, 1700000000123",
        "SECONDS, 1.7e9, 1700000000000",
        "SECONDS, \"1700000000.5\", 1700000000500",
        "SECONDS, 1e-999999999, 0",
        "SECONDS, 0, 0",
        "SECONDS, 253402300799.999, 253402300799999",
        "MILLIS, 1700000000123, 1700000000123",
        "MILLIS, \"1700000000123\", 1700000000123",
        "MILLIS, 1700000000123.9, 1700000000123",
        "MICROS, 1700000000123999, 1700000000123",
        "NANOS, 1700000000123999999, 1700000000123",
        "NANOS, 253402300799999999999, 253402300799999",
        "ISO_8601, \"2026-01-02T03:04:05Z\", 1767323045000",
        "ISO_8601, \"2026-01-02t03:04:05z\", 1767323045000",
        "ISO_8601, \"2026-01-02 03:04:05\", 1767323045000",
        "ISO_8601, \"2026-01-02T03:04\", 1767323040000",
        "ISO_8601, \"2026-01-02T03:04:05.123987654Z\", 1767323045123",
        "ISO_8601, \"2026-01-02T03:04:05+01:00\", 1767319445000",
        "ISO_8601, \"2026-01-02 03:04:05-0130\", 1767328445000",
        "ISO_8601, \"2026-01-02 03:04:05+01\", 1767319445000"
    })
    void readsATimestampInItsUnit(TimeUnit unit, String time, long millis) {
        assertThat(parsed(withTime(unit), "{\"cpu\":1,\"ts\":" + time + "}").timestampMillis())
                .isEqualTo(millis);
    }

    @ParameterizedTest
    @CsvSource({
        "SECONDS, -1",
        "SECONDS, -0.5",
        "SECONDS, 253402300800",
        "SECONDS, 9223372036854775807",
        "SECONDS, 1e999999999",
        "SECONDS, 1e99999999999",
        "SECONDS, \"\"",
        "SECONDS, \"soon\"",
        "SECONDS, \"2026-01-02T03:04:05Z\"",
        "SECONDS, true",
        "SECONDS, {}",
        "SECONDS, [1]",
        "SECONDS, NaN",
        "SECONDS, -Infinity",
        "MILLIS, 253402300800000",
        "NANOS, 253402300800000000000",
        "ISO_8601, 1700000000",
        "ISO_8601, \"2026-01-02\"",
        "ISO_8601, \"2026-01-0203:04:05\"",
        "ISO_8601, \"2026-01-02T 03:04:05\"",
        "ISO_8601, \"2026-02-30T03:04:05Z\"",
        "ISO_8601, \"2026-01-02T25:04:05Z\"",
        "ISO_8601, \"2026-01-02T03:04:05+99:00\"",
        "ISO_8601, \"1969-12-31T23:59:59Z\"",
        "ISO_8601, \"+10000-01-01T00:00:00Z\""
    })
    void rejectsATimestampThatIsNoTimeOfTheseYears(TimeUnit unit, String time) {
        Rejected r = rejected(withTime(unit), "{\"cpu\":1,\"ts\":" + time + "}");

        assertThat(r.reason()).isEqualTo(RejectionReason.BAD_TIMESTAMP);
        assertThat(r.detail())
                .contains(
                        "'ts'",
                        unit == TimeUnit.ISO_8601
                                ? "iso-8601"
                                : "in " + unit.name().toLowerCase());
    }

    @Test
    void checksKafkasOwnTimestampToo() {
        RecordParser parser = new RecordParser(new RecordOptions(null, null, List.of(), MAX_BYTES), List.of("cpu"));

        Rejected r = (Rejected) parser.parse(new byte[] {'k'}, "{\"cpu\":1}".getBytes(UTF_8), -1);

        assertThat(r.reason()).isEqualTo(RejectionReason.BAD_TIMESTAMP);
        assertThat(r.detail()).contains("-1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"5\"",
                "\"\"",
                "true",
                "false",
                "{}",
                "{\"a\":1}",
                "[]",
                "[1]",
                "NaN",
                "Infinity",
                "-Infinity",
                "1e999",
                "-1e999"
            })
    void rejectsAFeatureThatIsNoFiniteNumber(String value) {
        Rejected r = rejected(withKey(), "{\"machine\":\"m\",\"memory\":1,\"cpu\":" + value + "}");

        assertThat(r.reason()).isEqualTo(RejectionReason.NOT_A_NUMBER);
        String shown = value.startsWith("{") ? "an object" : value.startsWith("[") ? "an array" : value;
        assertThat(r.detail()).contains("'cpu'", shown);
    }

    @Test
    void cutsALongValueAndKeepsTheDetailOnOneLine() {
        Rejected r = rejected(withKey(), "{\"machine\":\"m\",\"cpu\":\"a\\nb" + "x".repeat(5000) + "\"}");

        assertThat(r.detail()).hasSizeLessThan(120).contains("a?bxxx").doesNotContain("\n");
    }

    @Test
    void rejectsARecordWithoutAnyOfTheFeatures() {
        assertThat(rejected(withKey(), "{\"machine\":\"m\",\"CPU\":1}").reason())
                .isEqualTo(RejectionReason.NO_FEATURES);
        Rejected r = rejected(withKey(), "{\"machine\":\"m\",\"cpu\":null,\"memory\":null}");
        assertThat(r.reason()).isEqualTo(RejectionReason.NO_FEATURES);
        assertThat(r.detail()).contains("cpu, memory");
    }

    @Test
    void isNotHeldUpByNumbersOfManyDigits() {
        String digits = "9".repeat(800_000);

        Assertions.assertTimeout(Duration.ofSeconds(2), () -> {
            for (String field : List.of("cpu", "ts", "other")) {
                String number = "{\"" + field + "\":" + digits + "}";
                assertThat(rejected(withTime(TimeUnit.NANOS), number).reason())
                        .isEqualTo(RejectionReason.MALFORMED_JSON);
            }
            assertThat(rejected(withTime(TimeUnit.NANOS), "{\"ts\":\"" + digits + "\"}")
                            .reason())
                    .isEqualTo(RejectionReason.BAD_TIMESTAMP);
        });
    }

    private static RecordParser withKey() {
        return new RecordParser(new RecordOptions("machine", null, List.of(), MAX_BYTES), List.of("cpu", "memory"));
    }

    private static RecordParser withTime(TimeUnit unit) {
        return new RecordParser(
                new RecordOptions(null, new Timestamp("ts", unit), List.of(), MAX_BYTES), List.of("cpu", "memory"));
    }

    private static Observation parsed(RecordParser parser, String json) {
        ParseResult result = parser.parse(new byte[] {'k'}, json.getBytes(UTF_8), 0);
        assertThat(result).isInstanceOf(Parsed.class);
        return ((Parsed) result).observation();
    }

    private static Rejected rejected(RecordParser parser, String json) {
        ParseResult result = parser.parse(new byte[] {'k'}, json.getBytes(UTF_8), 0);
        assertThat(result).isInstanceOf(Rejected.class);
        return (Rejected) result;
    }
}

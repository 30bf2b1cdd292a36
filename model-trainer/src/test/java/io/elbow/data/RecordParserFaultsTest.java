// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import static io.elbow.data.RejectionReason.BAD_TIMESTAMP;
import static io.elbow.data.RejectionReason.FUTURE_TIMESTAMP;
import static io.elbow.data.RejectionReason.MALFORMED_JSON;
import static io.elbow.data.RejectionReason.MISSING_KEY;
import static io.elbow.data.RejectionReason.MISSING_TIMESTAMP;
import static io.elbow.data.RejectionReason.NOT_A_NUMBER;
import static io.elbow.data.RejectionReason.NO_FEATURES;
import static io.elbow.data.RejectionReason.TOMBSTONE;
import static io.elbow.data.RejectionReason.TOO_LARGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.config.RecordOptions;
import io.elbow.config.RecordOptions.TimeUnit;
import io.elbow.config.RecordOptions.Timestamp;
import io.elbow.data.ParseResult.Rejected;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordParserFaultsTest {
    private static final RecordOptions FIELDS =
            new RecordOptions("host", new Timestamp("ts", TimeUnit.MILLIS), List.of(), 1_000);
    private static final RecordOptions FROM_KAFKA = new RecordOptions(null, null, List.of(), 1_000);
    private static final long HOUR_MILLIS = 3_600_000;
    private static final RecordOptions BOUNDED = new RecordOptions(
            "host", new Timestamp("ts", TimeUnit.MILLIS), List.of(), 1_000, Duration.ofMillis(HOUR_MILLIS));
    private static final byte[] KEY = {'k'};

    private static Rejected rejected(RecordOptions options, byte[] key, byte[] value, long kafkaTimestampMillis) {
        ParseResult result = new RecordParser(options, List.of("cpu", "mem")).parse(key, value, kafkaTimestampMillis);
        assertThat(result).isInstanceOf(Rejected.class);
        Rejected rejected = (Rejected) result;
        assertThat(rejected.detail()).isNotBlank().doesNotContain("\n");
        return rejected;
    }

    private static Rejected rejected(String json) {
        return rejected(FIELDS, KEY, json.getBytes(StandardCharsets.UTF_8), 0);
    }

    /** Parses features with a good key and timestamp, and expects a rejection. */
    private static Rejected rejectedFeatures(String fields) {
        return rejected("{\"host\":\"m\",\"ts\":5," + fields + "}");
    }

    @Test
    void rejectsATombstone() {
        assertThat(rejected(FIELDS, KEY, null, 0).reason()).isEqualTo(TOMBSTONE);
    }

    @Test
    void rejectsAValueOverTheLimit() {
        Rejected rejected = rejected(FIELDS, KEY, new byte[1_001], 0);
        assertThat(rejected.reason()).isEqualTo(TOO_LARGE);
        assertThat(rejected.detail()).contains("1001 bytes").contains("1000");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "x",
                "{",
                "[]",
                "7",
                "\"text\"",
                "null",
                "[{\"host\":\"m\",\"ts\":5,\"cpu\":1}]",
                "{\"host\":\"m\",\"ts\":5,\"cpu\":1",
                "{\"host\":\"m\",\"ts\":5,\"cpu\":1}}",
                "{\"host\":\"m\",\"ts\":5,\"cpu\":1} x",
                "{\"host\":\"m\",\"ts\":5,\"cpu\":1}{}",
                "{\"host\":\"m\",\"ts\":5,\"cpu\":1,}",
                "{\"host\":\"m\",\"ts\":5,\"cpu\":01}",
                "{host:\"m\",\"ts\":5,\"cpu\":1}",
                "{'host':'m','ts':5,'cpu':1}",
                "{\"host\":\"m\",\"ts\":5,\"cpu\":1,\"z\":tru}",
                "{\"host\":\"m\",\"ts\":5,\"cpu\":1,\"z\":\"\\q\"}",
                "{\"host\":\"m\",\"ts\":5,\"cpu\":\"text\",\"z\":",
                "{\"host\":\"m\",\"ts\":5,\"cpu\":1,\"cpu\":1}",
                "{\"host\":\"m\",\"ts\":5,\"cpu\":null,\"cpu\":1}",
                "{\"host\":\"m\",\"host\":\"m\",\"ts\":5,\"cpu\":1}",
                "{\"host\":\"m\",\"ts\":5,\"ts\":5,\"cpu\":1}"
            })
    void rejectsWhatIsNoJsonObject(String json) {
        assertThat(rejected(json).reason()).isEqualTo(MALFORMED_JSON);
    }

    @Test
    void namesTheParsersExceptionAndTheByte() {
        Rejected rejected = rejected("{\"host\":oops}");
        assertThat(rejected.errorClass()).isEqualTo("JsonParseException");
        assertThat(rejected.detail()).contains("oops").contains("at byte");
        assertThat(rejected("{\"host\":1,\"host\":1}").errorClass()).isEqualTo("RecordException");
    }

    @Test
    void rejectsJsonThatIsTooDeep() {
        RecordOptions wide = new RecordOptions("host", null, List.of(), 100_000);
        String deep = "{\"host\":\"m\",\"cpu\":1,\"z\":" + "[".repeat(2_000) + "]".repeat(2_000) + "}";
        assertThat(rejected(wide, KEY, deep.getBytes(StandardCharsets.UTF_8), 0).reason())
                .isEqualTo(MALFORMED_JSON);
    }

    @Test
    void rejectsWhatIsNotUtf8() {
        byte[] latin = "{\"host\":\"caf\u00e9\",\"ts\":5,\"cpu\":1}".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(rejected(FIELDS, KEY, latin, 0).reason()).isEqualTo(MALFORMED_JSON);
        byte[] wide = "{\"host\":\"m\",\"ts\":5,\"cpu\":1}".getBytes(StandardCharsets.UTF_16BE);
        assertThat(rejected(FIELDS, KEY, wide, 0).reason()).isEqualTo(MALFORMED_JSON);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\"host\":null,",
                "\"host\":\"\",",
                "\"host\":{\"a\":1},",
                "\"host\":[1],",
                "\"host\":true,",
                "\"host\":NaN,"
            })
    void rejectsAMissingKey(String host) {
        Rejected rejected = rejected("{" + host + "\"ts\":5,\"cpu\":1}");
        assertThat(rejected.reason()).isEqualTo(MISSING_KEY);
        assertThat(rejected.detail()).contains("'host'");
    }

    @Test
    void rejectsAKafkaKeyThatIsMissingEmptyOrNotUtf8() {
        byte[] json = "{\"cpu\":1}".getBytes(StandardCharsets.UTF_8);
        assertThat(rejected(FROM_KAFKA, null, json, 0).reason()).isEqualTo(MISSING_KEY);
        assertThat(rejected(FROM_KAFKA, new byte[0], json, 0).reason()).isEqualTo(MISSING_KEY);
        Rejected notText = rejected(FROM_KAFKA, new byte[] {(byte) 0xff}, json, 0);
        assertThat(notText.reason()).isEqualTo(MISSING_KEY);
        assertThat(notText.detail()).contains("not UTF-8");
    }

    @Test
    void rejectsAMissingTimestamp() {
        assertThat(rejected("{\"host\":\"m\",\"cpu\":1}").reason()).isEqualTo(MISSING_TIMESTAMP);
        assertThat(rejected("{\"host\":\"m\",\"ts\":null,\"cpu\":1}").reason()).isEqualTo(MISSING_TIMESTAMP);
        byte[] json = "{\"cpu\":1}".getBytes(StandardCharsets.UTF_8);
        assertThat(rejected(FROM_KAFKA, KEY, json, -1).reason()).isEqualTo(MISSING_TIMESTAMP);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MILLIS | \"soon\"",
                "MILLIS | \"\"",
                "MILLIS | true",
                "MILLIS | {}",
                "MILLIS | [5]",
                "MILLIS | -1",
                "MILLIS | 1700000000123456",
                "MILLIS | 1e999",
                "MILLIS | NaN",
                "SECONDS | 1700000000123",
                "SECONDS | 99999999999999999999",
                "ISO_8601 | 1700000000",
                "ISO_8601 | \"1700000000\"",
                "ISO_8601 | \"2023-02-30T00:00:00Z\"",
                "ISO_8601 | \"1969-12-31T23:59:59Z\"",
                "ISO_8601 | \"+10000-01-01T00:00:00Z\"",
                "MILLIS | \"2023-11-14T22:13:20Z\""
            })
    void rejectsABadTimestamp(TimeUnit unit, String written) {
        RecordOptions options = new RecordOptions("host", new Timestamp("ts", unit), List.of(), 1_000);
        String json = "{\"host\":\"m\",\"cpu\":1,\"ts\":" + written + "}";
        Rejected rejected = rejected(options, KEY, json.getBytes(StandardCharsets.UTF_8), 0);
        assertThat(rejected.reason()).isEqualTo(BAD_TIMESTAMP);
        assertThat(rejected.detail()).contains("'ts'");
    }

    @Test
    void rejectsAKafkaTimestampAfterTheYear9999WhereItIsTheEventTime() {
        byte[] json = "{\"cpu\":1}".getBytes(StandardCharsets.UTF_8);
        Rejected rejected = rejected(FROM_KAFKA, KEY, json, EventTime.LATEST_MILLIS + 1);
        assertThat(rejected.reason()).isEqualTo(BAD_TIMESTAMP);
        assertThat(rejected.detail()).contains("253402300800000");
    }

    @Test
    void rejectsAnEventFurtherAheadOfKafkasTimestampThanTheBound() {
        long kafka = 1_767_225_600_000L;
        Rejected rejected = rejected(BOUNDED, KEY, dated(kafka + HOUR_MILLIS + 1), kafka);
        assertThat(rejected.reason()).isEqualTo(FUTURE_TIMESTAMP);
        assertThat(rejected.detail())
                .contains("'ts' is 2026-01-01T01:00:00.001Z", "record.max-ahead = 1h", "2026-01-01T00:00:00Z");
        assertThat(rejected(BOUNDED, KEY, dated(EventTime.LATEST_MILLIS), 0).reason())
                .isEqualTo(FUTURE_TIMESTAMP);
    }

    @ParameterizedTest
    @CsvSource({
        "at the bound,             4600000, 1000000",
        "of Kafka's time,          1000000, 1000000",
        "replayed history,               0, 1767225600000",
        "Kafka knows no time,  32503680000000, -1"
    })
    void takesAnEventThatIsNotAhead(String what, long eventMillis, long kafkaMillis) {
        assertThat(new RecordParser(BOUNDED, List.of("cpu")).parse(KEY, dated(eventMillis), kafkaMillis))
                .as(what)
                .isInstanceOf(ParseResult.Parsed.class);
    }

    @Test
    void kafkasOwnTimestampIsNeverAheadOfItself() {
        RecordOptions fromKafka = new RecordOptions(null, null, List.of(), 1_000, Duration.ofMillis(1));
        byte[] json = "{\"cpu\":1}".getBytes(StandardCharsets.UTF_8);
        assertThat(new RecordParser(fromKafka, List.of("cpu")).parse(KEY, json, EventTime.LATEST_MILLIS))
                .isInstanceOf(ParseResult.Parsed.class);
    }

    private static byte[] dated(long millis) {
        return ("{\"host\":\"m\",\"ts\":" + millis + ",\"cpu\":1}").getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\"high\"", "\"1.5\"", "true", "{}", "[1]", "NaN", "Infinity", "-Infinity", "1e999", "-1e999"})
    void rejectsAFeatureThatIsNoFiniteNumber(String value) {
        Rejected rejected = rejectedFeatures("\"mem\":1,\"cpu\":" + value);
        assertThat(rejected.reason()).isEqualTo(NOT_A_NUMBER);
        assertThat(rejected.detail()).contains("'cpu'");
    }

    @Test
    void cutsALongValueAndKeepsItOnOneLine() {
        Rejected rejected = rejectedFeatures("\"cpu\":\"" + "\\n" + "x".repeat(500) + "\"");
        assertThat(rejected.detail()).contains("?" + "x".repeat(59) + "...").doesNotContain("x".repeat(60));
    }

    @Test
    void rejectsARecordWithoutAnyFeature() {
        assertThat(rejectedFeatures("\"cpu\":null").reason()).isEqualTo(NO_FEATURES);
        assertThat(rejectedFeatures("\"gpu\":1").detail()).contains("cpu, mem");
    }

    @Test
    void givesTheSameReasonWhateverTheOrderOfTheFields() {
        assertThat(rejected("{\"cpu\":\"x\",\"ts\":\"x\"}").reason()).isEqualTo(MISSING_KEY);
        assertThat(rejected("{\"cpu\":\"x\",\"ts\":\"x\",\"host\":\"m\"}").reason())
                .isEqualTo(BAD_TIMESTAMP);
        assertThat(rejected("{\"cpu\":\"x\",\"host\":\"m\",\"ts\":1}").reason()).isEqualTo(NOT_A_NUMBER);
    }

    @Property(seed = "20260101")
    void neverThrows(@ForAll byte[] key, @ForAll byte[] value) {
        assertThat(new RecordParser(FIELDS, List.of("cpu")).parse(key, value, 0))
                .isInstanceOf(Rejected.class);
    }
}

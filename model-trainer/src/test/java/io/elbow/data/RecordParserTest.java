// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.elbow.config.BadInputException;
import io.elbow.config.RecordOptions;
import io.elbow.config.RecordOptions.TimeUnit;
import io.elbow.config.RecordOptions.Timestamp;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordParserTest {
    private static final List<String> FEATURES = List.of("cpu", "disk.read");

    private static RecordOptions options(String key, TimeUnit unit) {
        Timestamp timestamp = unit == null ? null : new Timestamp("ts", unit);
        return new RecordOptions(key, timestamp, List.of(), 1_000);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Observation parsed(RecordParser parser, byte[] key, String json) {
        ParseResult result = parser.parse(key, utf8(json), 77);
        assertThat(result).isInstanceOf(ParseResult.Parsed.class);
        return ((ParseResult.Parsed) result).observation();
    }

    private static Observation parsed(String json) {
        return parsed(new RecordParser(options("host", TimeUnit.MILLIS), FEATURES), null, json);
    }

    @Test
    void findsKeyTimestampAndFeaturesInAnyOrder() {
        Observation read =
                parsed("{\"x\":[1,{\"cpu\":9}],\"disk\":{\"write\":3,\"read\":2},\"ts\":5,\"cpu\":1.5,\"host\":\"m\"}");
        assertThat(read.key()).isEqualTo("m");
        assertThat(read.timestampMillis()).isEqualTo(5);
        assertThat(read.values()).containsExactly(1.5, 2);
    }

    @Test
    void reachesAFlatFieldWhoseNameHasDots() {
        assertThat(parsed("{\"host\":\"m\",\"ts\":5,\"disk.read\":4}").values()).containsExactly(Double.NaN, 4);
    }

    @Test
    void takesNullAndAbsentFeaturesAsMissing() {
        assertThat(parsed("{\"host\":\"m\",\"ts\":5,\"cpu\":1}").values()).containsExactly(1, Double.NaN);
        assertThat(parsed("{\"host\":\"m\",\"ts\":5,\"cpu\":null,\"disk\":{\"read\":2}}")
                        .values())
                .containsExactly(Double.NaN, 2);
        assertThat(parsed("{\"host\":\"m\",\"ts\":5,\"cpu\":1,\"disk\":null}").values())
                .containsExactly(1, Double.NaN);
        assertThat(parsed("{\"host\":\"m\",\"ts\":5,\"cpu\":1,\"disk\":[2]}").values())
                .containsExactly(1, Double.NaN);
    }

    @Test
    void takesANumberAsKeyByItsText() {
        assertThat(parsed("{\"host\":1.50,\"ts\":5,\"cpu\":1}").key()).isEqualTo("1.50");
        assertThat(parsed("{\"host\":42,\"ts\":5,\"cpu\":1}").key()).isEqualTo("42");
    }

    @Test
    void takesKeyAndTimestampFromKafkaWhereNoFieldIsConfigured() {
        RecordParser parser = new RecordParser(options(null, null), FEATURES);
        Observation read = parsed(parser, utf8("m\u00e9"), "{\"cpu\":1}");
        assertThat(read.key()).isEqualTo("m\u00e9");
        assertThat(read.timestampMillis()).isEqualTo(77);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SECONDS | 1700000000 | 1700000000000",
                "SECONDS | 1700000000.123 | 1700000000123",
                "SECONDS | \"1700000000.5\" | 1700000000500",
                "MILLIS | 1700000000123 | 1700000000123",
                "MILLIS | \"1700000000123\" | 1700000000123",
                "MILLIS | 1.7e12 | 1700000000000",
                "MICROS | 1700000000123999 | 1700000000123",
                "NANOS | 1700000000123999999 | 1700000000123",
                "NANOS | 253402300799000000000 | 253402300799000",
                "ISO_8601 | \"2023-11-14T22:13:20Z\" | 1700000000000",
                "ISO_8601 | \"2023-11-14T23:13:20+01:00\" | 1700000000000",
                "ISO_8601 | \"2023-11-14 22:13:20\" | 1700000000000",
                "MILLIS | 0 | 0"
            })
    void readsTimestampsInTheirUnit(TimeUnit unit, String written, long millis) {
        RecordParser parser = new RecordParser(options("host", unit), FEATURES);
        Observation read = parsed(parser, null, "{\"host\":\"m\",\"cpu\":1,\"ts\":" + written + "}");
        assertThat(read.timestampMillis()).isEqualTo(millis);
    }

    @Test
    void readsNestedKeyAndTimestamp() {
        RecordOptions nested =
                new RecordOptions("meta.host", new Timestamp("meta.time.ts", TimeUnit.MILLIS), List.of(), 1_000);
        Observation read = parsed(
                new RecordParser(nested, FEATURES), null, "{\"cpu\":1,\"meta\":{\"time\":{\"ts\":9},\"host\":\"h\"}}");
        assertThat(read.key()).isEqualTo("h");
        assertThat(read.timestampMillis()).isEqualTo(9);
    }

    @Test
    void doesNotJudgeFieldsThatNobodyWants() {
        assertThat(parsed("{\"host\":\"m\",\"ts\":5,\"cpu\":1,\"z\":1,\"z\":\"t\"}")
                        .values()[0])
                .isEqualTo(1);
    }

    @Test
    void skipsAByteOrderMark() {
        assertThat(parsed("\uFEFF{\"host\":\"m\",\"ts\":5,\"cpu\":1}").key()).isEqualTo("m");
    }

    @Test
    void parsesAfterSerialisation() throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(new RecordParser(options("host", TimeUnit.MILLIS), FEATURES));
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            RecordParser copy = (RecordParser) in.readObject();
            assertThat(parsed(copy, null, "{\"host\":\"m\",\"ts\":5,\"cpu\":3}").values()[0])
                    .isEqualTo(3);
        }
    }

    @Test
    void refusesPathsThatCollide() {
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> new RecordParser(options("host", null), List.of("cpu", "host")))
                .withMessageContaining("'host' is wanted twice");
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> new RecordParser(options(null, null), List.of("disk", "disk.read")))
                .withMessageContaining("'disk' is wanted both as a value and as an object");
    }
}

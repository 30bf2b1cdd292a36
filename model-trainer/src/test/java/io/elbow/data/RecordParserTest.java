// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elbow.config.ConfigException;
import io.elbow.config.RecordOptions;
import io.elbow.config.RecordOptions.TimeUnit;
import io.elbow.config.RecordOptions.Timestamp;
import io.elbow.data.ParseResult.Parsed;
import io.elbow.data.ParseResult.Rejected;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordParserTest {
    private static final int MAX_BYTES = 10_000;
    private static final RecordOptions FIELDS =
            new RecordOptions("machine", new Timestamp("ts", TimeUnit.MILLIS), List.of(), MAX_BYTES);
    private static final RecordOptions KAFKA = new RecordOptions(null, null, List.of(), MAX_BYTES);

    private final RecordParser parser = new RecordParser(FIELDS, List.of("cpu", "memory.used", "memory.free"));

    @Test
    void readsFieldsInAnyOrderThroughNestedObjects() {
        Observation o = parsed(
                "{\"x\":[{\"cpu\":9}],\"memory\":{\"free\":-2.5e-3,\"cpu\":7,\"used\":1},\"ts\":12,\"cpu\":3,\"machine\":\"m1\"}");

        assertThat(o.key()).isEqualTo("m1");
        assertThat(o.timestampMillis()).isEqualTo(12);
        assertThat(o.values()).containsExactly(3, 1, -2.5e-3);
    }

    @Test
    void takesANullOrAbsentFeatureAsMissing() {
        assertThat(parsed("{\"machine\":\"m\",\"ts\":1,\"cpu\":null,\"memory\":{\"free\":5}}")
                        .values())
                .containsExactly(Double.NaN, Double.NaN, 5);
        assertThat(parsed("{\"machine\":\"m\",\"ts\":1,\"cpu\":1,\"memory\":null}")
                        .values())
                .containsExactly(1, Double.NaN, Double.NaN);
        assertThat(parsed("{\"machine\":\"m\",\"ts\":1,\"cpu\":1,\"memory\":3}").values())
                .containsExactly(1, Double.NaN, Double.NaN);
    }

    @Test
    void forgetsTheRecordBefore() {
        double[] first = parsed("{\"machine\":\"m\",\"ts\":1,\"cpu\":1}").values();

        assertThat(parsed("{\"machine\":\"m\",\"ts\":1,\"memory\":{\"used\":2}}")
                        .values())
                .containsExactly(Double.NaN, 2, Double.NaN);
        assertThat(first).containsExactly(1, Double.NaN, Double.NaN);
        assertRejected("{\"ts\":1,\"cpu\":1}", RejectionReason.MISSING_KEY);
        assertRejected("{\"machine\":\"m\",\"cpu\":1}", RejectionReason.MISSING_TIMESTAMP);
        assertRejected("{\"machine\":\"m\",\"ts\":1}", RejectionReason.NO_FEATURES);
    }

    @Test
    void takesKeyAndTimeFromKafkaWhereNoFieldsAreConfigured() {
        RecordParser plain = new RecordParser(KAFKA, List.of("cpu"));

        Parsed result = (Parsed) plain.parse("schlüssel".getBytes(UTF_8), "{\"cpu\":1}".getBytes(UTF_8), 77);

        assertThat(result.observation().key()).isEqualTo("schlüssel");
        assertThat(result.observation().timestampMillis()).isEqualTo(77);
    }

    @Test
    void worksAfterBeingShippedInSerializedForm() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(parser);
        }
        RecordParser copy =
                (RecordParser) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();

        assertThat(copy.parse(null, "{\"machine\":\"m\",\"ts\":1,\"cpu\":1}".getBytes(UTF_8), 0))
                .isInstanceOf(Parsed.class);
    }

    @Test
    void rejectsATombstone() {
        assertThat(((Rejected) parser.parse(null, null, 0)).reason()).isEqualTo(RejectionReason.TOMBSTONE);
    }

    @Test
    void rejectsAValueOverTheLimitAndNamesBothSizes() {
        Rejected r = (Rejected) parser.parse(null, new byte[MAX_BYTES + 1], 0);

        assertThat(r.reason()).isEqualTo(RejectionReason.TOO_LARGE);
        assertThat(r.errorClass()).isEqualTo("RecordException");
        assertThat(r.detail()).contains("10001", "10000", "record.max-bytes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "3",
                "[]",
                "\"text\"",
                "{",
                "{\"cpu\":1",
                "{\"cpu\":}",
                "{\"cpu\":01}",
                "{cpu:1}",
                "{\"machine\":\"m\",\"ts\":1,\"cpu\":1}}",
                "{\"machine\":\"m\",\"ts\":1,\"cpu\":1} x",
                "{\"machine\":\"m\",\"ts\":1,\"cpu\":1}{}",
                "{\"machine\":\"m\",\"ts\":1,\"cpu\":1,\"cpu\":1}",
                "{\"machine\":\"m\",\"ts\":1,\"cpu\":1,\"machine\":null}",
                "{\"machine\":\"m\",\"ts\":1,\"memory\":{\"used\":1},\"memory\":{\"free\":1}}",
                "{\"machine\":\"m\",\"ts\":1,\"cpu\":\"x\",\"other\":tru}"
            })
    void rejectsWhatIsNotExactlyOneJsonObject(String json) {
        assertRejected(json, RejectionReason.MALFORMED_JSON);
    }

    @Test
    void leavesUnwantedFieldsThatAreGivenTwiceAlone() {
        assertThat(parsed("{\"machine\":\"m\",\"ts\":1,\"cpu\":1,\"x\":1,\"x\":2}")
                        .key())
                .isEqualTo("m");
    }

    @Test
    void namesTheKindAndPlaceOfBrokenJsonInOneLine() {
        Rejected r = rejected("{\"machine\":\"m\",\n\"cpu\":x}");

        assertThat(r.errorClass()).isEqualTo("JsonParseException");
        assertThat(r.detail()).contains("at byte").doesNotContain("\n");
        assertThat(rejected("{\"cpu\":1").errorClass()).isEqualTo("JsonEOFException");
    }

    @Test
    void rejectsEncodingsOtherThanStrictUtf8() {
        String json = "{\"machine\":\"mü\",\"ts\":1,\"cpu\":1}";
        byte[] overlong = json.getBytes(UTF_8);
        overlong[overlong.length - 2] = (byte) 0xC0;

        for (byte[] bytes :
                List.of(json.getBytes(ISO_8859_1), json.getBytes(UTF_16), json.getBytes(UTF_16LE), overlong)) {
            Rejected r = (Rejected) parser.parse(null, bytes, 0);
            assertThat(r.reason()).isEqualTo(RejectionReason.MALFORMED_JSON);
            assertThat(r.detail()).contains("UTF-8");
        }
        assertThat(parsed(json).key()).isEqualTo("mü");
    }

    @Test
    void rejectsJsonThatIsTooDeep() {
        String deep = "{\"x\":" + "[".repeat(4000) + "]".repeat(4000) + "}";

        assertThat(rejected(deep).reason()).isEqualTo(RejectionReason.MALFORMED_JSON);
        assertThat(rejected(deep).errorClass()).isEqualTo("StreamConstraintsException");
    }

    @Test
    void reportsTheSameReasonWhateverTheOrderOfTheFields() {
        assertRejected("{\"cpu\":\"x\",\"ts\":\"y\"}", RejectionReason.MISSING_KEY);
        assertRejected("{\"cpu\":\"x\",\"ts\":\"y\",\"machine\":\"m\"}", RejectionReason.BAD_TIMESTAMP);
        assertRejected("{\"cpu\":\"x\",\"ts\":1,\"machine\":\"m\"}", RejectionReason.NOT_A_NUMBER);
    }

    @Test
    void refusesPathsThatCannotBothBeInOneRecord() {
        assertThatThrownBy(() -> new RecordParser(KAFKA, List.of("a.b", "a")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("'a'");
        assertThatThrownBy(() -> new RecordParser(KAFKA, List.of("a", "a.b"))).isInstanceOf(ConfigException.class);
        assertThatThrownBy(() -> new RecordParser(FIELDS, List.of("ts"))).isInstanceOf(ConfigException.class);
    }

    private Observation parsed(String json) {
        ParseResult result = parser.parse(null, json.getBytes(UTF_8), 0);
        assertThat(result).isInstanceOf(Parsed.class);
        return ((Parsed) result).observation();
    }

    private Rejected rejected(String json) {
        ParseResult result = parser.parse(null, json.getBytes(UTF_8), 0);
        assertThat(result).isInstanceOf(Rejected.class);
        return (Rejected) result;
    }

    private void assertRejected(String json, RejectionReason reason) {
        assertThat(rejected(json).reason()).isEqualTo(reason);
    }
}

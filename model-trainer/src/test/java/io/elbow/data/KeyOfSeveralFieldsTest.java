// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elbow.config.BadInputException;
import io.elbow.config.ConfigLoader;
import io.elbow.config.JoinedText;
import io.elbow.config.RecordOptions;
import io.elbow.data.ParseResult.Parsed;
import io.elbow.data.ParseResult.Rejected;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyOfSeveralFieldsTest {
    private static final RecordOptions OPTIONS = options("key: [name, labels.instance]");

    @TempDir
    Path dir;

    private static RecordOptions options(String key) {
        return ConfigLoader.parse("""
                name: a
                kafka: {topics: {records: r, alerts: a, models: m, dead-letters: d}}
                record: {%s}
                """.formatted(key), "test", Map.of()).record();
    }

    private static ParseResult parse(RecordOptions options, String json, String... conditions) {
        return new RecordParser(options, List.of("value"), List.of(conditions))
                .parse(null, json.getBytes(StandardCharsets.UTF_8), 0);
    }

    private static Observation parsed(RecordOptions options, String json, String... conditions) {
        return ((Parsed) parse(options, json, conditions)).observation();
    }

    @Test
    void theirTextsAreJoinedAndNestedFieldsReached() {
        assertThat(parsed(OPTIONS, "{\"value\":1,\"name\":\"up\",\"labels\":{\"instance\":\"a:9100\"}}")
                        .key())
                .isEqualTo("up|a:9100");
        assertThat(parsed(OPTIONS, "{\"labels.instance\":7,\"value\":1,\"name\":\"a|b\"}")
                        .key())
                .isEqualTo("a\\|b|7");
    }

    @Test
    void aPlainTextAndAListOfOneAreAsTheyWere() {
        String json = "{\"value\":1,\"name\":\"a|b\\\\c\"}";
        assertThat(parsed(options("key: name"), json).key()).isEqualTo("a|b\\c");
        assertThat(parsed(options("key: [name]"), json).key()).isEqualTo("a|b\\c");
        assertThat(options("key: 'a,b'").keyFields()).containsExactly("a,b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"value\":1,\"name\":\"up\"}; labels.instance",
                "{\"value\":1,\"labels\":{\"instance\":\"a\"}}; name",
                "{\"value\":1,\"name\":\"up\",\"labels\":{\"instance\":null}}; labels.instance",
                "{\"value\":1,\"name\":\"\",\"labels\":{\"instance\":\"a\"}}; name",
                "{\"value\":1,\"name\":{},\"labels\":{\"instance\":\"a\"}}; name",
            })
    void aMissingPartIsAMissingKeyAndNamed(String json, String field) {
        Rejected rejected = (Rejected) parse(OPTIONS, json);
        assertThat(rejected.reason()).isEqualTo(RejectionReason.MISSING_KEY);
        assertThat(rejected.detail()).contains("'" + field + "'");
    }

    @Test
    void aPartMayAlsoBeACondition() {
        Observation both =
                parsed(OPTIONS, "{\"value\":1,\"name\":\"up\",\"labels\":{\"instance\":\"a\"},\"x\":2}", "name", "x");
        assertThat(both.conditions()).containsExactly("up", "2");
    }

    @Test
    void twoOfTheSameFieldAndNoneAreRefused() {
        assertThatThrownBy(() -> options("key: [a, a]"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("record.key must be a field name or a list of distinct ones");
        assertThatThrownBy(() -> options("key: []")).hasMessageContaining("record.key must be");
        assertThatThrownBy(() -> options("key: [a, 5]")).hasMessageContaining("record.key must be");
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings().withChars("ab|\\,é ").ofMinLength(1).ofMaxLength(6);
    }

    @Property(tries = 200)
    void aFileAndTheTopicMakeTheSameKeyAndWhatIsWrittenIsReadBack(
            @ForAll("texts") String name, @ForAll("texts") String instance) throws IOException {
        RecordOptions options = options("key: [name, instance]");
        Observation written = new Observation(JoinedText.KEY.join(List.of(name, instance)), 0, new double[] {1});
        byte[] json = new RecordWriter(options, List.of("value")).write(written);
        assertThat(parsed(options, new String(json, StandardCharsets.UTF_8)).key())
                .isEqualTo(written.key());

        Path file = Files.createTempFile("key", ".jsonl");
        try {
            Files.write(file, json);
            ColumnRoles roles = new ColumnRoles(options.keyColumn(), null, null, List.of("value"));
            assertThat(TableReader.read(file, roles).rows().get(0).key()).isEqualTo(written.key());
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void aFilesColumnsOfAKeyAreNoFeaturesAndMustBeThere() throws IOException {
        Path file = Files.writeString(dir.resolve("t.csv"), "rack,slot,cpu\n1,2,0.5\n");
        Dataset read = TableReader.read(file, new ColumnRoles("rack,slot", null, null, List.of()));
        assertThat(read.features()).containsExactly("cpu");
        assertThat(read.rows().get(0).key()).isEqualTo("1|2");
        assertThatThrownBy(() -> TableReader.read(file, new ColumnRoles("rack,shelf", null, null, List.of())))
                .hasMessageContaining("the column 'shelf' is missing");
        assertThatThrownBy(() -> TableReader.read(file, new ColumnRoles("rack,cpu", null, null, List.of("cpu"))))
                .hasMessageContaining("cannot be key and a feature at once");
    }
}

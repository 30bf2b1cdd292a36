// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elbow.config.RecordOptions;
import io.elbow.config.RecordOptions.TimeUnit;
import io.elbow.config.RecordOptions.Timestamp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How conditions are read from tables and records. */
class ConditionColumnsTest {
    private static final RecordOptions OPTIONS =
            new RecordOptions("host", new Timestamp("ts", TimeUnit.MILLIS), List.of(), 1_000);
    private static final RecordParser PARSER =
            new RecordParser(OPTIONS, List.of("cpu"), List.of("meta.kind", "host", "load"));

    @TempDir
    private Path folder;

    private Dataset read(String text, ColumnRoles roles) throws IOException {
        return TableReader.read(Files.writeString(folder.resolve("table.csv"), text), roles);
    }

    private static ParseResult parse(String json) {
        return PARSER.parse(null, json.getBytes(StandardCharsets.UTF_8), 0);
    }

    private static String[] conditions(String json) {
        return ((ParseResult.Parsed) parse(json)).observation().conditions();
    }

    @Test
    void aTablesConditionsAreTextAndNoFeatures() throws IOException {
        ColumnRoles roles = new ColumnRoles("host", null, null, List.of(), List.of("kind", "store", "host"));
        Dataset table = read("host,cpu,store,kind\nm,1,7,web\nn,2,, db \nm,3,NA,null\n", roles);
        assertThat(table.features()).containsExactly("cpu");
        assertThat(table.conditions()).containsExactly("kind", "store", "host");
        assertThat(table.rows())
                .extracting(Dataset.Row::conditions)
                .containsExactly(
                        new String[] {"web", "7", "m"}, new String[] {"db", null, "n"}, new String[] {null, null, "m"});
    }

    @Test
    void aConditionIsNoFeatureAndMustBeThere() {
        assertThatThrownBy(() -> read("a,b\n1,2\n", new ColumnRoles(null, null, null, List.of("a", "b"), List.of("b"))))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("'b' cannot be a feature and a condition at once");
        assertThatThrownBy(() -> read("a,b\n1,2\n", new ColumnRoles(null, null, null, List.of(), List.of("c"))))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("the column 'c' is missing");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"web\"   | web",
                "7         | 7",
                "7.0       | 7.0",
                "true      | true",
                "\" web \" | web",
                "null      |",
                "\"\"      |",
                "\"NA\"    |"
            })
    void aRecordsConditionIsTextANumberOrABoolean(String json, String expected) {
        String record = "{\"host\":\"m\",\"ts\":1,\"cpu\":2,\"meta\":{\"kind\":" + json + "},\"load\":1e3}";
        assertThat(conditions(record)).containsExactly(expected, "m", "1e3");
    }

    @Test
    void aFlatPathIsFoundTooAndAnAbsentFieldIsMissing() {
        assertThat(conditions("{\"host\":\"m\",\"ts\":1,\"cpu\":2,\"meta.kind\":\"db\"}"))
                .containsExactly("db", "m", null);
    }

    @Test
    void anObjectIsNoCondition() {
        ParseResult result = parse("{\"host\":\"m\",\"ts\":1,\"cpu\":2,\"load\":[1]}");
        assertThat(result).isInstanceOfSatisfying(ParseResult.Rejected.class, rejected -> {
            assertThat(rejected.reason().code()).isEqualTo("bad-condition");
            assertThat(rejected.detail())
                    .isEqualTo("field 'load' must be text, a number or a boolean but was an array");
        });
    }

    @Test
    void whatIsWrittenIsReadBack() {
        RecordWriter writer = new RecordWriter(OPTIONS, List.of("cpu"), List.of("meta.kind", "host", "load"));
        Observation observation = new Observation("m", 5, new double[] {1.5}, new String[] {"7.0", "m", null});
        byte[] json = writer.write(observation);
        assertThat(new String(json, StandardCharsets.UTF_8))
                .isEqualTo("{\"ts\":5,\"host\":\"m\",\"cpu\":1.5,\"meta\":{\"kind\":7.0},\"load\":null}");
        assertThat(conditions(new String(json, StandardCharsets.UTF_8))).containsExactly(observation.conditions());
        for (String text : List.of("007", "1.", "-3e-5", "\"quoted\"", "true")) {
            Observation other = new Observation("m", 5, new double[] {1.5}, new String[] {text, "m", null});
            assertThat(conditions(new String(writer.write(other), StandardCharsets.UTF_8))[0])
                    .isEqualTo(text);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonLinesTest {
    @TempDir
    private Path dir;

    private Dataset read(String text, ColumnRoles roles) throws IOException {
        return TableReader.read(Files.writeString(dir.resolve("table.jsonl"), text), roles);
    }

    @Test
    void fieldsAreColumnsByTheirDottedPaths() throws IOException {
        Dataset table = read("""
                {"host": "a", "at": "2026-01-01T00:00:00Z", "cpu": {"user": 0.5, "sys": 1}, "bad": false}
                {"at": "2026-01-01T00:01:00Z", "host": "b", "cpu": {"sys": 2e1}, "tags": ["x"], "bad": true}

                {"at": "2026-01-01T00:02:00Z", "host": 7, "cpu.user": 3, "cpu.sys": null, "late": 1, "bad": 0}
                """, new ColumnRoles("host", "at", "bad", List.of()));
        assertThat(table.features()).containsExactly("cpu.user", "cpu.sys", "late");
        assertThat(table.rows().get(0).values()).containsExactly(0.5, 1, Double.NaN);
        assertThat(table.rows().get(1).values()).containsExactly(Double.NaN, 20, Double.NaN);
        assertThat(table.rows().get(2).values()).containsExactly(3, Double.NaN, 1);
        assertThat(table.rows().stream().map(Dataset.Row::key)).containsExactly("a", "b", "7");
        assertThat(table.rows().stream().map(Dataset.Row::anomalous)).containsExactly(false, true, false);
        assertThat(table.rows().get(1).timestampMillis() - table.rows().get(0).timestampMillis())
                .isEqualTo(60_000);
    }

    @Test
    void readsTheSameFromGzipAndWithoutASuffixThatSaysSo() throws IOException {
        String text = "{\"a\": 1, \"b\": 2}\n{\"a\": 3, \"b\": 4}";
        Path packed = dir.resolve("packed.ndjson.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        Path unnamed = Files.writeString(dir.resolve("export"), "\n  " + text);
        for (Path file : List.of(packed, unnamed)) {
            Dataset table = TableReader.read(file, ColumnRoles.NONE);
            assertThat(table.features()).containsExactly("a", "b");
            assertThat(table.rows()).hasSize(2);
            assertThat(table.rows().get(1).values()).containsExactly(3, 4);
        }
    }

    @Test
    void textIsNoFeatureEvenWhereItReadsLikeANumber() throws IOException {
        Dataset table = read("{\"id\": \"12\", \"a\": 1}\n{\"id\": \"13\", \"a\": 2}\n", ColumnRoles.NONE);
        assertThat(table.features()).containsExactly("a");
        assertThat(table.notes()).containsExactly("left out 1 column that is not numeric: id");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\": 1}\\n{\"a\": 2,}      | line 2: broken JSON at character",
                "{\"a\": 1}\\n[1, 2]           | line 2: the line is no JSON object; write one a line",
                "{\"a\": 1} {\"a\": 2}         | line 1: the line has something behind its JSON object",
                "{\"a\": 1}\\n\\n{\"a\": 1, \"a\": 2} | line 3: the line has the field 'a' twice",
                "{\"a\": 1}\\n{\"a\": \"x\"}   | line 2, column 'a': 'x' is text, not a number; write it without quotes",
                "{\"a\": 1}\\n{\"a\": \"7\"}   | line 2, column 'a': '7' is text, not a number; write it without quotes",
                "{\"a\": 1}\\n{\"a\": true}    | line 2, column 'a': 'true' is not a number; correct the cell",
                "{\"a\": 1}\\n{\"a\": 1e999}   | line 2, column 'a': '1e999' is infinite; correct the cell",
                "{\"b\": 1}                    | the column 'a' is missing; there is: b",
                "{\"a\": [1]}                  | the JSON objects have no fields with values",
                "\\n                           | the file is empty; it needs a JSON object a line"
            })
    void aFaultNamesFileAndLineAndRemedy(String text, String message) throws IOException {
        ColumnRoles roles = new ColumnRoles(null, null, null, List.of("a"));
        String lines = text.strip().replace("\\n", "\n");
        assertThatThrownBy(() -> read(lines, roles))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(dir.resolve("table.jsonl").toString())
                .hasMessageContaining(message.strip());
    }

    @Test
    void linesLongerThanTheBufferAreReadWhole() throws IOException {
        String filler = "x".repeat(100_000);
        Dataset table = read(
                "{\"a\": 1, \"t\": \"" + filler + "\"}\r\n{\"a\": 2, \"t\": \"" + filler + "\"}", ColumnRoles.NONE);
        assertThat(table.rows().stream().map(row -> row.values()[0])).containsExactly(1.0, 2.0);
    }
}

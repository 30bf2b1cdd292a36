// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TableReaderFaultsTest {
    @TempDir
    Path folder;

    private static final ColumnRoles ALL_ROLES = new ColumnRoles("k", "t", "y", List.of("a"));

    /** The message for a file with this content, without the folder's name. */
    private String fault(byte[] content, ColumnRoles roles) throws IOException {
        return fault(Files.write(folder.resolve("table.csv"), content), roles);
    }

    private String fault(String content, ColumnRoles roles) throws IOException {
        return fault(content.getBytes(StandardCharsets.UTF_8), roles);
    }

    private String fault(String content) throws IOException {
        return fault(content, ColumnRoles.NONE);
    }

    private String fault(Path file, ColumnRoles roles) {
        DataException e = catchThrowableOfType(DataException.class, () -> TableReader.read(file, roles));
        assertThat(e).isNotNull();
        assertThat(e.getMessage()).doesNotContain("\n");
        return e.getMessage().replace(folder + "/", "");
    }

    private static byte[] gzip(String content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(content.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static String manyRows() {
        StringBuilder text = new StringBuilder("a,b\n");
        new SplittableRandom(1).doubles(20_000).forEach(x -> text.append(x).append(",1\n"));
        return text.toString();
    }

    @Test
    void refusesAMissingFile() {
        assertThat(fault(folder.resolve("none.csv"), ColumnRoles.NONE))
                .isEqualTo("none.csv: no such file; check the path");
    }

    @Test
    void refusesADirectory() throws IOException {
        assertThat(fault(Files.createDirectory(folder.resolve("d")), ColumnRoles.NONE))
                .contains("d: this is a directory");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "\uFEFF"})
    void refusesAnEmptyFile(String content) throws IOException {
        assertThat(fault(content)).startsWith("table.csv: the file is empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a,b", "a,b\n", "a,b\n\n"})
    void refusesAHeaderWithoutRows(String content) throws IOException {
        assertThat(fault(content)).isEqualTo("table.csv: a header line but no rows; add rows");
    }

    @Test
    void refusesARowOfNumbersInPlaceOfTheHeader() throws IOException {
        assertThat(fault("0.1,2\n0.3,4\n")).startsWith("table.csv, line 1: no column names but '0.1,2'");
    }

    @Test
    void refusesDuplicateColumnNames() throws IOException {
        assertThat(fault("a,b,a\n1,2,3\n")).contains("line 1: the column name 'a' stands there twice");
    }

    @Test
    void namesTheLineOfARaggedRow() throws IOException {
        assertThat(fault("a,b\n1,2\n3\n"))
                .isEqualTo("table.csv, line 3: the header has 2 columns but this line has 1; correct the line");
        assertThat(fault("a,b\n1,2,3\n")).contains("line 2: the header has 2 columns but this line has 3");
        ColumnRoles roles = new ColumnRoles(null, null, null, List.of("a"));
        assertThat(fault("a,b\n0,0\n\"x\ny\",2\n1,2\n3\n", roles)).contains("line 3, column 'a': 'x?y'");
        assertThat(fault("a,b\n\"1\n\",2\n1,2\n3\n")).contains("line 5: the header has");
    }

    @Test
    void namesEveryMissingColumnAndWhatIsThere() throws IOException {
        ColumnRoles roles = new ColumnRoles("host", null, null, List.of("a", "cpu", "mem"));
        assertThat(fault("a,b\n1,2\n", roles))
                .isEqualTo("table.csv: the columns 'host', 'cpu', 'mem' are missing; there is: a, b");
        assertThat(fault("a,b\n1,2\n", new ColumnRoles(null, null, "y", List.of())))
                .isEqualTo("table.csv: the column 'y' is missing; there is: a, b");
    }

    @Test
    void refusesAColumnWithTwoRoles() throws IOException {
        assertThat(fault("a,y\n1,2\n", new ColumnRoles(null, null, "y", List.of("a", "y"))))
                .contains("the column 'y' cannot be label and a feature at once");
    }

    @Test
    void refusesATableWithoutNumericColumns() throws IOException {
        assertThat(fault("a,b\nx,y\n")).contains("no numeric column is left").contains("there is: a, b");
    }

    @Test
    void namesLineColumnAndValueOfTextInANumericColumn() throws IOException {
        ColumnRoles roles = new ColumnRoles(null, null, null, List.of("a"));
        assertThat(fault("a,b\n1,x\noops,y\n", roles))
                .startsWith("table.csv, line 3, column 'a': 'oops' is not a number; correct the cell");
        assertThat(fault("a;b\n1,5;2\n", roles)).contains("write a decimal point instead of the comma");
    }

    @Test
    void refusesTextThatComesAfterTheLinesThatWereLookedAt() throws IOException {
        assertThat(fault("a,b\n" + "1,2\n".repeat(1_500) + "1,late\n"))
                .startsWith("table.csv, line 1502, column 'b': 'late' is not a number");
    }

    @ParameterizedTest
    @ValueSource(strings = {"inf", "-Infinity", "1e999", "INF"})
    void refusesInfiniteValues(String cell) throws IOException {
        assertThat(fault("a,b\n1,2\n2," + cell + "\n")).contains("line 3, column 'b': '" + cell + "' is infinite");
    }

    @ParameterizedTest
    @CsvSource({
        "'m,yesterday,0,1', column 't': 'yesterday' is not a time",
        "'m,,0,1', column 't': '' is not a time",
        "'m,5,maybe,1', column 'y': 'maybe' is not a label",
        "'m,5,,1', column 'y': '' is not a label",
        "',5,0,1', column 'k': '' is no key"
    })
    void namesTheCellThatDoesNotSuitItsRole(String line, String message) throws IOException {
        assertThat(fault("k,t,y,a\n" + line + "\n", ALL_ROLES)).contains("line 2, " + message);
    }

    @Test
    void refusesDamagedGzip() throws IOException {
        assertThat(fault(new byte[] {0x1f, (byte) 0x8b, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, ColumnRoles.NONE))
                .contains("starts like gzip but is damaged");
        assertThat(fault(new byte[] {0x1f, (byte) 0x8b}, ColumnRoles.NONE)).contains("cut off");
        byte[] packed = gzip(manyRows());
        assertThat(fault(Arrays.copyOf(packed, packed.length / 2), ColumnRoles.NONE))
                .contains("cut off");
        packed[packed.length / 2] ^= 0x55;
        assertThat(fault(packed, ColumnRoles.NONE)).contains("table.csv");
        assertThat(fault(gzip(""), ColumnRoles.NONE)).contains("empty");
    }

    @Test
    void refusesWhatIsNotUtf8() throws IOException {
        assertThat(fault("caf\u00e9,b\n1,2\n".getBytes(StandardCharsets.ISO_8859_1), ColumnRoles.NONE))
                .contains("not UTF-8 text");
    }

    @Test
    void refusesAQuoteThatNeverEnds() throws IOException {
        assertThat(fault("a,b\n1,\"2\n3,4\n"))
                .isEqualTo("table.csv, line 2: a quote is opened here and never closed; close it");
        assertThat(fault("a,b\n1,2\n1,\"2\n3,\"4\"\n")).startsWith("table.csv: not readable as CSV");
    }
}

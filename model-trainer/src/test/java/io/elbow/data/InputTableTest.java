// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputTableTest {
    private static final long PLENTY = 1 << 20;

    @TempDir
    private Path dir;

    private Path write(String name, String text) throws IOException {
        return Files.writeString(dir.resolve(name), text);
    }

    @Test
    void aDirectoryStandsForItsTablesSortedByName() throws IOException {
        Path b = write("b.csv", "a\n1\n");
        Path a = write("a.JSONL.gz", "");
        write("readme.md", "");
        write(".hidden.csv", "");
        Files.createDirectory(dir.resolve("more.csv"));
        Path alone = Path.of("elsewhere.dat");
        InputFiles files = InputFiles.of(List.of(alone, dir));
        assertThat(files.files()).containsExactly(alone, a, b);
        assertThat(files.notes())
                .containsExactly(
                        dir + ": passed over more.csv, readme.md, which are no table by its name; tables end in"
                                + " .csv, .tsv, .jsonl or .ndjson, with or without .gz");
    }

    @Test
    void aDirectoryWithoutTablesIsRefusedByName() throws IOException {
        write("readme.md", "");
        assertThatThrownBy(() -> InputFiles.of(List.of(dir)))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(dir + ": this is a directory without tables (there is: readme.md); tables end");
    }

    @Test
    void rowsAreNumberedOnAndEachFileIsASeries() throws IOException {
        Path first = write("first.csv", "a,b\n1,2\n3,4\n");
        Path second = write("second.jsonl", "{\"b\": 6, \"a\": 5}\n");
        InputTable table = new InputTable(List.of(first, second), ColumnRoles.NONE);
        List<Dataset.Row> rows = table.read(PLENTY).rows();
        assertThat(rows.stream().map(Dataset.Row::number)).containsExactly(0L, 1L, 2L);
        assertThat(rows.stream().map(Dataset.Row::key))
                .containsExactly(first.toString(), first.toString(), second.toString());
        assertThat(rows.get(2).values()).containsExactly(5, 6);
    }

    @Test
    void withAKeyColumnTheSeriesGoOnFromFileToFile() throws IOException {
        Path first = write("first.csv", "k,a\nx,1\n");
        Path second = write("second.csv", "k,a\nx,2\n");
        InputTable table = new InputTable(List.of(first, second), new ColumnRoles("k", null, null, List.of()));
        List<Dataset.Row> rows = table.read(PLENTY).rows();
        assertThat(rows.stream().map(Dataset.Row::key)).containsExactly("x", "x");
        assertThat(rows.stream().map(Dataset.Row::timestampMillis)).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void differingColumnsAreReportedWithBothFiles() throws IOException {
        Path first = write("first.csv", "a,b\n1,2\n");
        Path second = write("second.csv", "b,c\n1,2\n");
        InputTable table = new InputTable(List.of(first, second), ColumnRoles.NONE);
        assertThatThrownBy(() -> table.read(PLENTY))
                .hasMessage(second + " has other columns than " + first
                        + "; only the former has c; only the latter has a; name the common ones with --features");
        Path wider = write("wider.csv", "b,c,a\n1,2,3\n");
        assertThatThrownBy(() -> new InputTable(List.of(first, wider), ColumnRoles.NONE).read(PLENTY))
                .hasMessage(wider + " has other columns than " + first
                        + "; only the former has c; name the common ones with --features");
        ColumnRoles common = new ColumnRoles(null, null, null, List.of("b"));
        assertThat(new InputTable(List.of(first, second), common).read(PLENTY).rows())
                .hasSize(2);
    }

    @Test
    void aColumnThatIsEmptyAtTheStartOfALaterFileIsStillAFeature() throws IOException {
        Path first = write("first.csv", "a,b\n1,2\n");
        Path second = write("second.csv", "a,b\n3,\n");
        Dataset table = new InputTable(List.of(first, second), ColumnRoles.NONE).read(PLENTY);
        assertThat(table.features()).containsExactly("a", "b");
        assertThat(table.rows().get(1).values()).containsExactly(3, Double.NaN);
    }

    @Test
    void aRowsPlaceIsItsFileAndLine() throws IOException {
        Path first = write("first.csv", "a,t\n1,x\n2,\"two\nlines\"\n3,x\n");
        Path second = write("second.csv", "a,t\n\n4,x\n");
        InputTable table = new InputTable(List.of(first, second), new ColumnRoles(null, null, null, List.of("a")));
        table.read(PLENTY);
        assertThat(table.place(0)).isEqualTo(first + ", line 2");
        assertThat(table.place(1)).isEqualTo(first + ", line 3");
        assertThat(table.place(2)).isEqualTo(first + ", line 5");
        assertThat(table.place(3)).isEqualTo(second + ", line 3");
    }

    @Test
    void isReadAsOftenAsWanted() throws IOException {
        InputTable table = new InputTable(List.of(write("first.csv", "a\n1\n2\n")), ColumnRoles.NONE);
        for (int i = 0; i < 2; i++) {
            List<Double> values = new ArrayList<>();
            table.forEach(row -> values.add(row.values()[0]));
            assertThat(values).containsExactly(1.0, 2.0);
        }
    }

    @Test
    void moreRowsThanMemoryHoldsAreRefusedWithTheRemedy() throws IOException {
        InputTable table = new InputTable(List.of(write("first.csv", "a\n" + "1\n".repeat(100))), ColumnRoles.NONE);
        assertThatThrownBy(() -> table.read(1_000))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("first.csv: only the first ")
                .hasMessageContaining("give java more with -Xmx");
    }
}

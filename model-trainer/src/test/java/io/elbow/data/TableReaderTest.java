// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableReaderTest {
    @TempDir
    Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("table.csv"), text);
    }

    private Dataset read(String text, ColumnRoles roles) throws IOException {
        return TableReader.read(file(text), roles);
    }

    private Dataset read(String text) throws IOException {
        return read(text, ColumnRoles.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {",", ";", "\t"})
    void readsEverySeparator(String separator) throws IOException {
        Dataset table = read("a,b\n1,2\n-3.5,4e2\n".replace(",", separator));
        assertThat(table.features()).containsExactly("a", "b");
        assertThat(table.rows()).hasSize(2);
        assertThat(table.rows().get(1).values()).containsExactly(-3.5, 400);
        assertThat(table.rows().get(1).number()).isEqualTo(1);
        assertThat(table.rows().get(1).timestampMillis()).isEqualTo(1);
        assertThat(table.rows().get(1).key()).isEmpty();
        assertThat(table.notes()).isEmpty();
    }

    @Test
    void readsQuotesByteOrderMarkCarriageReturnsAndNoLastLineEnd() throws IOException {
        Dataset table = read("\uFEFF\"a;x\",\"b \"\"q\"\"\"\r\n\"1\",2\r\n3,\"4\"");
        assertThat(table.features()).containsExactly("a;x", "b \"q\"");
        assertThat(table.rows().get(0).values()).containsExactly(1, 2);
        assertThat(table.rows().get(1).values()).containsExactly(3, 4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "NaN", "nan", "NA", "null", "NULL", " "})
    void takesThisForMissing(String cell) throws IOException {
        Dataset table = read("a,b\n1," + cell + "\n2,3\n");
        assertThat(table.features()).containsExactly("a", "b");
        assertThat(table.rows().get(0).values()).containsExactly(1, Double.NaN);
    }

    @Test
    void knowsGzipByItsBytesNotByItsName() throws IOException {
        Path file = folder.resolve("packed.csv");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write("a\n7\n".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(TableReader.read(file, ColumnRoles.NONE).rows().get(0).values())
                .containsExactly(7);
    }

    @Test
    void readsEveryCellOfALargePackedTable() throws IOException {
        Path file = folder.resolve("large.csv.gz");
        SplittableRandom random = new SplittableRandom(3);
        double[][] expected = new double[5_000][38];
        StringBuilder text = new StringBuilder();
        for (int f = 0; f < 38; f++) {
            text.append(f == 0 ? "" : ",").append("f").append(f);
        }
        for (double[] row : expected) {
            text.append('\n');
            for (int f = 0; f < row.length; f++) {
                row[f] = random.nextDouble(-1e3, 1e3);
                text.append(f == 0 ? "" : ",").append(row[f]);
            }
        }
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(text.toString().getBytes(StandardCharsets.UTF_8));
        }
        Dataset table = TableReader.read(file, ColumnRoles.NONE);
        assertThat(table.rows().stream().map(Dataset.Row::values).toArray(double[][]::new))
                .isDeepEqualTo(expected);
    }

    @Test
    void takesEveryNumericColumnWithoutAnotherRoleAsFeature() throws IOException {
        String text = "host,ts,a,note,,b,id,empty,label\nm1,2026-01-01,1,x,9,0.5,1f,,0\nm2,2026-01-02,2,,9,,2d,,1\n";
        Dataset table = read(text, new ColumnRoles("host", "ts", "label", List.of()));
        assertThat(table.features()).containsExactly("a", "b");
        assertThat(table.notes())
                .containsExactly("left out 4 columns that are not numeric: note, (without a name), id, empty");
        Dataset.Row second = table.rows().get(1);
        assertThat(second.key()).isEqualTo("m2");
        assertThat(second.timestamp()).isEqualTo("2026-01-02");
        assertThat(second.timestampMillis()).isEqualTo(1_767_312_000_000L);
        assertThat(second.anomalous()).isTrue();
        assertThat(table.rows().get(0).anomalous()).isFalse();
    }

    @Test
    void matchesNamedFeaturesByNameAndTellsWhatItIgnores() throws IOException {
        ColumnRoles roles = new ColumnRoles(null, null, null, List.of("b", "a"));
        Dataset table = read("x1,a,x2,x3,b,x4,x5,x6,x7\n0,1,text,0,2,0,0,0,0\n", roles);
        assertThat(table.features()).containsExactly("b", "a");
        assertThat(table.rows().get(0).values()).containsExactly(2, 1);
        assertThat(table.notes())
                .containsExactly("ignored 7 columns that are not features: x1, x2, x3, x4, x5 and 2 more");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "-1", "true", "TRUE", "2.5"})
    void takesThisLabelForAnomalous(String label) throws IOException {
        ColumnRoles roles = new ColumnRoles(null, null, "y", List.of());
        Dataset table = read("a,y\n1," + label + "\n2,0\n3,false\n4,0.0\n", roles);
        assertThat(table.rows().stream().map(Dataset.Row::anomalous)).containsExactly(true, false, false, false);
    }

    @Test
    void keepsOneStringAKey() throws IOException {
        Dataset table = read("k,a\nm,1\nm,2\n", new ColumnRoles("k", null, null, List.of()));
        assertThat(table.rows().get(1).key()).isSameAs(table.rows().get(0).key());
    }

    @Test
    void streamsRowsInOrder() throws IOException {
        long[] sum = {0};
        TableReader.stream(
                file("a\n1\n2\n3\n"), ColumnRoles.NONE, row -> sum[0] = sum[0] * 10 + (long) row.values()[0]);
        assertThat((double) sum[0]).isCloseTo(123, within(0.0));
    }
}

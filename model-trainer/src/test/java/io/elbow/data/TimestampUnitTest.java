// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elbow.config.RecordOptions.TimeUnit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A file's event time is read by the unit that the yaml says, as the job reads the topic's. */
class TimestampUnitTest {
    private static final ColumnRoles ROLES = new ColumnRoles(null, "ts", null, List.of("cpu"));

    @TempDir
    Path dir;

    private Dataset read(String time, TimeUnit unit) throws IOException {
        Path file = Files.writeString(dir.resolve("t.csv"), "ts,cpu\n" + time + ",1\n");
        return TableReader.read(file, ROLES.withTimestampUnit(unit));
    }

    @ParameterizedTest
    @CsvSource({
        "1767225600,           SECONDS,  1767225600000",
        "1767225600.25,        SECONDS,  1767225600250",
        "1767225600000,        MILLIS,   1767225600000",
        "1767225600000000,     MICROS,   1767225600000",
        "1767225600000000000,  NANOS,    1767225600000",
        "60000,                MILLIS,   60000",
        "60000,                SECONDS,  60000000",
        "2026-01-01T00:00:00Z, MILLIS,   1767225600000",
        "2026-01-01T00:00:00Z, ISO_8601, 1767225600000",
    })
    void aNumberIsReadInTheUnitThatIsSaid(String cell, TimeUnit unit, long millis) throws IOException {
        Dataset read = read(cell, unit);
        assertThat(read.rows().get(0).timestampMillis()).isEqualTo(millis);
        assertThat(read.notes()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "1767225600,           MILLIS,   seconds",
        "1767225600.25,        MILLIS,   seconds",
        "1767225600000,        SECONDS,  millis",
        "1767225600000000,     MILLIS,   micros",
        "1767225600000000000,  MICROS,   nanos",
        "1767225600,           ISO_8601, seconds",
    })
    void aNumberThatIsEvidentlyInAnotherUnitIsRefusedWithTheRemedy(String cell, TimeUnit unit, String other) {
        assertThatThrownBy(() -> read(cell, unit))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("t.csv, line 2, column 'ts': '" + cell + "'")
                .hasMessageContaining(other + "? Then write record.timestamp.unit: " + other);
    }

    @Test
    void whereNobodySaysTheUnitTheGuessIsSaid() throws IOException {
        assertThat(read("1767225600", null).notes())
                .containsExactly("the column 'ts' is read as seconds, by the size of its numbers");
        assertThat(read("2026-01-01T00:00:00Z", null).notes()).isEmpty();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elbow.config.RecordOptions;
import io.elbow.config.RecordOptions.TimeUnit;
import io.elbow.config.RecordOptions.Timestamp;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordWriterTest {
    @Test
    void mergesSharedPrefixesIntoOneObject() {
        RecordOptions options = new RecordOptions("host.name", new Timestamp("ts", TimeUnit.MILLIS), List.of(), 1000);
        RecordWriter writer = new RecordWriter(options, List.of("mem.used", "cpu", "mem.free", "host.load"));

        assertThat(text(writer.write(new Observation("m1", 5, new double[] {1, 0.1, Double.NaN, -2e300}))))
                .isEqualTo(
                        "{\"host\":{\"name\":\"m1\",\"load\":-2.0E300},\"ts\":5,\"mem\":{\"used\":1.0,\"free\":null},"
                                + "\"cpu\":0.1}");
    }

    @Test
    void leavesOutKeyAndTimestampThatAreNotConfigured() {
        RecordWriter writer = new RecordWriter(new RecordOptions(null, null, List.of(), 1000), List.of("cpu"));

        assertThat(text(writer.write(new Observation("m1", 5, new double[] {1}))))
                .isEqualTo("{\"cpu\":1.0}");
    }

    @ParameterizedTest
    @CsvSource({
        "SECONDS, 1700000000000, 1700000000",
        "SECONDS, 1700000000120, 1700000000.12",
        "SECONDS, 0, 0",
        "MILLIS, 1700000000120, 1700000000120",
        "MICROS, 1700000000120, 1700000000120000",
        "NANOS, 253402300799999, 253402300799999000000",
        "ISO_8601, 1767323045120, \"2026-01-02T03:04:05.120Z\""
    })
    void writesTheTimeInItsUnit(TimeUnit unit, long millis, String json) {
        RecordOptions options = new RecordOptions(null, new Timestamp("ts", unit), List.of(), 1000);

        assertThat(text(new RecordWriter(options, List.of()).write(new Observation("m", millis, new double[0]))))
                .isEqualTo("{\"ts\":" + json + "}");
    }

    @Test
    void refusesValuesThatJsonCannotHoldOrThatDoNotFitTheFeatures() {
        RecordWriter writer = new RecordWriter(new RecordOptions(null, null, List.of(), 1000), List.of("cpu"));

        assertThatThrownBy(() -> writer.write(new Observation("m", 0, new double[] {Double.POSITIVE_INFINITY})))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'cpu'");
        assertThatThrownBy(() -> writer.write(new Observation("m", 0, new double[2])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 values for 1 features");
    }

    private static String text(byte[] json) {
        return new String(json, UTF_8);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.elbow.config.RecordOptions;
import io.elbow.config.RecordOptions.TimeUnit;
import io.elbow.config.RecordOptions.Timestamp;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class RecordWriterTest {
    private static final List<String> FEATURES = List.of("cpu", "disk.read", "disk.write", "net.eth0.in", "load");

    private static String written(RecordOptions options, List<String> features, long millis, double... values) {
        return new String(new RecordWriter(options, features).write("m", millis, values), StandardCharsets.UTF_8);
    }

    @Test
    void writesNestedObjectsAndNull() {
        RecordOptions options = new RecordOptions("meta.host", new Timestamp("ts", TimeUnit.MILLIS), List.of(), 1_000);
        assertThat(written(options, List.of("disk.read", "cpu", "disk.write"), 5, 1.5, Double.NaN, -2))
                .isEqualTo("{\"ts\":5,\"meta\":{\"host\":\"m\"},\"disk\":{\"read\":1.5,\"write\":-2.0},\"cpu\":null}");
    }

    @Test
    void leavesOutWhatKafkaCarries() {
        assertThat(written(new RecordOptions(null, null, List.of(), 1_000), List.of("a"), 5, 1))
                .isEqualTo("{\"a\":1.0}");
    }

    @Test
    void writesTheTimestampInItsUnit() {
        for (TimeUnit unit : TimeUnit.values()) {
            RecordOptions options = new RecordOptions(null, new Timestamp("ts", unit), List.of(), 1_000);
            String expected = switch (unit) {
                case SECONDS -> "1700000000.12";
                case MILLIS -> "1700000000120";
                case MICROS -> "1700000000120000";
                case NANOS -> "1700000000120000000";
                case ISO_8601 -> "\"2023-11-14T22:13:20.120Z\"";
            };
            assertThat(written(options, List.of(), 1_700_000_000_120L)).isEqualTo("{\"ts\":" + expected + "}");
        }
    }

    @Test
    void refusesWhatJsonCannotHold() {
        RecordWriter writer = new RecordWriter(new RecordOptions(null, null, List.of(), 1_000), List.of("a"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> writer.write("m", 0, new double[] {Double.POSITIVE_INFINITY}));
        assertThatIllegalArgumentException().isThrownBy(() -> writer.write("m", 0, new double[2]));
    }

    @Property(seed = "20260101")
    void parsingUndoesWriting(
            @ForAll("options") RecordOptions options,
            @ForAll("keys") String key,
            @ForAll @LongRange(max = 9_000_000_000_000L) long millis,
            @ForAll("rows") double[] values) {
        byte[] json = new RecordWriter(options, FEATURES).write(key, millis, values);
        byte[] kafkaKey = key.getBytes(StandardCharsets.UTF_8);
        ParseResult result = new RecordParser(options, FEATURES).parse(kafkaKey, json, millis);
        assertThat(result).isInstanceOf(ParseResult.Parsed.class);
        Observation read = ((ParseResult.Parsed) result).observation();
        assertThat(read.key()).isEqualTo(key);
        assertThat(read.timestampMillis()).isEqualTo(millis);
        assertThat(read.values()).containsExactly(values);
    }

    @Provide
    Arbitrary<RecordOptions> options() {
        Arbitrary<String> keys = Arbitraries.of("host", "meta.host").injectNull(0.3);
        Arbitrary<Timestamp> timestamps = Arbitraries.of(TimeUnit.values())
                .map(unit -> new Timestamp("meta.ts", unit))
                .injectNull(0.2);
        return net.jqwik.api.Combinators.combine(keys, timestamps)
                .as((key, timestamp) -> new RecordOptions(key, timestamp, List.of(), 100_000));
    }

    @Provide
    Arbitrary<String> keys() {
        return Arbitraries.strings()
                .ofMinLength(1)
                .ofMaxLength(20)
                .filter(s -> StandardCharsets.UTF_8.newEncoder().canEncode(s));
    }

    @Provide
    Arbitrary<double[]> rows() {
        return Arbitraries.doubles()
                .ofScale(6)
                .injectNull(0.3)
                .list()
                .ofSize(FEATURES.size())
                .map(list -> list.stream()
                        .mapToDouble(x -> x == null ? Double.NaN : x)
                        .toArray())
                .filter(row -> java.util.Arrays.stream(row).anyMatch(Double::isFinite));
    }
}

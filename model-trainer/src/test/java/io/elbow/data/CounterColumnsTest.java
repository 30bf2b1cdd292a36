// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CounterColumnsTest {
    private static final int ROWS = 400;
    private static final int[] PLATEAUS = {0, 0, 1, 5};

    private final SplittableRandom random = new SplittableRandom(2);

    private static CounterColumns looked(String name, int keys, IntToDoubleFunction values) {
        CounterColumns columns = new CounterColumns(List.of(name));
        for (int i = 0; i < ROWS; i++) {
            columns.take("k" + i % keys, new double[] {values.applyAsDouble(i)});
        }
        return columns;
    }

    private IntToDoubleFunction growing(double unit, int resetAt) {
        double[] value = {0};
        return i -> {
            value[0] = i == resetAt ? 0 : value[0] + unit * PLATEAUS[random.nextInt(4)];
            return value[0];
        };
    }

    private static void assertCounter(CounterColumns columns, String name) {
        assertThat(columns.counters()).containsExactly(name);
        assertThat(columns.identifiers()).isEmpty();
    }

    private static void assertNone(CounterColumns columns) {
        assertThat(columns.counters()).isEmpty();
        assertThat(columns.identifiers()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-9, 0.001, 1, 1e6, 1e12})
    void whatStandsStillAndBeginsAgainIsACounterInAnyUnit(double unit) {
        assertCounter(looked("rx", 1, growing(unit, -1)), "rx");
        assertCounter(looked("rx", 1, growing(unit, 150)), "rx");
        assertCounter(looked("rx", 1, i -> unit * (i == 0 ? 0 : i + Math.sin(i) / 2)), "rx");
    }

    @Test
    void growthInEveryRowWithOneResetIsACounter() {
        double[] value = {1e6};
        assertCounter(looked("rx", 1, i -> value[0] = i == 200 ? 300 : value[0] + 500 + random.nextInt(100)), "rx");
        assertCounter(looked("rx", 1, i -> 5.0 * (i < 200 ? 1_000 + i : i - 200)), "rx");
    }

    @Test
    void keysAreLookedAtOneByOne() {
        assertCounter(looked("rx", 4, i -> 1e6 * (i % 4) + (i / 4) * (i / 4)), "rx");
        assertNone(looked("rx", 1, i -> 1e6 * (i % 4) + i));
    }

    @Test
    void missingValuesArePassedOver() {
        IntToDoubleFunction grows = growing(1, 100);
        assertCounter(looked("rx", 1, i -> i % 3 == 1 ? Double.NaN : grows.applyAsDouble(i)), "rx");
    }

    @Test
    void whatGoesUpAndDownIsNone() {
        double[] walk = {1_000};
        assertNone(looked("requests_total", 1, i -> walk[0] += random.nextInt(11) - 4));
        assertNone(looked("load", 1, i -> random.nextInt(4)));
        assertNone(looked("heap", 1, i -> 300 + 10.0 * (i % 60)));
        assertNone(looked("filled", 1, i -> i % 100));
        assertNone(looked("errors", 20, i -> i % 97 == 0 ? 5 : 0));
        assertNone(looked("errors_total", 1, i -> i % 50 == 1 ? 5 : 0));
        assertNone(looked("cpu", 1, i -> 0));
        assertNone(looked("disk_size", 1, i -> i < 200 ? 10 : 20));
    }

    @ParameterizedTest
    @CsvSource({
        "errors_total, 1",
        "http.requests.total, 1",
        "ifHCInOctets, 1",
        "latency_bucket, 1",
        "request_count, 5",
        "latencySum, 5"
    })
    void theNameOfACounterNeedsFewRises(String name, int rises) {
        assertCounter(looked(name, 1, i -> Math.min(rises, i / 50)), name);
        assertNone(looked("level", 1, i -> Math.min(rises, i / 50)));
        assertNone(looked(name, 1, i -> 64e9));
    }

    @Test
    void identifiersAndTimesAreNoCounters() {
        double[] value = {0};
        for (String name : List.of("user_id", "offset", "ts")) {
            assertThat(looked(name, 1, i -> value[0] += 1 + random.nextInt(9)).identifiers())
                    .containsExactly(name);
        }
        assertThat(looked("row_number", 1, i -> i).identifiers()).containsExactly("row_number");
        assertCounter(looked("beats_total", 1, i -> i), "beats_total");
    }

    @Test
    void aFileIsLookedAtByItsKey(@TempDir Path folder) throws Exception {
        StringBuilder text = new StringBuilder("host,rx,cpu\n");
        for (int i = 0; i < ROWS; i++) {
            text.append(i % 2 == 0 ? "a," : "b,")
                    .append((i % 2) * 1_000_000 + i * i)
                    .append(',')
                    .append(random.nextInt(100))
                    .append('\n');
        }
        Path file = Files.writeString(folder.resolve("t.csv"), text);
        assertThat(CounterColumns.of(file, "host", List.of("cpu", "rx"))).containsExactly("rx");
        assertThat(CounterColumns.of(file, null, List.of("cpu", "rx"))).isEmpty();
        assertThat(CounterColumns.of(file, "host", List.of())).isEmpty();
        List<String> keys = IntStream.range(0, ROWS).mapToObj(i -> "k" + i % 2).toList();
        assertThat(CounterColumns.of(file, null, keys, List.of("cpu", "rx"))).containsExactly("rx");
        Files.writeString(file, text + "a,broken,1\n");
        assertThat(CounterColumns.of(file, "host", List.of("cpu", "rx"))).containsExactly("rx");
    }
}

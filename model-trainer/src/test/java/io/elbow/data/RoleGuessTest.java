// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.config.RecordOptions.TimeUnit;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class RoleGuessTest {
    private static final long START_SECONDS = 1_767_225_600L;

    /** A table of columns by name, built row by row. */
    private static final class Table {
        private final Map<String, List<String>> cells = new LinkedHashMap<>();
        private final List<String> texts;

        /** @param texts the columns that are text in JSON although they hold numbers */
        Table(String... texts) {
            this.texts = List.of(texts);
        }

        Table row(Object... namesAndValues) {
            for (int i = 0; i < namesAndValues.length; i += 2) {
                cells.computeIfAbsent((String) namesAndValues[i], name -> new ArrayList<>())
                        .add(String.valueOf(namesAndValues[i + 1]));
            }
            return this;
        }

        RoleGuess guess() {
            return guess(false);
        }

        RoleGuess guess(boolean keyNeeded) {
            return RoleGuess.of(
                    cells.entrySet().stream()
                            .map(column -> new SampleColumn(
                                    column.getKey(), column.getValue(), texts.contains(column.getKey())))
                            .toList(),
                    keyNeeded);
        }
    }

    private static String epoch(double seconds, TimeUnit unit) {
        int shift = unit == TimeUnit.SECONDS ? 0 : unit == TimeUnit.MILLIS ? 3 : unit == TimeUnit.MICROS ? 6 : 9;
        return BigDecimal.valueOf(seconds).movePointRight(shift).toPlainString();
    }

    @Property(tries = 60)
    void theColumnThatSplitsTheRowsIntoSeriesIsTheKeyWhateverItsNameAndTheScales(
            @ForAll @LongRange(max = 1_000) long seed,
            @ForAll @IntRange(min = 2, max = 40) int things,
            @ForAll @IntRange(min = -9, max = 9) int decades,
            @ForAll boolean sorted) {
        SplittableRandom random = new SplittableRandom(seed);
        double scale = Math.pow(10, decades);
        Table table = new Table();
        int times = Math.max(20, 400 / things);
        for (int i = 0; i < times * things; i++) {
            int thing = sorted ? i / times : i % things;
            int time = sorted ? i % times : i / things;
            table.row("zeit", START_SECONDS + 60L * time, "kind", "metrics", "wer", "x" + thing)
                    .row("state", random.nextInt(3) == 0 ? "warm" : "cold")
                    .row("a", scale * (50 + random.nextDouble()), "b", scale * random.nextDouble());
        }
        RoleGuess guess = table.guess();
        assertThat(guess.keyFields()).containsExactly("wer");
        assertThat(guess.timestamp()).isEqualTo("zeit");
        assertThat(guess.features()).containsExactly("a", "b");
        assertThat(guess.leftOut()).containsOnlyKeys("kind", "state");
    }

    @Property(tries = 100)
    void anEpochIsRecognisedInEachUnitUnderAnyName(
            @ForAll @LongRange(max = 1_000) long seed, @ForAll TimeUnit unit, @ForAll boolean jitter) {
        if (unit == TimeUnit.ISO_8601) {
            return;
        }
        SplittableRandom random = new SplittableRandom(seed);
        Table table = new Table();
        for (int i = 0; i < 200; i++) {
            double seconds = START_SECONDS + 10 * i + (jitter ? random.nextInt(8_000) / 1_000.0 : 0.25);
            table.row("zzz", epoch(seconds, unit), "memory", 2_000_000_000L + random.nextInt(100_000_000));
        }
        RoleGuess guess = table.guess();
        assertThat(guess.timestamp()).isEqualTo("zzz");
        assertThat(guess.unit()).isEqualTo(unit);
        assertThat(guess.features()).containsExactly("memory");
    }

    @Test
    void aConstantIsNeverTheKeyUnlessTheTopicHasNoOther() {
        Table one = new Table();
        IntStream.range(0, 100)
                .forEach(i -> one.row("name", "cpu", "host", "a", "ts", START_SECONDS + i, "load", i % 7));
        assertThat(one.guess().key()).isNull();
        assertThat(one.guess().leftOut()).containsKeys("name", "host");
        assertThat(one.guess(true).key()).isEqualTo("host");
    }

    @Test
    void ofTagsThatNestTheOnesThatTakeRowsOfOneTimeApartAreTheKey() {
        SplittableRandom random = new SplittableRandom(4);
        Table table = new Table();
        for (int i = 0; i < 2_000; i++) {
            int host = i / 4 % 20;
            table.row("name", "cpu", "tags.dc", host < 10 ? "eu" : "us", "tags.host", "web-" + host)
                    .row("tags.cpu", "cpu" + i % 4, "timestamp", START_SECONDS + 10 * (i / 80))
                    .row("fields.idle", 90 + random.nextDouble());
        }
        RoleGuess guess = table.guess();
        assertThat(guess.keyFields()).containsExactly("tags.host", "tags.cpu");
        assertThat(guess.key()).isEqualTo("tags.host,tags.cpu");
        assertThat(guess.metric()).isNull();
    }

    @Test
    void aStateIsNoKeyAlthoughItMakesRowsSteadier() {
        SplittableRandom random = new SplittableRandom(5);
        Table table = new Table();
        for (int i = 0; i < 600; i++) {
            double load = random.nextDouble();
            table.row("ts", START_SECONDS + 60 * i, "load", load, "state", load > 0.6 ? "high" : "ok")
                    .row("phase", i / 50 % 2 == 0 ? "day" : "night");
        }
        assertThat(table.guess().key()).isNull();
    }

    @Test
    void theSchemaOfAnEnvelopeIsLeftOut() {
        Table table = new Table();
        for (int i = 0; i < 300; i++) {
            table.row("schema.type", "struct", "schema.name", i % 2 == 0 ? "v1" : "v2", "payload.host", "h" + i % 5)
                    .row("payload.cpu", i % 5 + i % 11, "payload.msec", 1_000 * (START_SECONDS + i / 5));
        }
        RoleGuess guess = table.guess();
        assertThat(guess.key()).isEqualTo("payload.host");
        assertThat(guess.timestamp()).isEqualTo("payload.msec");
        assertThat(guess.features()).containsExactly("payload.cpu");
        assertThat(guess.leftOut().get("schema.name")).contains("payload.*");
    }

    @Test
    void aChangeOfATableIsReadFromItsNewState() {
        Table table = new Table();
        for (int i = 0; i < 300; i++) {
            table.row("before.id", i % 5, "before.t", i % 7, "after.id", i % 5, "after.t", i % 5 + i % 11)
                    .row("source.lsn", 17 * i * i, "op", "u", "ts_ms", 1_000 * (START_SECONDS + i));
        }
        RoleGuess guess = table.guess();
        assertThat(guess.key()).isEqualTo("after.id");
        assertThat(guess.timestamp()).isEqualTo("ts_ms");
        assertThat(guess.features()).containsExactly("after.t");
    }

    @Test
    void textThatHoldsNumbersIsToldWithWhatToDo() {
        Table table = new Table("quoted", "ts");
        for (int i = 0; i < 100; i++) {
            table.row("ts", 1_000 * (START_SECONDS + i), "quoted", i % 17 + 0.5, "comma", i % 13 + ",5")
                    .row(
                            "percent",
                            i % 19 + " %",
                            "thousands",
                            "1," + (100 + i % 23),
                            "some",
                            i % 20 == 0 ? "err" : i % 9)
                    .row("date", "01/02/2026 10:" + (10 + i % 50), "color", "red" + i, "x", i % 29);
        }
        RoleGuess guess = table.guess();
        assertThat(guess.features()).containsExactly("x");
        assertThat(guess.timestamp()).isEqualTo("ts");
        Map<String, String> why = guess.leftOut();
        assertThat(why.get("quoted")).contains("text that holds numbers, such as '0.5'", "without quotes");
        assertThat(why.get("comma")).contains("decimal comma, such as '0,5'");
        assertThat(why.get("percent")).contains("with a unit, such as '0 %'");
        assertThat(why.get("thousands")).contains("separators of thousands, such as '1,100'");
        assertThat(why.get("some")).contains("such as 'err' in 5 of 100 rows");
        assertThat(why.get("date")).contains("may be a time", "ISO-8601");
        assertThat(why.get("color")).isEqualTo("text");
    }

    @Test
    void whatIsCountedUpAndFurtherTimesAreNoFeatures() {
        Table table = new Table();
        for (int i = 0; i < 200; i++) {
            table.row(
                    "unit", "u" + i / 50, "cycle", i % 50, "row", i, "boot_time", START_SECONDS - i / 50, "s", i % 17);
        }
        RoleGuess guess = table.guess();
        assertThat(guess.key()).isEqualTo("unit");
        assertThat(guess.features()).containsExactly("s");
        assertThat(guess.leftOut().get("cycle")).contains("rises by the same step");
        assertThat(guess.leftOut().get("row")).contains("rises by the same step");
    }

    @Property(tries = 30)
    void oneMetricARecordIsKeyedByItsNameAndWhatElseTakesItsRecordsApart(
            @ForAll @LongRange(max = 1_000) long seed,
            @ForAll @IntRange(min = 1, max = 6) int instances,
            @ForAll boolean staggered) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] levels = {1, 0.5, 8e9};
        String[] metrics = {"up", "load", "memory"};
        Table table = new Table();
        for (int t = 0; t < 60; t++) {
            for (int i = 0; i < instances; i++) {
                for (int m = 0; m < 3; m++) {
                    double value = levels[m] * (m == 0 ? 1 : 1 + 0.1 * random.nextDouble());
                    long millis = 1_000 * (START_SECONDS + 15 * t) + (staggered ? 2_000 * i : 0);
                    table.row("name", metrics[m], "labels.instance", "i" + i, "ts", millis, "value", value);
                }
            }
        }
        RoleGuess guess = table.guess();
        assertThat(guess.metric()).isEqualTo("name");
        assertThat(guess.features()).containsExactly("value");
        assertThat(guess.keyFields()).isEqualTo(instances == 1 ? List.of("name") : List.of("name", "labels.instance"));
    }

    @Test
    void fewRowsAreKeyedByName() {
        RoleGuess guess = new Table()
                .row("color", "red", "device_id", "a", "x", 1)
                .row("color", "red", "device_id", "b", "x", 2)
                .row("color", "blue", "device_id", "a", "x", 4)
                .row("color", "blue", "device_id", "b", "x", 3)
                .guess();
        assertThat(guess.key()).isEqualTo("device_id");
    }
}

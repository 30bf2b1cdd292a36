// SPDX-License-Identifier: Apache-2.0
package io.elbow.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elbow.config.BadInputException;
import io.elbow.config.FeatureSource;
import io.elbow.config.RecordOptions;
import io.elbow.config.RecordOptions.TimeUnit;
import io.elbow.config.RecordOptions.Timestamp;
import io.elbow.data.BoundedTable;
import io.elbow.data.ColumnChoice;
import io.elbow.data.Dataset;
import io.elbow.data.RowSample;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecordsCollectorTest {
    private static final RecordOptions OPTIONS = new RecordOptions(null, null, List.of(), 1_000);

    private static final ColumnChoice A = ColumnChoice.named(List.of("a"));

    @Test
    void featuresAreThoseOfTheFirstReadableRecords() {
        RecordsCollector collector = collector(OPTIONS, ColumnChoice.named(List.of()));
        take(collector, "{");
        for (int i = 0; i < RecordsCollector.SAMPLE - 1; i++) {
            take(collector, "{\"a\":" + i + "}");
        }
        take(collector, "{\"b\":1}");
        take(collector, "{\"c\":1,\"a\":7}");

        Dataset dataset = collector.finish().dataset();

        assertThat(dataset.features()).containsExactly("a", "b");
        assertThat(dataset.rows()).hasSize(RecordsCollector.SAMPLE + 1);
        assertThat(dataset.rows().get(RecordsCollector.SAMPLE).values()).containsExactly(7, Double.NaN);
        assertThat(dataset.rows().get(3).number()).isEqualTo(3);
        assertThat(collector.rejected()).containsExactly(Map.entry("malformed-json", 1L));
    }

    @Test
    void withoutAFieldTheTimeIsKafkasAndTheKeyTheMessages() {
        RecordsCollector collector = collector(OPTIONS, A);
        collector.take("k".getBytes(StandardCharsets.UTF_8), "{\"a\":1}".getBytes(StandardCharsets.UTF_8), 1_500);
        Dataset.Row row = collector.finish().dataset().rows().get(0);
        assertThat(row.key()).isEqualTo("k");
        assertThat(row.timestampMillis()).isEqualTo(1_500);
        assertThat(row.timestamp()).isEqualTo("1970-01-01T00:00:01.500Z");
        assertThat(row.anomalous()).isFalse();
    }

    @Test
    void aRecordFromTheFutureIsNotTrainedOnAndCounted() {
        RecordOptions bounded =
                new RecordOptions(null, new Timestamp("ts", TimeUnit.MILLIS), List.of(), 1_000, Duration.ofDays(1));
        RecordsCollector collector = collector(bounded, A);
        take(collector, "{\"ts\":86400000,\"a\":1}");
        take(collector, "{\"ts\":86400001,\"a\":1}");

        assertThat(collector.finish().dataset().rows())
                .extracting(Dataset.Row::timestampMillis)
                .containsExactly(86_400_000L);
        assertThat(collector.rejected()).containsExactly(Map.entry("future-timestamp", 1L));
    }

    @Test
    void theFirstOfTheRejectedRecordsSaysWhatIsWrong() {
        RecordOptions millis = new RecordOptions(null, new Timestamp("ts", TimeUnit.MILLIS), List.of(), 1_000);
        RecordsCollector collector = collector(millis, A);
        byte[] seconds = "{\"ts\":1767225600,\"a\":1}".getBytes(StandardCharsets.UTF_8);
        collector.take("k".getBytes(StandardCharsets.UTF_8), seconds, 1_767_225_600_000L);
        assertThat(collector.examples()).contains("the first bad-timestamp", "seconds?");
        assertThat(collector.finish().dataset().notes()).anyMatch(note -> note.contains("unit: seconds"));
    }

    @Test
    void excludedFieldsAreNoFeaturesWhetherOthersAreNamedOrNot() {
        String value = "{\"a\":1,\"b\":{\"c\":2,\"d\":3},\"name\":\"x\"}";
        RecordsCollector found = collector(OPTIONS, new ColumnChoice(List.of(), List.of("b.*", "name")));
        RecordsCollector named = collector(OPTIONS, new ColumnChoice(List.of("b.d", "a"), List.of("a")));
        RecordsCollector pattern = collector(OPTIONS, ColumnChoice.named(List.of("b.*")));
        List.of(found, named, pattern).forEach(collector -> take(collector, value));

        assertThat(found.finish().dataset().features()).containsExactly("a");
        Dataset dataset = named.finish().dataset();
        assertThat(dataset.features()).containsExactly("b.d");
        assertThat(dataset.rows().get(0).values()).containsExactly(3);
        assertThat(dataset.notes())
                .containsExactly(
                        "features: those chosen of the fields of the first 1 records less the excluded ones: b.d");
        assertThat(pattern.finish().dataset().features()).containsExactly("b.c", "b.d");
    }

    @Test
    void anExclusionThatNoFieldHasIsRefusedButNotWhereNoRecordCanBeRead() {
        ColumnChoice choice = new ColumnChoice(List.of(), List.of("c*"));
        RecordsCollector collector = collector(OPTIONS, choice);
        take(collector, "{\"a\":1,\"b\":2}");
        assertThatThrownBy(collector::finish)
                .isInstanceOf(BadInputException.class)
                .hasMessage("topic t: --exclude names 'c*', but no such column is there to choose; there is: a, b");
        RecordsCollector broken = collector(OPTIONS, choice);
        take(broken, "{");
        assertThat(broken.finish().dataset().rows()).isEmpty();
        assertThat(broken.rejected()).containsExactly(Map.entry("malformed-json", 1L));
    }

    @Test
    void aSeededSampleIsKeptOfMoreRecordsThanMemoryHolds() {
        List<List<Long>> kept = new ArrayList<>();
        for (long seed : new long[] {1, 1, 2}) {
            RecordsCollector collector = new RecordsCollector(
                    "t",
                    OPTIONS,
                    new RecordsTopic.Wanted(A, List.of(), Duration.ZERO, new RowSample.Bound(false, 1, 200_000, seed)));
            for (int i = 0; i < 5_000; i++) {
                take(collector, "{\"a\":" + i + "}");
            }
            BoundedTable.Read read = collector.finish();
            assertThat(read.summary().rows()).isEqualTo(5_000);
            assertThat(read.dataset().rows().size()).isBetween(500, 2_000);
            assertThat(read.dataset().rows()).allMatch(row -> row.values()[0] == row.number());
            kept.add(read.dataset().rows().stream().map(Dataset.Row::number).toList());
        }
        assertThat(kept.get(0)).isEqualTo(kept.get(1)).isNotEqualTo(kept.get(2));
    }

    @Test
    void brokenRecordsInFrontOfTheFirstReadableOnesAreCountedWithoutBeingHeld() {
        RecordsCollector collector = collector(OPTIONS, ColumnChoice.named(List.of()));
        for (int i = 0; i < 20 * RecordsCollector.SAMPLE; i++) {
            take(collector, "[" + i + "]");
        }
        take(collector, "{\"a\":1}");
        assertThat(collector.finish().dataset().features()).containsExactly("a");
        assertThat(collector.rejected()).containsExactly(Map.entry("malformed-json", 20L * RecordsCollector.SAMPLE));
    }

    @Test
    void ratesAreMadeOfEachKeysRecordsInTheirOrder() {
        RecordOptions options = new RecordOptions("host", new Timestamp("ts", TimeUnit.SECONDS), List.of(), 1_000);
        List<FeatureSource> sources = List.of(new FeatureSource("rx", FeatureSource.As.RATE));
        RecordsCollector collector = new RecordsCollector(
                "t",
                options,
                new RecordsTopic.Wanted(
                        ColumnChoice.named(List.of("cpu", "rx")),
                        List.of(),
                        Duration.ZERO,
                        new RowSample.Bound(true, 1, 100_000_000, 1),
                        sources));
        take(collector, "{\"host\":\"a\",\"ts\":0,\"cpu\":1,\"rx\":100}");
        take(collector, "{\"host\":\"b\",\"ts\":0,\"cpu\":1,\"rx\":500}");
        take(collector, "{\"host\":\"a\",\"ts\":10,\"cpu\":2,\"rx\":150}");
        take(collector, "{\"host\":\"a\",\"ts\":5,\"cpu\":3,\"rx\":125}");
        take(collector, "{\"host\":\"a\",\"ts\":20,\"cpu\":4}");
        take(collector, "{\"host\":\"a\",\"ts\":30,\"cpu\":5,\"rx\":250}");
        Dataset dataset = collector.finish().dataset();
        assertThat(dataset.features()).containsExactly("cpu", "rx_per_second");
        assertThat(dataset.rows())
                .extracting(row -> row.values()[1])
                .containsExactly(Double.NaN, Double.NaN, 5.0, Double.NaN, Double.NaN, 5.0);
        assertThat(collector.rejected()).isEmpty();
    }

    private static RecordsCollector collector(RecordOptions options, ColumnChoice features) {
        RowSample.Bound bound = new RowSample.Bound(true, 1, 100_000_000, 1);
        return new RecordsCollector("t", options, new RecordsTopic.Wanted(features, List.of(), Duration.ZERO, bound));
    }

    private static void take(RecordsCollector collector, String value) {
        collector.take("key".getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8), 0);
    }
}

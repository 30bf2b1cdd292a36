// SPDX-License-Identifier: Apache-2.0
package io.elbow.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.config.RecordOptions;
import io.elbow.config.RecordOptions.TimeUnit;
import io.elbow.config.RecordOptions.Timestamp;
import io.elbow.data.Dataset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecordsCollectorTest {
    private static final RecordOptions OPTIONS = new RecordOptions(null, null, List.of(), 1_000);

    @Test
    void featuresAreThoseOfTheFirstReadableRecords() {
        RecordsCollector collector = new RecordsCollector("t", OPTIONS, List.of());
        take(collector, "{");
        for (int i = 0; i < RecordsCollector.SAMPLE - 1; i++) {
            take(collector, "{\"a\":" + i + "}");
        }
        take(collector, "{\"b\":1}");
        take(collector, "{\"c\":1,\"a\":7}");

        Dataset dataset = collector.finish();

        assertThat(dataset.features()).containsExactly("a", "b");
        assertThat(dataset.rows()).hasSize(RecordsCollector.SAMPLE + 1);
        assertThat(dataset.rows().get(RecordsCollector.SAMPLE).values()).containsExactly(7, Double.NaN);
        assertThat(dataset.rows().get(3).number()).isEqualTo(3);
        assertThat(collector.rejected()).containsExactly(Map.entry("malformed-json", 1L));
    }

    @Test
    void withoutAFieldTheTimeIsKafkasAndTheKeyTheMessages() {
        RecordsCollector collector = new RecordsCollector("t", OPTIONS, List.of("a"));
        collector.take("k".getBytes(StandardCharsets.UTF_8), "{\"a\":1}".getBytes(StandardCharsets.UTF_8), 1_500);
        Dataset.Row row = collector.finish().rows().get(0);
        assertThat(row.key()).isEqualTo("k");
        assertThat(row.timestampMillis()).isEqualTo(1_500);
        assertThat(row.timestamp()).isEqualTo("1970-01-01T00:00:01.500Z");
        assertThat(row.anomalous()).isFalse();
    }

    @Test
    void aRecordFromTheFutureIsNotTrainedOnAndCounted() {
        RecordOptions bounded =
                new RecordOptions(null, new Timestamp("ts", TimeUnit.MILLIS), List.of(), 1_000, Duration.ofDays(1));
        RecordsCollector collector = new RecordsCollector("t", bounded, List.of("a"));
        take(collector, "{\"ts\":86400000,\"a\":1}");
        take(collector, "{\"ts\":86400001,\"a\":1}");

        assertThat(collector.finish().rows())
                .extracting(Dataset.Row::timestampMillis)
                .containsExactly(86_400_000L);
        assertThat(collector.rejected()).containsExactly(Map.entry("future-timestamp", 1L));
    }

    private static void take(RecordsCollector collector, String value) {
        collector.take("key".getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8), 0);
    }
}

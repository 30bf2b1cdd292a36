// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.artifact.ArtifactCodec;
import io.elbow.artifact.ModelArtifact;
import io.elbow.config.ConfigLoader;
import io.elbow.config.DetectorConfig;
import io.elbow.job.event.DetectorEvent;
import io.elbow.job.event.DetectorEventJson;
import io.elbow.job.metrics.ElboMeters;
import io.elbow.job.operator.TestingModels;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** How the messages of the topics appear on the page. */
class PageTopicsTest {
    private static final DetectorConfig CONFIG = ConfigLoader.parse("""
            name: d
            kafka:
              bootstrap-servers: "127.0.0.1:1"
              topics: {records: r, alerts: a, models: m, dead-letters: l, scores: s, events: e}
            alerts: {rate: 0.01}
            """, "test", Map.of());

    private final ModelArtifact model = TestingModels.model(1, 1);
    private final PageState state = new PageState(new ModelFacts("first", 1, 0, false));
    private final PageTopics topics = new PageTopics(CONFIG, state);

    private void take(String topic, String key, byte[] value, String... headers) {
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>(topic, 0, 4711, key == null ? null : key.getBytes(StandardCharsets.UTF_8), value);
        for (int i = 0; i < headers.length; i += 2) {
            record.headers().add(headers[i], headers[i + 1].getBytes(StandardCharsets.UTF_8));
        }
        topics.take(record);
    }

    private PageUpdate update() {
        return state.update(new PageViewer(null));
    }

    @Test
    void aPublishedChampionIsHistoryAndItsThresholdIsKnown() {
        take("m", "d", ArtifactCodec.encode(model), "publisher", "retrain", "parent", "0123456789abcdef");
        assertThat(update().history()).singleElement().satisfies(entry -> {
            assertThat(entry.what()).isEqualTo("champion");
            assertThat(entry.model()).isEqualTo(model.modelId().substring(0, 12));
            assertThat(entry.detail()).isEqualTo("published by retrain, made from 0123456789ab");
        });
        take(
                "s",
                "k",
                ("{\"key\":\"k\",\"timestamp\":\"2026-01-01T00:00:00Z\",\"score\":1,\"model\":\"" + model.modelId()
                                + "\"}")
                        .getBytes(StandardCharsets.UTF_8));
        assertThat(update().points()).singleElement().satisfies(point -> {
            assertThat(point.threshold())
                    .isEqualTo(model.manifest().calibration().threshold(0.01));
            assertThat(point.floor()).isEqualTo(model.manifest().floor());
        });
    }

    @Test
    void theSecondCopyAndWhatTheJobWroteBackAreNotListedAgain() {
        byte[] bytes = ArtifactCodec.encode(model);
        take("m", "d/" + model.modelId(), bytes, "role", "champion");
        take("m", "d", bytes, "answers", "17");
        take("m", "other", bytes);
        take("m", null, bytes);
        take("m", "d/" + model.modelId(), null);
        assertThat(update().history()).isEmpty();
        take("m", "d/" + model.modelId(), bytes, "role", "challenger");
        assertThat(update().history()).extracting(HistoryEntry::what).containsExactly("challenger");
    }

    @Test
    void aMessageThatCannotBeReadIsReportedOnThePage() {
        take("m", "d", new byte[] {1, 2, 3});
        assertThat(update().history()).extracting(HistoryEntry::what).containsExactly("unreadable");
        take("s", "k", "nonsense".getBytes(StandardCharsets.UTF_8));
        assertThat(update().problem()).contains("s, partition 0, offset 4711");
        take("a", "k", null);
        assertThat(update().problem()).contains("message of a,", "no value");
        take("e", "d", "[]".getBytes(StandardCharsets.UTF_8));
        assertThat(update().problem()).contains("message of e,");
    }

    @Test
    void anEventIsListedWithItsReasonAndFigures() {
        DetectorEvent event = new DetectorEvent(
                DetectorEvent.FITTED,
                "d",
                0,
                "0123456789abcdef",
                "p",
                "due by time",
                Map.of("fit_rows", 4000.0, "nats", 12.34567));
        take("e", "d", DetectorEventJson.write(event));
        assertThat(update().history()).singleElement().satisfies(entry -> {
            assertThat(entry.what()).isEqualTo("fitted");
            assertThat(entry.model()).isEqualTo("0123456789ab");
            assertThat(entry.detail()).isEqualTo("due by time: fit rows 4000, nats 12.35");
        });
    }

    @Test
    void totalsAreThoseOfTheMeters() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        assertThat(PageTotals.read(registry, "d", 7))
                .isEqualTo(new PageTotals(7, 0, 0, 0, 0, 0, null, Double.NaN, Double.NaN, Double.NaN));
        ElboMeters meters = new ElboMeters(registry, "d");
        new ElboMeters(registry, "another").late();
        meters.modelInUse("abc", 31, -5, 1e-3);
        meters.scored(1, 1, 1, 0.5, true);
        meters.scored(1, 1, 1, 0.5, false);
        meters.rejected("malformed-json");
        meters.rejected("no-features");
        meters.late();
        meters.warmingUp();
        meters.alert("critical", "open");
        meters.alert("critical", "closed");
        assertThat(PageTotals.read(registry, "d", 7)).isEqualTo(new PageTotals(7, 2, 1, 2, 1, 1, "abc", 31, 1e-3, 0.5));
    }
}

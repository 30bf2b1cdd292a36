// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.artifact.ModelArtifact;
import io.elbow.job.detect.PromotionPolicy;
import io.elbow.job.event.DetectorEvent;
import io.elbow.job.event.ScoredObservation;
import io.elbow.job.event.ScorerNotification;
import io.elbow.job.event.ShadowReport;
import io.elbow.job.metrics.MetricsServer;
import io.elbow.protocol.ModelMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Snapshots of single operators that an earlier release wrote, kept as resources and never made again: an activation
 * that is pending while a challenger runs, a challenger on trial, samples of a refresh.
 */
class SnapshotsOfVersionOneTest {
    private static final long FROM = 1_000;

    @BeforeEach
    void reset() {
        MetricsServer.reset();
    }

    private static OperatorSubtaskState snapshot(String name) throws Exception {
        Path file = Path.of(SnapshotsOfVersionOneTest.class
                .getResource("/snapshots-v1/" + name)
                .toURI());
        return OperatorSnapshotUtil.readStateHandle(file.toString());
    }

    @Test
    void theScorerGoesOnWithItsPendingActivationAndItsChallenger() throws Exception {
        ModelArtifact first = TestingModels.model(1, 1);
        ModelArtifact second = TestingModels.model(1, 2);
        ModelArtifact challenger = TestingModels.model(1, 3);
        // What the job would begin with is another model: the state's are used.
        try (ScoreHarness harness = ScoreHarness.restored(TestingModels.model(1, 4), snapshot("score"), 1, 0)) {
            assertThat(harness.scorers.made)
                    .extracting(scorer -> scorer.modelId)
                    .containsExactlyInAnyOrder(first.modelId(), second.modelId(), challenger.modelId());
            harness.normal("k", 2);
            harness.normal("k", FROM);
            harness.flink.processWatermark1(new Watermark(FROM));
            assertThat(harness.scored())
                    .extracting(ScoredObservation::model)
                    .containsExactly(first.modelId(), second.modelId());
            assertThat(harness.events()).singleElement().satisfies(event -> {
                assertThat(event.event()).isEqualTo(DetectorEvent.ACTIVATED);
                assertThat(event.model()).isEqualTo(second.modelId());
            });
            assertThat(harness.notifications())
                    .extracting(ScorerNotification::counts)
                    .filteredOn(Objects::nonNull)
                    .singleElement()
                    .satisfies(counts -> {
                        assertThat(counts.challenger()).isEqualTo(challenger.modelId());
                        assertThat(counts.report().records).isEqualTo(2);
                    });
            // An older champion that crossed with it is answered: the offset came back, too.
            harness.update(TestingMessages.answer(new byte[] {1}, null, 41, 43));
            assertThat(harness.restored())
                    .singleElement()
                    .satisfies(restored ->
                            assertThat(restored.headers().activation()).isEqualTo("1970-01-01T00:00:01Z"));
        }
    }

    @Test
    void thePromotionGoesOnCounting() throws Exception {
        try (var harness = new OneInputStreamOperatorTestHarness<>(
                new PromotionOperator(new PromotionPolicy.Settings("d", Duration.ofMillis(100), true, 2)))) {
            harness.initializeState(snapshot("promotion"));
            harness.open();
            ShadowReport report = new ShadowReport();
            report.add(false, 1, false, 1);
            harness.processElement(ScorerNotification.of(60, new ScorerNotification.Counts("C", report)), 60);
            harness.processWatermark(new Watermark(100));
            assertThat(harness.extractOutputValues())
                    .extracting(DetectorEvent::event)
                    .containsExactly("shadowing", "promoted");
            assertThat(harness.getSideOutput(SideOutputs.MODELS_TO_PUBLISH))
                    .allSatisfy(
                            message -> assertThat(message.getValue().artifact()).containsExactly(7));
        }
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void theRefreshGoesOnWithItsSamplesAndWhatTheTopicKeeps() throws Exception {
        try (RefreshHarness harness = RefreshHarness.restored(RefreshHarness.options(), snapshot("refresh"))) {
            harness.eventTime(RefreshHarness.DUE);
            TestingFitter.Call call = TestingFitter.next();
            assertThat(call.order().champion().modelId()).isEqualTo(RefreshHarness.CHAMPION.modelId());
            assertThat(call.order().samples()).hasSize(RefreshHarness.MIN_SAMPLES + 5);
            call.result().complete(RefreshHarness.PASSED);
            harness.takeOutcome();
            assertThat(harness.published())
                    .extracting(ModelMessage::key)
                    .as("there is room for what it kept")
                    .doesNotContain("testing/old")
                    .contains(RefreshHarness.kept(RefreshHarness.REFRESHED));
        }
    }
}

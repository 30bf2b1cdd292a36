// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.artifact.ArtifactCodec;
import io.elbow.artifact.ModelArtifact;
import io.elbow.job.event.ControlMessage;
import io.elbow.job.event.DetectorEvent;
import io.elbow.job.event.ScoredObservation;
import io.elbow.job.event.ScorerNotification;
import io.elbow.job.event.ShadowReport;
import io.elbow.job.metrics.MetricsServer;
import io.elbow.protocol.ModelHeaders;
import io.elbow.protocol.ModelMessage;
import io.elbow.protocol.ModelRole;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A challenger to the champion, and which models may take the champion's place. */
class ScoreOperatorShadowTest {
    private static final double FAR = 20;

    private final ModelArtifact champion = TestingModels.model(1, 1);

    /** Takes for normal what is {@link #FAR} deviations away for the champion, and the other way round. */
    private final ModelArtifact challenger =
            TestingModels.expecting(TestingModels.MEAN + FAR * TestingModels.DEVIATION);

    @BeforeEach
    void reset() {
        MetricsServer.reset();
    }

    private ModelMessage madeFromAnother() {
        return TestingMessages.champion(ArtifactCodec.encode(challenger), "somebody else", 44);
    }

    private static ShadowReport counted(ScoreHarness harness) {
        ShadowReport sum = new ShadowReport();
        counts(harness).forEach(counts -> sum.add(counts.report()));
        return sum;
    }

    private static List<ScorerNotification.Counts> counts(ScoreHarness harness) {
        return harness.notifications().stream()
                .map(ScorerNotification::counts)
                .filter(Objects::nonNull)
                .toList();
    }

    private static List<Class<?>> kinds(ScoreHarness harness) {
        return harness.notifications().stream()
                .<Class<?>>map(notification -> Stream.of(
                                notification.champion(),
                                notification.challenger(),
                                notification.ended(),
                                notification.counts(),
                                notification.command())
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElseThrow()
                        .getClass())
                .toList();
    }

    @Test
    void bothScoreTheSameRecordsAndTheChampionAloneIsHeard() throws Exception {
        try (ScoreHarness harness = ScoreHarness.open(champion)) {
            harness.normal("k", 1);
            harness.challenger(challenger);
            harness.record("k", 2, 0, 0);
            harness.record("k", 3, FAR, FAR);
            harness.record("k", 4, FAR, FAR);
            harness.record("k", 5, 2 * FAR, 2 * FAR);
            harness.flink.processWatermark1(new Watermark(5));
            assertThat(harness.scored())
                    .hasSize(5)
                    .allSatisfy(scored -> assertThat(scored.model()).isEqualTo(champion.modelId()));
            ShadowReport report = counted(harness);
            assertThat(report.records).isEqualTo(4);
            assertThat(report.championAnomalies).isEqualTo(3);
            assertThat(report.challengerAnomalies).isEqualTo(2);
            assertThat(report.bothAnomalies).isEqualTo(1);
            assertThat(ScoreHarness.count("elbow.shadow.anomalies")).isEqualTo(2);
            assertThat(kinds(harness))
                    .containsExactly(
                            ScorerNotification.Champion.class,
                            ScorerNotification.Challenger.class,
                            ScorerNotification.Counts.class);
            assertThat(harness.events()).extracting(DetectorEvent::event).containsExactly(DetectorEvent.SHADOWING);
        }
    }

    @Test
    void whatWasCountedIsReportedBeforeABarrierAndTheShadowGoesOnInAWiderJob() throws Exception {
        OperatorSubtaskState state;
        try (ScoreHarness harness = ScoreHarness.open(champion)) {
            harness.challenger(challenger);
            harness.normal("k", 1);
            harness.flink.prepareSnapshotPreBarrier(1);
            assertThat(counted(harness).records).isEqualTo(1);
            state = harness.flink.snapshot(1, 1);
        }
        for (int subtask = 0; subtask < 2; subtask++) {
            OperatorSubtaskState part = AbstractStreamOperatorTestHarness.repartitionOperatorState(
                    state, ScoreHarness.MAX_PARALLELISM, 1, 2, subtask);
            try (ScoreHarness harness = ScoreHarness.restored(champion, part, 2, subtask)) {
                String own = Subtasks.of("k", ScoreHarness.MAX_PARALLELISM, 2) == subtask ? "k" : other(subtask);
                harness.normal(own, 2);
                harness.flink.endInput1();
                assertThat(counted(harness).records).isEqualTo(1);
                assertThat(counts(harness))
                        .extracting(ScorerNotification.Counts::challenger)
                        .containsExactly(challenger.modelId());
            }
        }
    }

    private static String other(int subtask) {
        for (char key = 'a'; key <= 'z'; key++) {
            if (Subtasks.of(String.valueOf(key), ScoreHarness.MAX_PARALLELISM, 2) == subtask) {
                return String.valueOf(key);
            }
        }
        throw new IllegalStateException("26 keys and none for subtask " + subtask);
    }

    @Test
    void aDroppedChallengerIsClosedAndCountsNoMore() throws Exception {
        try (ScoreHarness harness = ScoreHarness.open(champion)) {
            harness.challenger(challenger);
            harness.normal("k", 1);
            harness.kept(challenger, ModelRole.DROPPED);
            harness.normal("k", 2);
            harness.flink.endInput1();
            assertThat(harness.scorers.last().closed).isTrue();
            assertThat(counted(harness).records).isEqualTo(1);
            assertThat(kinds(harness)).endsWith(ScorerNotification.Counts.class, ScorerNotification.Ended.class);
        }
    }

    @Test
    void aPromotedChallengerTakesOverAndItsPredecessorIsHandedToThePromotionPolicy() throws Exception {
        try (ScoreHarness harness = ScoreHarness.open(champion)) {
            harness.challenger(challenger);
            harness.kept(challenger, ModelRole.CHAMPION);
            harness.update(TestingMessages.by(ModelHeaders.BY_PROMOTE, madeFromAnother()));
            harness.normal("k", 1);
            harness.flink.endInput1();
            assertThat(harness.scored()).extracting(ScoredObservation::model).containsExactly(challenger.modelId());
            ScorerNotification.Champion last = harness.notifications()
                    .get(harness.notifications().size() - 1)
                    .champion();
            assertThat(last.model()).isEqualTo(challenger.modelId());
            assertThat(last.replaced().id()).isEqualTo(champion.modelId());
            assertThat(last.replaced().artifact()).isEqualTo(ArtifactCodec.encode(champion));
            assertThat(harness.scorers.made)
                    .filteredOn(scorer -> !scorer.closed)
                    .hasSize(1);
        }
    }

    @Test
    void aModelMadeFromAnotherThanTheChampionIsRefusedAndTheChampionStays() throws Exception {
        ModelMessage stale = madeFromAnother();
        try (ScoreHarness harness = ScoreHarness.open(champion)) {
            harness.update(stale);
            assertThat(ScoreHarness.count("elbow.models.refused", "reason", "stale-parent"))
                    .isEqualTo(1);
            assertThat(harness.scorers.made).hasSize(1);
            assertThat(harness.restored()).hasSize(1);
            assertThat(harness.events()).singleElement().satisfies(event -> {
                assertThat(event.event()).isEqualTo(DetectorEvent.REFUSED);
                assertThat(event.reason()).startsWith("stale-parent: ").contains("somebody el");
            });
            harness.update(TestingMessages.forced(stale));
            assertThat(harness.scorers.last().modelId).isEqualTo(challenger.modelId());
        }
    }

    @Test
    void aRollbackIsTakenAndReportedAsSuch() throws Exception {
        try (ScoreHarness harness = ScoreHarness.open(champion)) {
            harness.update(TestingMessages.by(ModelHeaders.BY_ROLLBACK, madeFromAnother()));
            assertThat(harness.events()).singleElement().satisfies(event -> {
                assertThat(event.event()).isEqualTo(DetectorEvent.ROLLED_BACK);
                assertThat(event.model()).isEqualTo(challenger.modelId());
            });
        }
    }

    @Test
    void aChallengerThatCannotJudgeTheSameRecordsIsRefused() throws Exception {
        try (ScoreHarness harness = ScoreHarness.open(champion)) {
            harness.challenger(TestingModels.model(2, 1));
            harness.challenger(TestingModels.model(TestingModels.DETECTOR, List.of("memory", "cpu"), 1, 1));
            harness.update(TestingMessages.published(
                    TestingModels.DETECTOR + "/abc", ArtifactCodec.encode(challenger), ModelRole.CHALLENGER, null, 45));
            for (String code : List.of("other-shingle", "other-features", "other-key")) {
                assertThat(ScoreHarness.count("elbow.models.refused", "reason", code))
                        .as(code)
                        .isEqualTo(1);
            }
            assertThat(harness.scorers.made).hasSize(1);
            assertThat(harness.restored()).as("the champion's key is untouched").isEmpty();
        }
    }

    @Test
    void aCommandIsHandedToThePromotionPolicy() throws Exception {
        try (ScoreHarness harness = ScoreHarness.open(champion)) {
            ControlMessage drop = ControlMessage.of(ControlMessage.Command.DROP);
            harness.command(drop);
            assertThat(harness.notifications())
                    .last()
                    .satisfies(last -> assertThat(last.command()).isEqualTo(drop));
        }
    }
}

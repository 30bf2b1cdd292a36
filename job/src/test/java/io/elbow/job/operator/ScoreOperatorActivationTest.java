// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.artifact.ArtifactCodec;
import io.elbow.artifact.ModelArtifact;
import io.elbow.job.detect.InitialModel;
import io.elbow.job.detect.ModelRegistry;
import io.elbow.job.event.DetectorEvent;
import io.elbow.job.event.ScoredObservation;
import io.elbow.job.metrics.MetricsServer;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A model that scores from an event time on: by each record's own time, whenever the model comes. */
class ScoreOperatorActivationTest {
    private static final long FROM = 1_000;
    private static final String AT = "1970-01-01T00:00:01Z";
    private static final String[] KEYS = {"a", "b", "c", "d", "e", "f", "g", "h"};

    private final ModelArtifact first = TestingModels.model(1, 1);
    private final ModelArtifact second = TestingModels.model(1, 2);
    private final ModelArtifact third = TestingModels.model(1, 3);

    @BeforeEach
    void reset() {
        MetricsServer.reset();
    }

    @Test
    void eachRecordIsScoredByTheModelOfItsOwnTimeWhicheverKeyIsAhead() throws Exception {
        try (ScoreHarness harness = ScoreHarness.open(first)) {
            harness.announced(second, 42, AT);
            harness.normal("ahead", FROM);
            harness.normal("behind", FROM - 1);
            harness.normal("ahead", FROM + 1);
            harness.flink.processBothWatermarks(new Watermark(FROM + 1));
            harness.normal("behind", FROM - 1);
            harness.normal("behind", FROM);
            harness.flink.endInput1();
            assertThat(harness.scored())
                    .allSatisfy(scored -> assertThat(scored.model())
                            .as(scored.key() + "@" + scored.timestampMillis())
                            .isEqualTo(scored.timestampMillis() < FROM ? first.modelId() : second.modelId()));
            assertThat(harness.scored()).hasSize(5);
            assertThat(harness.scored())
                    .filteredOn(scored -> scored.key().equals("ahead"))
                    .extracting(ScoredObservation::timestampMillis)
                    .as("in the key's order")
                    .containsExactly(FROM, FROM + 1);
        }
    }

    @Test
    void itIsReportedOnceWhenEventTimeReachesIt() throws Exception {
        OperatorSubtaskState state;
        try (ScoreHarness harness = ScoreHarness.open(first)) {
            harness.announced(second, 42, AT);
            harness.flink.processWatermark1(new Watermark(FROM - 1));
            assertThat(harness.events()).isEmpty();
            assertThat(ScoreHarness.count("elbow.model.swaps")).isZero();
            harness.flink.processWatermark1(new Watermark(FROM));
            harness.flink.processWatermark1(new Watermark(FROM + 1));
            assertThat(harness.events()).singleElement().satisfies(event -> {
                assertThat(event.event()).isEqualTo(DetectorEvent.ACTIVATED);
                assertThat(event.model()).isEqualTo(second.modelId());
                assertThat(event.timestampMillis()).isEqualTo(FROM);
                assertThat(event.figures()).containsKey("threshold");
            });
            assertThat(ScoreHarness.count("elbow.model.swaps")).isEqualTo(1);
            state = harness.flink.snapshot(1, 1);
        }
        try (ScoreHarness harness = ScoreHarness.restored(first, state, 1, 0)) {
            harness.flink.processWatermark1(new Watermark(FROM + 2));
            assertThat(harness.events()).isEmpty();
        }
    }

    @Test
    void theEarlierModelIsHeldForADayOfEventTime() throws Exception {
        long held = ModelRegistry.HELD.toMillis();
        try (ScoreHarness harness = ScoreHarness.open(first)) {
            harness.announced(second, 42, AT);
            harness.flink.processWatermark1(new Watermark(FROM + held - 1));
            harness.normal("behind", FROM - 2);
            assertThat(harness.scorers.made.get(0).closed).isFalse();
            harness.flink.processWatermark1(new Watermark(FROM + held));
            assertThat(harness.scorers.made.get(0).closed).isTrue();
            harness.normal("behind", FROM - 1);
            harness.flink.endInput1();
            assertThat(harness.scored())
                    .extracting(ScoredObservation::model)
                    .containsExactly(first.modelId(), second.modelId());
        }
    }

    @Test
    void aRescaledJobDecidesAlikeOnBothSides() throws Exception {
        OperatorSubtaskState state;
        try (ScoreHarness harness = ScoreHarness.open(first)) {
            harness.announced(second, 42, AT);
            harness.flink.processWatermark1(new Watermark(FROM + 5));
            state = harness.flink.snapshot(1, 1);
        }
        List<String> models = new ArrayList<>();
        for (int subtask = 0; subtask < 2; subtask++) {
            OperatorSubtaskState part = AbstractStreamOperatorTestHarness.repartitionOperatorState(
                    state, ScoreHarness.MAX_PARALLELISM, 1, 2, subtask);
            try (ScoreHarness harness = ScoreHarness.restored(third, part, 2, subtask)) {
                for (String key : KEYS) {
                    if (Subtasks.of(key, ScoreHarness.MAX_PARALLELISM, 2) == subtask) {
                        harness.normal(key, FROM - 1);
                        harness.normal(key, FROM);
                    }
                }
                harness.flink.endInput1();
                harness.scored().forEach(scored -> models.add(scored.timestampMillis() + " " + scored.model()));
            }
        }
        assertThat(models)
                .hasSize(2 * KEYS.length)
                .containsOnly((FROM - 1) + " " + first.modelId(), FROM + " " + second.modelId());
    }

    @Test
    void aJobStartedOnAnAnnouncedChampionHasThePreviousOneForWhatIsBefore() throws Exception {
        InitialModel announced = new InitialModel(ArtifactCodec.encode(second), 42, FROM, ArtifactCodec.encode(first));
        try (ScoreHarness harness = ScoreHarness.restored(announced, second, null, 1, 0)) {
            harness.normal("k", FROM - 1);
            harness.normal("k", FROM);
            harness.flink.endInput1();
            assertThat(harness.scored())
                    .extracting(ScoredObservation::model)
                    .containsExactly(first.modelId(), second.modelId());
        }
    }

    @Test
    void aResumedJobKnowsBeforeItsFirstRecordWhatWasAnnouncedSinceItsSnapshot() throws Exception {
        OperatorSubtaskState state;
        try (ScoreHarness harness = ScoreHarness.open(first)) {
            state = harness.flink.snapshot(1, 1);
        }
        InitialModel announced = new InitialModel(ArtifactCodec.encode(second), 42, FROM, ArtifactCodec.encode(first));
        try (ScoreHarness harness = ScoreHarness.restored(announced, second, state, 1, 0)) {
            harness.normal("k", FROM - 1);
            harness.normal("k", FROM);
            // The models input catches up: with what was before, and with the announcement itself.
            harness.update(TestingMessages.champion(ArtifactCodec.encode(third), 41));
            harness.announced(second, 42, AT);
            harness.normal("k", FROM + 1);
            harness.flink.endInput1();
            assertThat(harness.scored())
                    .extracting(ScoredObservation::model)
                    .containsExactly(first.modelId(), second.modelId(), second.modelId());
            assertThat(harness.deadLetters()).isEmpty();
        }
    }

    @Test
    void aFurtherModelTakesThePlaceOfOneThatIsNotInForceYet() throws Exception {
        try (ScoreHarness harness = ScoreHarness.open(first)) {
            harness.announced(second, 42, AT);
            harness.announced(third, 43, "1970-01-01T00:00:02Z");
            harness.normal("k", FROM + 999);
            harness.normal("k", FROM + 1000);
            harness.flink.endInput1();
            assertThat(harness.scored())
                    .extracting(ScoredObservation::model)
                    .containsExactly(first.modelId(), third.modelId());
            assertThat(harness.scorers.made.get(1).closed).isTrue();
        }
    }

    @Test
    void aModelWithoutActivationTakesOverAtOnceWhateverWasAnnounced() throws Exception {
        try (ScoreHarness harness = ScoreHarness.open(first)) {
            harness.announced(second, 42, AT);
            harness.champion(third);
            harness.normal("k", FROM - 1);
            harness.normal("k", FROM);
            harness.flink.endInput1();
            assertThat(harness.scored()).extracting(ScoredObservation::model).containsOnly(third.modelId());
            assertThat(harness.scorers.made)
                    .filteredOn(scorer -> !scorer.closed)
                    .hasSize(1);
        }
    }

    @Test
    void anActivationThatIsNoEventTimeIsRefused() throws Exception {
        try (ScoreHarness harness = ScoreHarness.open(first)) {
            harness.announced(second, 42, "tomorrow");
            assertThat(ScoreHarness.count("elbow.models.refused", "reason", "bad-activation"))
                    .isEqualTo(1);
            assertThat(harness.deadLetters())
                    .singleElement()
                    .satisfies(letter -> assertThat(letter.detail()).contains("'tomorrow'"));
        }
    }

    @Test
    void aChampionThatIsWrittenBackKeepsItsActivation() throws Exception {
        try (ScoreHarness harness = ScoreHarness.open(first)) {
            harness.announced(second, 42, AT);
            harness.model(TestingModels.DETECTOR, new byte[] {1});
            assertThat(harness.restored()).singleElement().satisfies(restored -> {
                assertThat(restored.artifact()).isEqualTo(ArtifactCodec.encode(second));
                assertThat(restored.headers().activation()).isEqualTo(AT);
            });
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elbow.artifact.ArtifactCodec;
import io.elbow.artifact.ModelArtifact;
import io.elbow.job.detect.StateVersions;
import io.elbow.job.event.ScoredObservation;
import io.elbow.job.metrics.MetricsServer;
import io.elbow.protocol.ModelMessage;
import io.elbow.protocol.ModelRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which model scores: swaps, refusals, restores. */
class ScoreOperatorModelTest {
    private final ModelArtifact first = TestingModels.model(1, 1);
    private final ModelArtifact second = TestingModels.model(1, 2);

    @BeforeEach
    void reset() {
        MetricsServer.reset();
    }

    @Test
    void aModelTakesOverBetweenTwoRecordsOfABatch() throws Exception {
        try (ScoreHarness harness = ScoreHarness.open(first)) {
            harness.normal("k", 1);
            harness.champion(second);
            harness.normal("k", 2);
            harness.flink.endInput1();
            assertThat(harness.scored())
                    .extracting(ScoredObservation::model)
                    .containsExactly(first.modelId(), second.modelId());
            assertThat(harness.scorers.made).hasSize(2);
            assertThat(harness.scorers.made.get(0).closed).isTrue();
            assertThat(harness.scorers.made.get(0).batches).containsExactly(1);
            assertThat(ScoreHarness.count("elbow.model.swaps")).isEqualTo(1);
        }
    }

    @Test
    void aModelWithLongerShinglesTakesOverWithWhatItsKeysRemember() throws Exception {
        ModelArtifact longer = TestingModels.model(2, 1);
        try (ScoreHarness harness = ScoreHarness.open(first)) {
            harness.record("k", 1, 1, 0);
            harness.champion(longer);
            harness.record("k", 2, 2, 0);
            harness.champion(first);
            harness.record("k", 3, 3, 0);
            harness.flink.endInput1();
            assertThat(harness.scored()).extracting(ScoredObservation::score).containsExactly(1.0, 5.0, 9.0);
        }
    }

    @Test
    void onlyTheDetectorsOwnKeyNamesAChampion() throws Exception {
        try (ScoreHarness harness = ScoreHarness.open(first)) {
            harness.model(TestingModels.DETECTOR + "/" + second.modelId(), ArtifactCodec.encode(second));
            harness.model("another", ArtifactCodec.encode(second));
            harness.model(null, ArtifactCodec.encode(second));
            harness.model(TestingModels.DETECTOR, null);
            harness.champion(first);
            assertThat(harness.scorers.made).hasSize(1);
            assertThat(harness.deadLetters()).isEmpty();
        }
    }

    @Test
    void bytesThatAreNoModelAreADeadLetterAndTheOldModelStays() throws Exception {
        byte[] altered = ArtifactCodec.encode(second);
        altered[altered.length - 1] ^= 1;
        try (ScoreHarness harness = ScoreHarness.open(first)) {
            harness.model(TestingModels.DETECTOR, altered);
            harness.normal("k", 1);
            harness.flink.endInput1();
            assertThat(harness.scored()).extracting(ScoredObservation::model).containsExactly(first.modelId());
            assertThat(harness.deadLetters()).singleElement().satisfies(letter -> {
                assertThat(letter.reason()).isEqualTo("model-refused");
                assertThat(letter.topic()).isEqualTo("metrics-models");
                assertThat(letter.offset()).isEqualTo(42);
                assertThat(letter.rawValue()).isEqualTo(altered);
            });
            assertThat(ScoreHarness.count("elbow.models.refused", "reason", "unreadable"))
                    .isEqualTo(1);
        }
    }

    @Test
    void aModelForOtherFeaturesOrAnotherDetectorIsRefused() throws Exception {
        try (ScoreHarness harness = ScoreHarness.open(first)) {
            harness.champion(TestingModels.model(TestingModels.DETECTOR, List.of("memory", "cpu"), 1, 1));
            harness.champion(TestingModels.model("another", TestingModels.FEATURES, 1, 1));
            assertThat(harness.scorers.made).hasSize(1);
            assertThat(harness.deadLetters()).hasSize(2);
            assertThat(harness.deadLetters().get(0).detail()).contains("[memory, cpu]", "[cpu, memory]");
            assertThat(harness.deadLetters().get(1).detail()).contains("another", TestingModels.DETECTOR);
            assertThat(ScoreHarness.count("elbow.models.refused", "reason", "other-features"))
                    .isEqualTo(1);
            assertThat(ScoreHarness.count("elbow.models.refused", "reason", "other-detector"))
                    .isEqualTo(1);
        }
    }

    @Test
    void afterARefusalTheChampionInUseIsWrittenBackOnce() throws Exception {
        try (ScoreHarness harness = ScoreHarness.open(first)) {
            harness.champion(second);
            harness.model(TestingModels.DETECTOR, new byte[] {1, 2, 3});
            assertThat(harness.restored()).singleElement().satisfies(restored -> {
                assertThat(restored.key()).isEqualTo(TestingModels.DETECTOR);
                assertThat(restored.artifact()).isEqualTo(ArtifactCodec.encode(second));
                assertThat(restored.headers().role()).isEqualTo(ModelRole.CHAMPION);
                assertThat(restored.headers().answers())
                        .as("offset of the refused one")
                        .isEqualTo(42);
            });
            harness.update(TestingMessages.readBack(harness.restored().get(0), 43));
            assertThat(harness.restored()).as("no answer to its own answer").hasSize(1);
            assertThat(harness.scorers.made).hasSize(2);
        }
    }

    @Test
    void aChampionWrittenBackDoesNotUndoANewerOneThatItCrossedWith() throws Exception {
        try (ScoreHarness harness = ScoreHarness.open(first)) {
            harness.update(TestingMessages.champion(new byte[] {1, 2, 3}, 10));
            ModelMessage crossing = harness.restored().get(0);
            harness.update(TestingMessages.champion(ArtifactCodec.encode(second), 11));
            harness.update(TestingMessages.readBack(crossing, 12));
            assertThat(harness.scorers.last().modelId).isEqualTo(second.modelId());
            assertThat(harness.restored()).hasSize(2);
            assertThat(harness.restored().get(1).artifact()).isEqualTo(ArtifactCodec.encode(second));
            harness.update(TestingMessages.readBack(harness.restored().get(1), 13));
            assertThat(harness.restored()).as("that settles it").hasSize(2);
            assertThat(harness.scorers.made).hasSize(2);
        }
    }

    @Test
    void aRestoredJobStillKnowsWhichChampionIsTheNewer() throws Exception {
        OperatorSubtaskState state;
        try (ScoreHarness harness = ScoreHarness.open(first)) {
            harness.update(TestingMessages.champion(ArtifactCodec.encode(second), 11));
            state = harness.flink.snapshot(1, 1);
        }
        try (ScoreHarness harness = ScoreHarness.restored(first, state, 1, 0)) {
            harness.update(TestingMessages.answer(ArtifactCodec.encode(first), null, 10, 12));
            assertThat(harness.scorers.last().modelId).isEqualTo(second.modelId());
            assertThat(harness.restored()).hasSize(1);
        }
    }

    @Test
    void aModelMadeForNoDetectorInParticularIsTaken() throws Exception {
        try (ScoreHarness harness = ScoreHarness.open(first)) {
            harness.champion(TestingModels.model(null, TestingModels.FEATURES, 1, 3));
            assertThat(harness.scorers.made).hasSize(2);
        }
    }

    @Test
    void aRestoredJobGoesOnWithTheCheckpointsModelAndItsKeysTimes() throws Exception {
        OperatorSubtaskState state = stateAfterASwap("k");
        try (ScoreHarness harness = ScoreHarness.restored(first, state, 1, 0)) {
            harness.normal("k", 9);
            harness.normal("k", 11);
            harness.flink.endInput1();
            assertThat(harness.scored()).extracting(ScoredObservation::model).containsExactly(second.modelId());
            assertThat(harness.deadLetters()).hasSize(1);
        }
    }

    @Test
    void everySubtaskOfAWiderJobHasTheModelAndItsOwnKeys() throws Exception {
        String[] keys = {"a", "b", "c", "d", "e", "f", "g", "h"};
        OperatorSubtaskState state = stateAfterASwap(keys);
        List<String> models = new ArrayList<>();
        List<String> late = new ArrayList<>();
        for (int subtask = 0; subtask < 2; subtask++) {
            OperatorSubtaskState part = AbstractStreamOperatorTestHarness.repartitionOperatorState(
                    state, ScoreHarness.MAX_PARALLELISM, 1, 2, subtask);
            try (ScoreHarness harness = ScoreHarness.restored(first, part, 2, subtask)) {
                models.add(harness.scorers.last().modelId);
                for (String key : keys) {
                    if (Subtasks.of(key, ScoreHarness.MAX_PARALLELISM, 2) == subtask) {
                        harness.normal(key, 9);
                        late.add(key);
                    }
                }
                assertThat(harness.scored()).isEmpty();
                harness.flink.endInput1();
                assertThat(harness.scored()).as("all are late").isEmpty();
            }
        }
        assertThat(models).containsExactly(second.modelId(), second.modelId());
        assertThat(late).containsExactlyInAnyOrder(keys);
    }

    @Test
    void ofSeveralSubtasksOneAloneReportsARefusal() throws Exception {
        OperatorSubtaskState state = stateAfterASwap("k");
        OperatorSubtaskState part = AbstractStreamOperatorTestHarness.repartitionOperatorState(
                state, ScoreHarness.MAX_PARALLELISM, 1, 2, 1);
        try (ScoreHarness harness = ScoreHarness.restored(first, part, 2, 1)) {
            harness.model(TestingModels.DETECTOR, new byte[] {1, 2, 3});
            assertThat(harness.deadLetters()).isEmpty();
            assertThat(harness.restored()).isEmpty();
        }
    }

    /** Swapped to the second model, each key with a record at 10. */
    private OperatorSubtaskState stateAfterASwap(String... keys) throws Exception {
        try (ScoreHarness harness = ScoreHarness.open(first)) {
            harness.champion(second);
            for (String key : keys) {
                harness.normal(key, 10);
            }
            harness.flink.prepareSnapshotPreBarrier(1);
            return harness.flink.snapshot(1, 1);
        }
    }

    @Test
    void aSnapshotWithStateOfAnotherVersionIsRefusedByName() throws Exception {
        ModelArtifact model = TestingModels.model(1, 1);
        OperatorSubtaskState state;
        try (ScoreHarness newer = ScoreHarness.open(model, new StateVersions(Map.of("series", 2, "model", 1)))) {
            newer.normal("a", 0);
            state = newer.flink.snapshot(1, 1);
        }
        // At another parallelism, each subtask finds it.
        for (int subtask = 0; subtask < 2; subtask++) {
            int index = subtask;
            OperatorSubtaskState own = AbstractStreamOperatorTestHarness.repartitionOperatorState(
                    state, ScoreHarness.MAX_PARALLELISM, 1, 2, index);
            assertThatThrownBy(() -> ScoreHarness.restored(model, own, 2, index))
                    .hasStackTraceContaining("operator 'score' cannot go on with this snapshot: state 'series' is of"
                            + " version 2, supported is 1. Start the job from it with the release that wrote it");
        }
    }
}

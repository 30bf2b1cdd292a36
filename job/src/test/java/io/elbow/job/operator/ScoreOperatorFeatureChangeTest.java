// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.artifact.ArtifactCodec;
import io.elbow.artifact.ModelArtifact;
import io.elbow.job.detect.InitialModel;
import io.elbow.job.event.DetectorEvent;
import io.elbow.job.event.Sample;
import io.elbow.job.metrics.MetricsServer;
import io.elbow.protocol.ModelMessage;
import io.elbow.protocol.ModelRole;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A job that is started from a snapshot with a model of other features. */
class ScoreOperatorFeatureChangeTest {
    private static final long STEP = 10_000;
    private static final int OFFSET = 50;

    private final ModelArtifact before = model("cpu", "memory");
    private final ModelArtifact after = model("disk", "cpu");

    @BeforeEach
    void reset() {
        MetricsServer.reset();
    }

    private static ModelArtifact model(String... features) {
        return TestingModels.model(TestingModels.DETECTOR, List.of(features), 2, 1);
    }

    /** As the job starts with a model from the topic. */
    private static ScoreHarness begun(ModelArtifact model, OperatorSubtaskState state) throws Exception {
        InitialModel first = new InitialModel(ArtifactCodec.encode(model), OFFSET, ModelMessage.NONE, null);
        return ScoreHarness.restored(first, model, state, 1, 0);
    }

    private static OperatorSubtaskState snapshot(ScoreHarness harness) throws Exception {
        harness.flink.prepareSnapshotPreBarrier(1);
        return harness.flink.snapshot(1, 1);
    }

    private OperatorSubtaskState scoredByTheFirst() throws Exception {
        try (ScoreHarness harness = begun(before, null)) {
            harness.values("k", STEP, 110, 120);
            harness.values("idle", STEP, 111, 121);
            return snapshot(harness);
        }
    }

    private static double[] newestShingle(ScoreHarness harness) throws Exception {
        harness.flink.prepareSnapshotPreBarrier(2);
        List<Sample> samples = harness.samples();
        return samples.get(samples.size() - 1).rows();
    }

    @Test
    void itTakesOverAndKeysKeepWhatTheyKnowOfTheFeaturesThatStay() throws Exception {
        try (ScoreHarness harness = begun(after, scoredByTheFirst())) {
            assertThat(harness.champions())
                    .singleElement()
                    .satisfies(champion -> assertThat(champion.artifact()).isEqualTo(ArtifactCodec.encode(after)));
            assertThat(harness.events()).singleElement().satisfies(event -> {
                assertThat(event.event()).isEqualTo(DetectorEvent.ACTIVATED);
                assertThat(event.model()).isEqualTo(after.modelId());
                assertThat(event.reason()).contains("come [disk], that go [memory]", "[cpu]");
            });
            assertThat(ScoreHarness.count("elbow.model.swaps")).isEqualTo(1);
            harness.values("k", 2 * STEP, 7, 130);
            assertThat(newestShingle(harness)).containsExactly(Double.NaN, 110, 7, 130);
            harness.values("k", STEP, 7, 130);
            assertThat(harness.deadLetters())
                    .singleElement()
                    .satisfies(late -> assertThat(late.reason()).isEqualTo("late"));
        }
    }

    @Test
    void aKeyThatComesBackAfterTwoChangesIsCarriedOverFromItsOwnFeatures() throws Exception {
        ModelArtifact third = model("memory", "net", "cpu");
        OperatorSubtaskState second;
        try (ScoreHarness harness = begun(after, scoredByTheFirst())) {
            harness.values("k", 2 * STEP, 7, 130);
            second = snapshot(harness);
        }
        try (ScoreHarness harness = begun(third, second)) {
            harness.values("idle", 3 * STEP, 122, 5, 112);
            assertThat(newestShingle(harness)).containsExactly(121, Double.NaN, 111, 122, 5, 112);
            harness.values("k", 3 * STEP, 140, 6, 150);
            assertThat(newestShingle(harness)).containsExactly(Double.NaN, Double.NaN, 130, 140, 6, 150);
        }
    }

    @Test
    void whatWasPublishedBeforeItIsPassedOver() throws Exception {
        try (ScoreHarness harness = begun(after, scoredByTheFirst())) {
            harness.update(TestingMessages.published(
                    TestingModels.DETECTOR, ArtifactCodec.encode(before), ModelRole.CHAMPION, null, OFFSET - 1));
            harness.update(TestingMessages.published(
                    TestingModels.DETECTOR, ArtifactCodec.encode(after), ModelRole.CHAMPION, null, OFFSET));
            assertThat(harness.deadLetters()).isEmpty();
            assertThat(harness.restored()).isEmpty();
            assertThat(harness.champions()).hasSize(1);
        }
    }

    @Test
    void aModelOfTheSameFeaturesLeavesTheRestoredOneInPlace() throws Exception {
        ModelArtifact other = TestingModels.model(TestingModels.DETECTOR, List.of("cpu", "memory"), 2, 2);
        try (ScoreHarness harness = begun(other, scoredByTheFirst())) {
            assertThat(harness.events()).isEmpty();
            assertThat(harness.champions())
                    .singleElement()
                    .satisfies(champion -> assertThat(champion.artifact()).isEqualTo(ArtifactCodec.encode(before)));
        }
    }

    @Test
    void aRunningJobSaysHowAModelOfOtherFeaturesTakesOver() throws Exception {
        try (ScoreHarness harness = begun(before, null)) {
            harness.champion(after);
            assertThat(harness.deadLetters())
                    .singleElement()
                    .satisfies(refused -> assertThat(refused.detail())
                            .contains("[disk, cpu]", "start the job from the savepoint: it goes on with that model"));
        }
    }
}

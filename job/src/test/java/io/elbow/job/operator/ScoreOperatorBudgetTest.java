// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.elbow.artifact.ModelArtifact;
import io.elbow.budget.SurpriseScale;
import io.elbow.config.AlertBudget;
import io.elbow.job.event.ScoredObservation;
import io.elbow.job.event.ShadowReport;
import io.elbow.job.metrics.MetricsServer;
import io.elbow.stream.BudgetOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Surprise of the records of one key, one a minute; a record of d deviations scores d squared. */
class ScoreOperatorBudgetTest {
    private static final long MINUTE = 60_000;
    private static final int RECORDS = 60;
    private static final BudgetOptions BUDGET =
            new BudgetOptions(new AlertBudget(1, Duration.ofDays(1)), Duration.ofMinutes(5), Duration.ofHours(6));

    private final ModelArtifact first = knowing(1, new SurpriseScale(-1, 1, 0.25));
    private final ModelArtifact second = knowing(2, new SurpriseScale(-1, 1, 0.25));

    /** That spreads compressed scores twice as widely. */
    private final ModelArtifact wider = knowing(3, new SurpriseScale(-1, 1, 0.5));

    private static ModelArtifact knowing(float weight, SurpriseScale scale) {
        return TestingModels.withSurprise(TestingModels.model(1, weight), TestingModels.surprise(scale, 3));
    }

    @BeforeEach
    void reset() {
        MetricsServer.reset();
    }

    private static void feed(ScoreHarness harness, int from, int to) throws Exception {
        for (int i = from; i < to; i++) {
            harness.record("k", i * MINUTE, i % 17 == 16 ? 5 : 1 + 0.1 * (i % 5), 0);
        }
    }

    private static List<Double> surprise(List<ScoredObservation> scored) {
        return scored.stream().map(ScoredObservation::surprise).toList();
    }

    private List<Double> whole() throws Exception {
        try (ScoreHarness harness = ScoreHarness.underBudget(first, BUDGET, null)) {
            feed(harness, 0, RECORDS);
            harness.flink.endInput1();
            assertThat(harness.scored())
                    .allMatch(one -> one.anomaly() == one.surprise() >= 3 && one.critical() == one.surprise() >= 6);
            assertThat(harness.scored()).extracting(ScoredObservation::anomaly).contains(true, false);
            assertThat(harness.scored())
                    .extracting(ScoredObservation::young)
                    .containsExactlyElementsOf(
                            IntStream.range(0, RECORDS).mapToObj(i -> i < 30).toList());
            return surprise(harness.scored());
        }
    }

    @Test
    void aSnapshotInTheMiddleOfAKeyChangesNoSurprise() throws Exception {
        List<Double> expected = whole();
        List<Double> found = new ArrayList<>();
        OperatorSubtaskState state;
        try (ScoreHarness harness = ScoreHarness.underBudget(first, BUDGET, null)) {
            feed(harness, 0, 20);
            harness.flink.prepareSnapshotPreBarrier(1);
            state = harness.flink.snapshot(1, 1);
            found.addAll(surprise(harness.scored()));
        }
        try (ScoreHarness harness = ScoreHarness.underBudget(first, BUDGET, state)) {
            feed(harness, 20, RECORDS);
            harness.flink.endInput1();
            found.addAll(surprise(harness.scored()));
        }
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void aModelOfTheSameScaleGoesOnAsIfNothingHadHappened() throws Exception {
        try (ScoreHarness harness = ScoreHarness.underBudget(first, BUDGET, null)) {
            feed(harness, 0, 40);
            harness.champion(second);
            feed(harness, 40, RECORDS);
            harness.flink.endInput1();
            assertThat(surprise(harness.scored())).isEqualTo(whole());
            assertThat(harness.scored().get(40).model()).isEqualTo(second.modelId());
        }
    }

    @Test
    void aModelOfAnotherScaleTakesTheKeysMemoryOverOnce() throws Exception {
        List<Double> expected = whole();
        try (ScoreHarness harness = ScoreHarness.underBudget(first, BUDGET, null)) {
            feed(harness, 0, 40);
            harness.champion(wider);
            feed(harness, 40, RECORDS);
            harness.flink.endInput1();
            List<Double> found = surprise(harness.scored());
            // Its scores are the first one's, so by its wider scale all of them are half as surprising.
            assertThat(found.get(50)).isCloseTo(expected.get(50) / 2, within(0.1));
            assertThat(found.subList(0, 40)).isEqualTo(expected.subList(0, 40));
        }
    }

    @Test
    void aModelThatKnowsNothingOfSurpriseIsRefused() throws Exception {
        try (ScoreHarness harness = ScoreHarness.underBudget(first, BUDGET, null)) {
            harness.champion(TestingModels.model(1, 9));
            assertThat(harness.deadLetters())
                    .singleElement()
                    .satisfies(letter -> assertThat(letter.detail()).contains("cannot keep alerts.budget"));
            assertThat(ScoreHarness.count("elbow.models.refused", "reason", ModelTrial.NO_SURPRISE))
                    .isEqualTo(1);
        }
    }

    @Test
    void aSnapshotOfAJobThatWentByARateIsAStart() throws Exception {
        OperatorSubtaskState state;
        try (ScoreHarness harness = ScoreHarness.open(TestingModels.model(1, 9))) {
            feed(harness, 0, 10);
            harness.flink.prepareSnapshotPreBarrier(1);
            state = harness.flink.snapshot(1, 1);
        }
        try (ScoreHarness harness = ScoreHarness.underBudget(first, BUDGET, state)) {
            feed(harness, 10, 20);
            harness.champion(first);
            feed(harness, 20, 30);
            harness.flink.endInput1();
            assertThat(harness.scored().subList(0, 10))
                    .as("the snapshot's model knows nothing of surprise")
                    .noneMatch(ScoredObservation::hasSurprise);
            assertThat(harness.scored().subList(10, 20)).allMatch(ScoredObservation::hasSurprise);
        }
    }

    /** A challenger has no memory of keys; on the same records both have to be held to the same thing. */
    @Test
    void aChallengerIsComparedByThePValuesOfBoth() throws Exception {
        try (ScoreHarness harness = ScoreHarness.underBudget(first, BUDGET, null)) {
            harness.challenger(second);
            feed(harness, 0, RECORDS);
            harness.flink.processWatermark1(new Watermark(RECORDS * MINUTE));
            double rate = first.manifest().alertRate();
            long rare = harness.scored().stream()
                    .filter(one -> one.pValue() <= rate)
                    .count();
            assertThat(rare)
                    .isNotEqualTo(harness.scored().stream()
                            .filter(ScoredObservation::anomaly)
                            .count());
            ShadowReport sum = new ShadowReport();
            harness.notifications().stream()
                    .filter(notification -> notification.counts() != null)
                    .forEach(notification -> sum.add(notification.counts().report()));
            assertThat(sum.records).isEqualTo(RECORDS);
            assertThat(sum.championAnomalies).isEqualTo(rare);
        }
    }

    @Test
    void noShareOfRecordsIsPromised() throws Exception {
        try (ScoreHarness harness = ScoreHarness.underBudget(first, BUDGET, null)) {
            assertThat(harness.scored()).isEmpty();
            assertThat(MetricsServer.registry()
                            .get("elbow.alert.rate.expected")
                            .gauge()
                            .value())
                    .isNaN();
        }
    }

    @Test
    void withoutABudgetThereIsNoSurprise() throws Exception {
        try (ScoreHarness harness = ScoreHarness.open(first)) {
            harness.normal("k", 1);
            harness.flink.endInput1();
            assertThat(harness.scored().get(0).hasSurprise()).isFalse();
            assertThat(harness.scored().get(0).surprise()).isNaN();
        }
    }
}

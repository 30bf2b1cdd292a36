// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.artifact.ArtifactCodec;
import io.elbow.artifact.ModelArtifact;
import io.elbow.config.ShingleOptions;
import io.elbow.job.event.RefreshInput;
import io.elbow.job.event.Sample;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the scorers send to the refresh. */
class ScoreOperatorSamplesTest {
    private static final double NORMAL = TestingModels.MEAN + TestingModels.DEVIATION;

    private final ModelArtifact model = TestingModels.model(1, 1);

    @Test
    void eachRecordOfAQuietKeyIsASampleInTheUsersUnits() throws Exception {
        ModelArtifact pairs = TestingModels.model(2, 1);
        try (ScoreHarness harness = ScoreHarness.open(pairs, new ShingleOptions(2, 1, null, Duration.ofDays(7)))) {
            harness.normal("a", 0);
            harness.record("a", 60_000, 1, Double.NaN);
            harness.record("a", 120_000, 2, 2);

            List<Sample> samples = harness.samples();
            assertThat(samples).hasSize(3);
            assertThat(samples.get(0).rows()).containsExactly(Double.NaN, Double.NaN, NORMAL, NORMAL);
            assertThat(samples.get(0).missingShare()).isEqualTo(0.5);
            assertThat(samples.get(1).rows()).containsExactly(NORMAL, NORMAL, NORMAL, Double.NaN);
            assertThat(samples.get(2).missingShare()).isEqualTo(0.25);
            assertThat(samples).extracting(Sample::model).containsOnly(pairs.modelId());
        }
    }

    @Test
    void ofABusyKeyFewNormalRecordsAreSamplesAndEveryAnomaly() throws Exception {
        try (ScoreHarness harness = ScoreHarness.open(model)) {
            for (int i = 0; i < 3_000; i++) {
                boolean anomaly = i % 100 == 99;
                harness.record("busy", i * 10L, anomaly ? 1e4 : 1, 1);
            }
            List<Sample> samples = harness.samples();
            assertThat(samples).filteredOn(Sample::anomaly).hasSize(30);
            // One a second of event time.
            assertThat(samples).filteredOn(sample -> !sample.anomaly()).hasSizeBetween(15, 50);
        }
    }

    @Test
    void theSameRecordsAreSamplesAtAnyParallelism() throws Exception {
        List<Sample> byOne = sampled(1);
        List<Sample> byTwo = sampled(2);
        assertThat(byOne).isNotEmpty();
        assertThat(byTwo)
                .extracting(sample -> sample.key() + "@" + sample.timestampMillis())
                .containsExactlyInAnyOrderElementsOf(byOne.stream()
                        .map(sample -> sample.key() + "@" + sample.timestampMillis())
                        .toList());
    }

    private List<Sample> sampled(int parallelism) throws Exception {
        List<Sample> samples = new ArrayList<>();
        for (int subtask = 0; subtask < parallelism; subtask++) {
            try (ScoreHarness harness = ScoreHarness.open(model, parallelism, subtask)) {
                for (int i = 0; i < 3_000; i++) {
                    String key = "key-" + i % 5;
                    if (Subtasks.of(key, ScoreHarness.MAX_PARALLELISM, parallelism) == subtask) {
                        harness.normal(key, i * 10L);
                    } else {
                        harness.elsewhere();
                    }
                }
                harness.flink.prepareSnapshotPreBarrier(1);
                samples.addAll(harness.samples());
            }
        }
        return samples;
    }

    @Test
    void theModelInUseIsToldOnceForEachThatIs() throws Exception {
        ModelArtifact second = TestingModels.model(1, 2);
        try (ScoreHarness harness = ScoreHarness.open(model)) {
            harness.normal("a", 0);
            harness.model(TestingModels.DETECTOR, ArtifactCodec.encode(second));
            harness.normal("a", 60_000);
            assertThat(harness.champions())
                    .extracting(RefreshInput.ModelInUse::artifact)
                    .containsExactly(ArtifactCodec.encode(model), ArtifactCodec.encode(second));
        }
    }
}

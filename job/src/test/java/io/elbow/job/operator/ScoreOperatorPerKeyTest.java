// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.elbow.artifact.ModelArtifact;
import io.elbow.config.PerKeyOptions;
import io.elbow.config.ScoreOptions.ScorerChoice;
import io.elbow.data.Dataset;
import io.elbow.features.PerKeyFit;
import io.elbow.features.PerKeyStandardizer;
import io.elbow.features.Standardizer;
import io.elbow.job.event.ScoredObservation;
import io.elbow.job.metrics.MetricsServer;
import io.elbow.scoring.TableSink;
import io.elbow.scoring.Verdict;
import io.elbow.stream.BatchScoring;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys standardised by their own statistics, in a running operator. */
class ScoreOperatorPerKeyTest {
    private static final int BUCKET_MILLIS = PerKeyFlow.BUCKET_MILLIS;
    private static final int MAX_PARALLELISM = ScoreHarness.MAX_PARALLELISM;
    private static final PerKeyOptions OPTIONS = PerKeyFlow.OPTIONS;

    private static final PerKeyFit FIT = PerKeyFlow.FIT;

    private final ModelArtifact model =
            PerKeyFlow.model(2, new Standardizer(new double[] {100, 100}, new double[] {10, 10}), FIT);

    @BeforeEach
    void reset() {
        MetricsServer.reset();
    }

    @ParameterizedTest
    @CsvSource({"1,1,0.02", "7,1,0.02", "256,1,0.02", "1,2,0.02", "7,2,0.001", "256,2,0.001"})
    void neitherBatchesNorTasksChangeAScoreAndATableInOrderOfTimeHasTheSame(int batchSize, int parallelism, double rate)
            throws Exception {
        List<Dataset.Row> rows = PerKeyFlow.rows(2_000);
        TreeMap<Long, Double> scores = new TreeMap<>();
        for (int subtask = 0; subtask < parallelism; subtask++) {
            try (PerKeyFlow flow = PerKeyFlow.alerting(model, batchSize, parallelism, subtask, rate)) {
                for (Dataset.Row row : rows) {
                    flow.record(row);
                }
                flow.end();
                flow.scored().forEach(scored -> scores.put(scored.offset(), scored.score()));
            }
        }
        assertThat(scores).isEqualTo(table(rows, rate));
        double threshold = model.manifest().calibration().threshold(rate);
        assertThat(scores.values().stream().filter(score -> score >= threshold).count())
                .isBetween(20L, 400L);
    }

    @ParameterizedTest
    @CsvSource({"1,1", "2,7", "3,256"})
    void aRestoredAndRescaledJobGoesOnWithTheSameStatistics(int cut, int batchSize) throws Exception {
        List<Dataset.Row> rows = PerKeyFlow.rows(1_200);
        // In the middle of a bucket, so that what it has gathered is in the snapshot.
        int at = cut * 300 + 17;
        TreeMap<Long, Double> scores = new TreeMap<>();
        OperatorSubtaskState state;
        try (PerKeyFlow flow = new PerKeyFlow(model, batchSize, 1, 0, null)) {
            for (Dataset.Row row : rows.subList(0, at)) {
                flow.record(row);
            }
            state = flow.snapshot();
            flow.scored().forEach(scored -> scores.put(scored.offset(), scored.score()));
        }
        for (int subtask = 0; subtask < 2; subtask++) {
            OperatorSubtaskState part =
                    AbstractStreamOperatorTestHarness.repartitionOperatorState(state, MAX_PARALLELISM, 1, 2, subtask);
            try (PerKeyFlow flow = new PerKeyFlow(model, batchSize, 2, subtask, part)) {
                for (Dataset.Row row : rows.subList(at, rows.size())) {
                    flow.record(row);
                }
                flow.end();
                flow.scored().forEach(scored -> scores.put(scored.offset(), scored.score()));
            }
        }
        assertThat(scores).isEqualTo(table(rows, model.manifest().alertRate()));
    }

    @Test
    void aRecordOfALaterBucketIsScoredAfterThoseOfItsKeyThatWait() throws Exception {
        try (PerKeyFlow flow = new PerKeyFlow(model, 256, 1, 0, null)) {
            flow.record("k1", 0, 100, 100);
            flow.record("k1", BUCKET_MILLIS - 1, 100, 100);
            flow.record("k2", BUCKET_MILLIS, 100, 100);
            assertThat(flow.scored()).as("they wait").isEmpty();
            flow.record("k1", BUCKET_MILLIS, 100, 100);
            assertThat(flow.scored()).extracting(ScoredObservation::offset).containsExactly(0L, 1L, 2L);
            flow.end();
            assertThat(flow.scored()).hasSize(4);
        }
    }

    @Test
    void anomaliesAreNotTakenUp() throws Exception {
        ModelArtifact points = PerKeyFlow.model(1, model.manifest().scaler(), FIT);
        List<Double> after = new ArrayList<>();
        for (boolean incident : new boolean[] {false, true}) {
            try (PerKeyFlow flow = new PerKeyFlow(points, 7, 1, 0, null)) {
                for (int i = 0; i < 50; i++) {
                    flow.record("k1", i, 100 + i % 3, 100);
                    if (incident) {
                        flow.record("k1", i, 500, 500);
                    }
                }
                flow.record("k1", BUCKET_MILLIS, 100, 100);
                flow.record("k1", BUCKET_MILLIS + 1, 103, 100);
                flow.end();
                after.add(flow.scored().get(flow.scored().size() - 1).score());
            }
        }
        assertThat(after.get(1)).isEqualTo(after.get(0));
    }

    @ParameterizedTest
    @CsvSource({"0.01,0.005,true", "0.01,0.1,false", "0.2,0.1,true"})
    void aRecordBelowTheGuardIsNotTakenUpThoughItRaisesNoAlert(double guard, double pValue, boolean guarded)
            throws Exception {
        double rate = 1e-3;
        PerKeyFit known = new PerKeyFit(
                OPTIONS, new float[] {0.5f, 0.5f}, List.of("k1"), new float[] {2_000}, new float[2], new float[] {1, 1
                });
        ModelArtifact points = PerKeyFlow.model(1, model.manifest().scaler(), known);
        // Its score is the square of its distance from 100 in tens.
        double rare = 100 + 10 * Math.sqrt(model.manifest().calibration().threshold(pValue)) + 1e-3;
        List<ScoredObservation> after = new ArrayList<>();
        for (boolean present : new boolean[] {false, true}) {
            try (PerKeyFlow flow = PerKeyFlow.guarded(points, rate, guard)) {
                for (int i = 0; i < 50; i++) {
                    flow.record("k1", i, 100 + i % 3, 100);
                }
                if (present) {
                    flow.record("k1", 50, rare, 100);
                }
                flow.record("k1", BUCKET_MILLIS, 103, 100);
                flow.end();
                List<ScoredObservation> scored = flow.scored();
                assertThat(scored).noneMatch(ScoredObservation::anomaly);
                assertThat(scored.get(50).pValue() <= guard).isEqualTo(present && guarded);
                after.add(scored.get(scored.size() - 1));
            }
        }
        assertThat(after.get(1).score() == after.get(0).score()).isEqualTo(guarded);
    }

    @Test
    void theStatisticsBelongToTheKeyAndOutliveTheModel() throws Exception {
        Standardizer others = new Standardizer(new double[] {-50, 300}, new double[] {400, 200});
        ModelArtifact next = PerKeyFlow.model(
                2, others, new PerKeyFit(OPTIONS, new float[] {0.01f, 0.01f}, List.of(), none(), none(), none()));
        Random random = new Random(1);
        OperatorSubtaskState state;
        try (PerKeyFlow flow = new PerKeyFlow(model, 7, 1, 0, null)) {
            for (int i = 0; i < 20_000; i++) {
                flow.record("k1", i / 250, 130 + 5 * random.nextGaussian(), 130 + 5 * random.nextGaussian());
            }
            flow.champion(next);
            state = flow.snapshot();
        }
        // The next bucket begins in a restored job: the units of the statistics are part of the snapshot.
        try (PerKeyFlow flow = new PerKeyFlow(model, 7, 1, 0, state)) {
            flow.record("k1", BUCKET_MILLIS, 130, 130);
            flow.record("k1", BUCKET_MILLIS, 140, 120);
            flow.end();
            ScoredObservation last = flow.scored().get(1);
            assertThat(last.model()).isEqualTo(next.modelId());
            // Two deviations of the key's each, one row of the shingle at its level; the global one 20 rows blur a
            // little.
            assertThat(last.score()).isCloseTo(8, within(3.0));
        }
    }

    @Test
    void expectedIsToldInTheUnitsThatTheKeyWasStandardisedBy() throws Exception {
        PerKeyStandardizer standardizer =
                new PerKeyStandardizer(model.manifest().scaler(), FIT);
        Standardizer own = standardizer.of(standardizer.start("k0"));
        try (PerKeyFlow flow = new PerKeyFlow(model, 7, 1, 0, null)) {
            flow.record("k0", 0, 500, 120);
            flow.record("k1", 0, 500, 120);
            flow.end();
            assertThat(flow.scored()).allMatch(ScoredObservation::anomaly);
            assertThat(flow.scored().get(0).features()[0].name()).isEqualTo("cpu");
            assertThat(flow.scored().get(0).features()[0].expected()).isEqualTo(own.invert(0, 0.5));
            assertThat(flow.scored().get(1).features()[0].expected())
                    .isCloseTo(model.manifest().scaler().invert(0, 0.5), within(1e-4));
        }
    }

    @Test
    void aModelThatStandardisesAllKeysAlikeMayComeBetween() throws Exception {
        ModelArtifact alike = TestingModels.model(2, 5);
        try (PerKeyFlow flow = new PerKeyFlow(alike, 1, 1, 0, null)) {
            flow.record("k0", 0, 120, 120);
            flow.champion(model);
            flow.record("k0", 1, 120, 120);
            flow.champion(alike);
            flow.record("k0", 2, 120, 120);
            flow.end();
            assertThat(flow.scored().get(0).score()).isEqualTo(10);
            assertThat(flow.scored().get(1).score())
                    .as("its own level, from training")
                    .isLessThan(8);
            assertThat(flow.scored().get(2).score()).isEqualTo(16);
        }
    }

    private static float[] none() {
        return new float[0];
    }

    private Map<Long, Double> table(List<Dataset.Row> rows, double rate) {
        TreeMap<Long, Double> scores = new TreeMap<>();
        new BatchScoring(model.manifest(), TestingScorer.of(model, ScorerChoice.AUTO), rate, null)
                .score(new Dataset("rows", TestingModels.FEATURES, rows, List.of()), new TableSink() {
                    @Override
                    public void scored(Dataset.Row row, Verdict verdict, double[] featureNats, Standardizer by) {
                        scores.put(row.number(), verdict.score());
                    }

                    @Override
                    public void late(Dataset.Row row) {
                        throw new IllegalStateException("row " + row.number() + " is late");
                    }
                });
        return scores;
    }
}

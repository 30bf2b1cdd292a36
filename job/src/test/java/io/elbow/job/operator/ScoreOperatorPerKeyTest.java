// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.elbow.artifact.ArtifactCodec;
import io.elbow.artifact.Manifest;
import io.elbow.artifact.ModelArtifact;
import io.elbow.config.PerKeyOptions;
import io.elbow.config.ScoreOptions;
import io.elbow.config.ScoreOptions.ScorerChoice;
import io.elbow.config.ShingleOptions;
import io.elbow.data.Dataset;
import io.elbow.data.Observation;
import io.elbow.features.PerKeyFit;
import io.elbow.features.PerKeyStandardizer;
import io.elbow.features.Standardizer;
import io.elbow.job.event.ModelUpdate;
import io.elbow.job.event.ScoredObservation;
import io.elbow.job.event.SourcedObservation;
import io.elbow.job.metrics.MetricsServer;
import io.elbow.scoring.BatchScoring;
import io.elbow.scoring.ElboTerms;
import io.elbow.scoring.Scorer;
import io.elbow.scoring.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys standardised by their own statistics, in a running operator. */
class ScoreOperatorPerKeyTest {
    private static final int KEYS = 5;
    private static final int BUCKET_MILLIS = 100;
    private static final int MAX_PARALLELISM = ScoreHarness.MAX_PARALLELISM;
    private static final PerKeyOptions OPTIONS =
            new PerKeyOptions(20, Duration.ofMillis(BUCKET_MILLIS), Duration.ofMillis(100 * BUCKET_MILLIS));

    /** Knows k0, which lies two deviations above the fleet and varies little. */
    private static final PerKeyFit FIT = new PerKeyFit(
            OPTIONS, new float[] {0.5f, 0.5f}, List.of("k0"), new float[] {50}, new float[] {2, 2}, new float[] {
                0.1f, 0.1f
            });

    private final ModelArtifact model =
            perKey(2, new Standardizer(new double[] {100, 100}, new double[] {10, 10}), FIT);

    @BeforeEach
    void reset() {
        MetricsServer.reset();
    }

    @ParameterizedTest
    @CsvSource({"1,1", "7,1", "256,1", "1,2", "7,2", "256,2"})
    void neitherBatchesNorTasksChangeAScoreAndATableInOrderOfTimeHasTheSame(int batchSize, int parallelism)
            throws Exception {
        List<Dataset.Row> rows = rows(2_000);
        TreeMap<Long, Double> scores = new TreeMap<>();
        for (int subtask = 0; subtask < parallelism; subtask++) {
            try (Flow flow = new Flow(model, batchSize, parallelism, subtask, null)) {
                for (Dataset.Row row : rows) {
                    flow.record(row);
                }
                flow.end();
                flow.scored().forEach(scored -> scores.put(scored.offset(), scored.score()));
            }
        }
        Map<Long, Double> table = table(rows);
        assertThat(scores).isEqualTo(table);
        double threshold =
                model.manifest().calibration().threshold(model.manifest().alertRate());
        assertThat(scores.values().stream().filter(score -> score >= threshold).count())
                .isBetween(20L, 400L);
    }

    @ParameterizedTest
    @CsvSource({"1,1", "2,7", "3,256"})
    void aRestoredAndRescaledJobGoesOnWithTheSameStatistics(int cut, int batchSize) throws Exception {
        List<Dataset.Row> rows = rows(1_200);
        // In the middle of a bucket, so that what it has gathered is in the snapshot.
        int at = cut * 300 + 17;
        TreeMap<Long, Double> scores = new TreeMap<>();
        OperatorSubtaskState state;
        try (Flow flow = new Flow(model, batchSize, 1, 0, null)) {
            for (Dataset.Row row : rows.subList(0, at)) {
                flow.record(row);
            }
            state = flow.snapshot();
            flow.scored().forEach(scored -> scores.put(scored.offset(), scored.score()));
        }
        for (int subtask = 0; subtask < 2; subtask++) {
            OperatorSubtaskState part =
                    AbstractStreamOperatorTestHarness.repartitionOperatorState(state, MAX_PARALLELISM, 1, 2, subtask);
            try (Flow flow = new Flow(model, batchSize, 2, subtask, part)) {
                for (Dataset.Row row : rows.subList(at, rows.size())) {
                    flow.record(row);
                }
                flow.end();
                flow.scored().forEach(scored -> scores.put(scored.offset(), scored.score()));
            }
        }
        assertThat(scores).isEqualTo(table(rows));
    }

    @Test
    void aRecordOfALaterBucketIsScoredAfterThoseOfItsKeyThatWait() throws Exception {
        try (Flow flow = new Flow(model, 256, 1, 0, null)) {
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
        ModelArtifact points = perKey(1, model.manifest().scaler(), FIT);
        List<Double> after = new ArrayList<>();
        for (boolean incident : new boolean[] {false, true}) {
            try (Flow flow = new Flow(points, 7, 1, 0, null)) {
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

    @Test
    void theStatisticsBelongToTheKeyAndOutliveTheModel() throws Exception {
        Standardizer others = new Standardizer(new double[] {-50, 300}, new double[] {400, 200});
        ModelArtifact next = perKey(
                2, others, new PerKeyFit(OPTIONS, new float[] {0.01f, 0.01f}, List.of(), none(), none(), none()));
        Random random = new Random(1);
        OperatorSubtaskState state;
        try (Flow flow = new Flow(model, 7, 1, 0, null)) {
            for (int i = 0; i < 20_000; i++) {
                flow.record("k1", i / 250, 130 + 5 * random.nextGaussian(), 130 + 5 * random.nextGaussian());
            }
            flow.champion(next);
            state = flow.snapshot();
        }
        // The next bucket begins in a restored job: the units of the statistics are part of the snapshot.
        try (Flow flow = new Flow(model, 7, 1, 0, state)) {
            flow.record("k1", BUCKET_MILLIS, 130, 130);
            flow.record("k1", BUCKET_MILLIS, 140, 120);
            flow.end();
            ScoredObservation last = flow.scored().get(1);
            assertThat(last.model()).isEqualTo(next.modelId());
            // Two deviations of the key's each, one row of the shingle at its level; the fleet's 20 rows blur a little.
            assertThat(last.score()).isCloseTo(8, within(3.0));
        }
    }

    @Test
    void expectedIsToldInTheUnitsThatTheKeyWasStandardisedBy() throws Exception {
        PerKeyStandardizer law = new PerKeyStandardizer(model.manifest().scaler(), FIT);
        Standardizer own = law.of(law.start("k0"));
        try (Flow flow = new Flow(model, 7, 1, 0, null)) {
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
        try (Flow flow = new Flow(alike, 1, 1, 0, null)) {
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

    private static ModelArtifact perKey(int shingle, Standardizer scaler, PerKeyFit fit) {
        ModelArtifact alike = TestingModels.model(shingle, 1);
        Manifest m = alike.manifest();
        Manifest manifest = new Manifest(
                m.formatVersion(),
                m.detector(),
                m.spec(),
                m.featureNames(),
                m.keyColumn(),
                m.timestampColumn(),
                m.series(),
                scaler,
                m.floor(),
                m.calibration(),
                m.baselines(),
                m.alertRate(),
                m.fit(),
                m.provenance(),
                m.summary(),
                m.extensions().withPerKey(fit));
        return ArtifactCodec.create(manifest, alike.tensors());
    }

    /** Each key at a level of its own, with incidents, gaps and missing values. */
    private static List<Dataset.Row> rows(int count) {
        Random random = new Random(4);
        List<Dataset.Row> rows = new ArrayList<>();
        long time = 0;
        for (int i = 0; i < count; i++) {
            time += random.nextInt(100) == 0 ? 3 * BUCKET_MILLIS : random.nextInt(10);
            int key = random.nextInt(KEYS);
            double shift = random.nextInt(40) == 0 ? 200 : 0;
            double[] values = {
                100 + 8 * key + 4 * random.nextGaussian() + shift,
                random.nextInt(20) == 0 ? Double.NaN : 100 - 8 * key + 4 * random.nextGaussian()
            };
            rows.add(new Dataset.Row(i, "k" + key, "", time, values, false));
        }
        return rows;
    }

    private Map<Long, Double> table(List<Dataset.Row> rows) {
        TreeMap<Long, Double> scores = new TreeMap<>();
        new BatchScoring(
                        model.manifest(),
                        new WholeBatches(TestingScorer.of(model, ScorerChoice.AUTO)),
                        model.manifest().alertRate(),
                        null)
                .score(new Dataset("rows", TestingModels.FEATURES, rows, List.of()), new BatchScoring.Sink() {
                    @Override
                    public void scored(Dataset.Row row, Verdict verdict, double[] featureNats) {
                        scores.put(row.number(), verdict.score());
                    }

                    @Override
                    public void late(Dataset.Row row) {
                        throw new IllegalStateException("row " + row.number() + " is late");
                    }
                });
        return scores;
    }

    /** Hands over no more than the rows of a batch that is not full. */
    private record WholeBatches(TestingScorer scorer) implements Scorer {
        @Override
        public int inputDim() {
            return scorer.inputDim();
        }

        @Override
        public ElboTerms score(float[] rows, int batch) {
            return scorer.score(Arrays.copyOf(rows, batch * rowWidth()), batch);
        }

        @Override
        public float[] expected(float[] rows, int batch) {
            return scorer.expected(rows, batch);
        }

        @Override
        public void close() {
            scorer.close();
        }
    }

    /** One subtask of the operator; takes the records of its own keys alone. */
    private static final class Flow implements AutoCloseable {
        private final KeyedTwoInputStreamOperatorTestHarness<String, SourcedObservation, ModelUpdate, ScoredObservation>
                flink;
        private final int parallelism;
        private final int subtask;
        private long offset;

        /** @param state null: none is restored */
        Flow(ModelArtifact model, int batchSize, int parallelism, int subtask, OperatorSubtaskState state)
                throws Exception {
            this.parallelism = parallelism;
            this.subtask = subtask;
            ScoreSettings settings = new ScoreSettings(
                    TestingModels.DETECTOR,
                    TestingModels.FEATURES,
                    null,
                    new ShingleOptions(2, 1, null, Duration.ofDays(7)),
                    new ScoreOptions(0, ScorerChoice.AUTO, batchSize, Duration.ofDays(1)),
                    "metrics-models");
            ScoreOperator operator = new ScoreOperator(
                    settings,
                    new TaskMeters(TestingModels.DETECTOR, null),
                    TestingScorer::of,
                    ArtifactCodec.encode(model));
            flink = new KeyedTwoInputStreamOperatorTestHarness<>(
                    operator,
                    record -> record.observation().key(),
                    null,
                    Types.STRING,
                    MAX_PARALLELISM,
                    parallelism,
                    subtask);
            if (state != null) {
                flink.initializeState(state);
            }
            flink.open();
        }

        void record(Dataset.Row row) throws Exception {
            if (Subtasks.of(row.key(), MAX_PARALLELISM, parallelism) == subtask) {
                record(row.number(), row.key(), row.timestampMillis(), row.values());
            }
        }

        void record(String key, long timestampMillis, double... values) throws Exception {
            record(offset++, key, timestampMillis, values);
        }

        private void record(long number, String key, long timestampMillis, double[] values) throws Exception {
            SourcedObservation record = new SourcedObservation(
                    new Observation(key, timestampMillis, Arrays.copyOf(values, values.length)),
                    "metrics",
                    0,
                    number,
                    null,
                    new byte[] {1});
            flink.processElement1(record, timestampMillis);
        }

        void champion(ModelArtifact model) throws Exception {
            flink.processElement2(new StreamRecord<>(ModelUpdate.published(
                    TestingModels.DETECTOR, ArtifactCodec.encode(model), ModelUpdate.CHAMPION, null, offset)));
        }

        OperatorSubtaskState snapshot() throws Exception {
            flink.prepareSnapshotPreBarrier(1);
            return flink.snapshot(1, 1);
        }

        void end() throws Exception {
            flink.endInput1();
        }

        List<ScoredObservation> scored() {
            return flink.extractOutputValues();
        }

        @Override
        public void close() throws Exception {
            flink.close();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.artifact.ArtifactCodec;
import io.elbow.artifact.ModelArtifact;
import io.elbow.config.RefreshOptions;
import io.elbow.config.ScoreOptions.ScorerChoice;
import io.elbow.data.Dataset;
import io.elbow.data.Observation;
import io.elbow.features.KeyMemory;
import io.elbow.features.Smoothing;
import io.elbow.features.Standardizer;
import io.elbow.job.detect.LiveModel;
import io.elbow.job.event.ScoredObservation;
import io.elbow.job.metrics.MetricsServer;
import io.elbow.scoring.Verdict;
import io.elbow.stream.KeyStore;
import io.elbow.stream.ModelBatch;
import io.elbow.stream.Models;
import io.elbow.stream.ScoringModel;
import io.elbow.stream.StreamScoring;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A snapshot in which each part of a key's memory had a state of its own: the scores go on as if it were one. */
class EarlierKeyStatesTest {
    private static final int CUT = 617;
    private static final int BATCH = 7;
    private static final Standardizer SCALER = new Standardizer(new double[] {100, 100}, new double[] {10, 10});

    private final List<Dataset.Row> rows = PerKeyFlow.rows(1_500);
    private final ModelArtifact model = smoothing(SCALER);
    private final ModelArtifact challenger = smoothing(new Standardizer(new double[] {90, 110}, new double[] {12, 9}));

    /** What the loop says of the records behind the cut, where nothing was ever restored. */
    private final Map<Long, Verdict> expected = new TreeMap<>();

    private final Map<Long, Verdict> challengers = new TreeMap<>();

    private static ModelArtifact smoothing(Standardizer scaler) {
        ModelArtifact perKey = PerKeyFlow.model(2, scaler, PerKeyFlow.FIT);
        return ArtifactCodec.create(
                TestingModels.withSmoothing(perKey.manifest(), new Smoothing(3, true)), perKey.tensors());
    }

    @BeforeEach
    void score() {
        MetricsServer.reset();
        HashMap<String, KeyMemory> memories = new HashMap<>();
        take(rows.subList(0, CUT), memories);
        expected.clear();
        challengers.clear();
        take(rows.subList(CUT, rows.size()), memories);
        assertThat(expected.values()).extracting(Verdict::anomaly).contains(true, false);
    }

    private Map<String, KeyMemory> memoriesAtTheCut() {
        Map<String, KeyMemory> memories = new HashMap<>();
        Map<Long, Verdict> after = Map.copyOf(expected);
        Map<Long, Verdict> challengersAfter = Map.copyOf(challengers);
        take(rows.subList(0, CUT), memories);
        expected.clear();
        challengers.clear();
        expected.putAll(after);
        challengers.putAll(challengersAfter);
        assertThat(memories.values()).allSatisfy(memory -> {
            assertThat(memory.statistics).isNotNull();
            assertThat(memory.smoothed).isNotNull();
            assertThat(memory.challengerSmoothed).isNotNull();
        });
        return memories;
    }

    private void take(List<Dataset.Row> some, Map<String, KeyMemory> memories) {
        StreamScoring<Long> scoring = new StreamScoring<>(
                new Both(live(model), live(challenger)),
                new MapStore(memories),
                new StreamScoring.Settings(1, null, BATCH, false),
                first -> SCALER,
                new Verdicts());
        for (Dataset.Row row : some) {
            scoring.take(row.number(), new Observation(row.key(), row.timestampMillis(), row.values()));
        }
        scoring.flush();
    }

    private static LiveModel live(ModelArtifact artifact) {
        return new LiveModel(
                artifact,
                null,
                RefreshOptions.DEFAULT.guard(),
                TestingScorer.of(artifact, ScorerChoice.AUTO),
                List.of());
    }

    private record Both(ScoringModel newest, ScoringModel challenger) implements Models {
        @Override
        public ScoringModel at(long timestampMillis) {
            return newest;
        }

        @Override
        public ScoringModel previous() {
            return null;
        }
    }

    private record MapStore(Map<String, KeyMemory> memories) implements KeyStore {
        @Override
        public KeyMemory get(String key) {
            return memories.get(key);
        }

        @Override
        public void put(String key, KeyMemory memory) {
            memories.put(key, memory);
        }
    }

    private final class Verdicts implements StreamScoring.Output<Long> {
        @Override
        public void late(Long record, long newestMillis) {
            throw new IllegalStateException("row " + record + " is late");
        }

        @Override
        public void scored(ModelBatch<Long> batch) {
            for (int row = 0; row < batch.size(); row++) {
                expected.put(batch.record(row), batch.verdict(row));
                challengers.put(batch.record(row), batch.challengerVerdict(row));
            }
        }
    }

    private static StateBackend backend(String name) {
        return name.equals("heap") ? new HashMapStateBackend() : new EmbeddedRocksDBStateBackend();
    }

    @ParameterizedTest
    @ValueSource(strings = {"heap", "rocksdb"})
    void aRestoredJobGoesOnWithTheSameMemories(String backend) throws Exception {
        OperatorSubtaskState state = EarlierScoreOperator.snapshot(backend(backend), memoriesAtTheCut(), SCALER);
        try (PerKeyFlow flow = PerKeyFlow.on(backend(backend), model, BATCH, state)) {
            flow.challenger(challenger);
            for (Dataset.Row row : rows.subList(CUT, rows.size())) {
                flow.record(row);
            }
            flow.end();
            assertThat(flow.scored()).hasSameSizeAs(expected.keySet()).allSatisfy(this::assertExpected);
            assertThat(flow.shadow().challengerAnomalies)
                    .isEqualTo(challengers.values().stream()
                            .filter(Verdict::anomaly)
                            .count())
                    .isPositive();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"heap", "rocksdb"})
    void aKeyThatStaysSilentKeepsItsMemoryOverFurtherSnapshots(String backend) throws Exception {
        OperatorSubtaskState state = EarlierScoreOperator.snapshot(backend(backend), memoriesAtTheCut(), SCALER);
        for (int i = 0; i < 2; i++) {
            try (PerKeyFlow flow = PerKeyFlow.on(backend(backend), model, BATCH, state)) {
                flow.record("another", rows.get(CUT).timestampMillis() + i, 100, 100);
                state = flow.snapshot();
            }
        }
        try (PerKeyFlow flow = PerKeyFlow.on(backend(backend), model, BATCH, state)) {
            for (Dataset.Row row : rows.subList(CUT, rows.size())) {
                flow.record(row);
            }
            flow.end();
            assertThat(flow.scored()).hasSameSizeAs(expected.keySet()).allSatisfy(this::assertExpected);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"heap"})
    void aKeyThatIsHeardOfAgainHasOneMemoryAlone(String backend) throws Exception {
        Map<String, KeyMemory> memories = memoriesAtTheCut();
        OperatorSubtaskState state = EarlierScoreOperator.snapshot(backend(backend), memories, SCALER);
        try (PerKeyFlow flow = PerKeyFlow.on(backend(backend), model, BATCH, state)) {
            assertThat(flow.keyedStateEntries()).isEqualTo(4 * memories.size());
            for (String key : memories.keySet()) {
                // A late record too reads its key's memory.
                flow.record(key, -1, 100, 100);
            }
            assertThat(flow.keyedStateEntries()).isEqualTo(memories.size());
        }
    }

    private void assertExpected(ScoredObservation scored) {
        Verdict verdict = expected.get(scored.offset());
        assertThat(scored.score()).isEqualTo(verdict.score());
        assertThat(scored.smoothed()).isEqualTo(verdict.smoothed());
        assertThat(scored.anomaly()).isEqualTo(verdict.anomaly());
    }
}

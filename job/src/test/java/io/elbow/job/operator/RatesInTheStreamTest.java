// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.artifact.ArtifactCodec;
import io.elbow.artifact.ModelArtifact;
import io.elbow.config.FeatureSource;
import io.elbow.config.FeatureSource.As;
import io.elbow.config.FeatureSources;
import io.elbow.config.RefreshOptions;
import io.elbow.config.ScoreOptions.ScorerChoice;
import io.elbow.data.Dataset;
import io.elbow.features.RowDerivation;
import io.elbow.features.Standardizer;
import io.elbow.job.event.FeatureCost;
import io.elbow.job.event.ScoredObservation;
import io.elbow.job.metrics.MetricsServer;
import io.elbow.scoring.Judge;
import io.elbow.scoring.TableSink;
import io.elbow.scoring.Verdict;
import io.elbow.stream.BatchScoring;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The score operator makes rates and differences as files are read, and remembers what it makes them of. */
class RatesInTheStreamTest {
    private static final int ROWS = 900;
    private static final int BATCH = 7;
    private static final Standardizer SCALER = new Standardizer(new double[] {100, 100}, new double[] {10, 10});
    private static final List<FeatureSource> SOURCES =
            List.of(new FeatureSource("cpu", As.DIFFERENCE), new FeatureSource("memory", As.RATE));

    private final ModelArtifact plain = PerKeyFlow.model(2, SCALER, PerKeyFlow.FIT);
    private final ModelArtifact model =
            ArtifactCodec.create(TestingModels.withSources(plain.manifest(), SOURCES), plain.tensors());

    @BeforeEach
    void reset() {
        MetricsServer.reset();
    }

    private static StateBackend backend(String name) {
        return name.equals("heap") ? new HashMapStateBackend() : new EmbeddedRocksDBStateBackend();
    }

    /** What grows as the rows' values say, each key's memory counter begun again now and then, some of them late. */
    private static List<Dataset.Row> counters() {
        Map<String, double[]> sums = new HashMap<>();
        Map<String, Long> newest = new HashMap<>();
        List<Dataset.Row> counters = new ArrayList<>();
        for (Dataset.Row row : PerKeyFlow.rows(ROWS)) {
            long millis = row.timestampMillis() - newest.getOrDefault(row.key(), row.timestampMillis());
            newest.put(row.key(), row.timestampMillis());
            double[] sum = sums.computeIfAbsent(row.key(), key -> new double[2]);
            sum[0] += row.values()[0];
            sum[1] = row.number() % 200 == 199 ? 1 : sum[1] + row.values()[1] * millis / 1_000;
            long late = row.number() % 100 == 50 ? 1_000 : 0;
            counters.add(
                    new Dataset.Row(row.number(), row.key(), "", row.timestampMillis() - late, sum.clone(), false));
        }
        return counters;
    }

    private Map<Long, Double> scoresOfTheTable(List<Dataset.Row> rows) {
        Map<Long, Double> scores = new TreeMap<>();
        Dataset fields = new Dataset("made up", FeatureSources.fields(SOURCES), rows, List.of());
        new BatchScoring(
                        model.manifest(),
                        TestingScorer.of(model, ScorerChoice.AUTO),
                        Judge.of(model.manifest(), model.manifest().alertRate(), RefreshOptions.DEFAULT.guard()),
                        null)
                .score(RowDerivation.over(fields, SOURCES), new TableSink() {
                    @Override
                    public void scored(Dataset.Row row, Verdict verdict, double[] nats, Standardizer by) {
                        scores.put(row.number(), verdict.score());
                    }

                    @Override
                    public void late(Dataset.Row row) {
                        // Neither has a score for it.
                    }
                });
        return scores;
    }

    private static Map<Long, Double> scores(List<ScoredObservation> scored) {
        Map<Long, Double> scores = new TreeMap<>();
        scored.forEach(one -> scores.put(one.offset(), one.score()));
        return scores;
    }

    @ParameterizedTest
    @ValueSource(strings = {"heap", "rocksdb"})
    void theStreamScoresCountersAsAFileDoesAlsoWhereItWasInterrupted(String backend) throws Exception {
        List<Dataset.Row> rows = counters();
        List<ScoredObservation> scored = new ArrayList<>();
        OperatorSubtaskState state = null;
        for (int from = 0; from < ROWS; from += ROWS / 3) {
            try (PerKeyFlow flow = PerKeyFlow.on(backend(backend), model, BATCH, state)) {
                for (Dataset.Row row : rows.subList(from, from + ROWS / 3)) {
                    flow.record(row);
                }
                state = flow.snapshot();
                scored.addAll(flow.scored());
            }
        }
        Map<Long, Double> expected = scoresOfTheTable(rows);
        assertThat(expected).hasSizeBetween(ROWS * 9 / 10, ROWS - 5);
        assertThat(scores(scored)).isEqualTo(expected);
        assertThat(scored).extracting(ScoredObservation::anomaly).contains(true, false);
    }

    @Test
    void anAnomalyNamesTheRateAndItsValue() throws Exception {
        try (PerKeyFlow flow = PerKeyFlow.on(backend("heap"), model, 1, null)) {
            flow.record("k", 0, 0, 5_000);
            flow.record("k", 1_000, 100, 5_100);
            flow.record("k", 2_000, 200, 5_700);
            flow.record("k", 4_000, 300, 5_900);
            List<ScoredObservation> scored = flow.scored();
            assertThat(scored).extracting(ScoredObservation::anomaly).containsExactly(false, false, true, true);
            FeatureCost cause = scored.get(2).features()[0];
            assertThat(cause.name()).isEqualTo("memory_per_second");
            assertThat(cause.value()).isEqualTo(600);
            assertThat(Arrays.stream(scored.get(3).features()).map(FeatureCost::value))
                    .as("its rate is normal, its shingle is not")
                    .contains(100.0);
        }
    }

    /** Snapshots of {@link #plain} over the first 300 rows, written before keys remembered previous values. */
    @ParameterizedTest
    @ValueSource(strings = {"heap", "rocksdb"})
    void aSnapshotWithoutPreviousValuesIsReadAndGoesOn(String backend) throws Exception {
        int cut = 300;
        List<Dataset.Row> rows = PerKeyFlow.rows(1_500);
        Map<Long, Double> expected;
        try (PerKeyFlow flow = PerKeyFlow.on(backend(backend), plain, BATCH, null)) {
            for (Dataset.Row row : rows) {
                flow.record(row);
            }
            flow.end();
            expected = scores(flow.scored());
        }
        Path file = Path.of(RatesInTheStreamTest.class
                .getResource("/snapshots-of-plain-memories/" + backend)
                .toURI());
        OperatorSubtaskState state = OperatorSnapshotUtil.readStateHandle(file.toString());
        try (PerKeyFlow flow = PerKeyFlow.on(backend(backend), plain, BATCH, state)) {
            for (Dataset.Row row : rows.subList(cut, rows.size())) {
                flow.record(row);
            }
            flow.end();
            assertThat(flow.scored()).hasSize(rows.size() - cut);
            scores(flow.scored()).forEach((number, score) -> assertThat(score).isEqualTo(expected.get(number)));
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.artifact.ModelArtifact;
import io.elbow.data.Dataset;
import io.elbow.features.PerKeyFit;
import io.elbow.features.PerKeyStandardizer;
import io.elbow.features.Standardizer;
import io.elbow.job.event.ScoredObservation;
import io.elbow.job.metrics.MetricsServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.assertj.core.api.recursive.comparison.RecursiveComparisonConfiguration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A key that training never saw, in a running operator: it warms up, far from all others, and then is normal. */
class ScoreOperatorWarmingTest {
    /** Without a budget there is no surprise. */
    private static final RecursiveComparisonConfiguration NAN_IS_NAN = RecursiveComparisonConfiguration.builder()
            .withEqualsForType((one, other) -> Double.compare(one, other) == 0, Double.class)
            .build();

    private static final int WARMING = PerKeyStandardizer.WARMING;
    private static final int RECORDS = 2 * WARMING;
    private static final String NEW = "new";
    private static final String KNOWN = "known";

    private static final PerKeyFit FIT = new PerKeyFit(
                    PerKeyFlow.OPTIONS,
                    new float[] {0.01f, 0.01f},
                    List.of(KNOWN),
                    new float[] {2_000},
                    new float[2],
                    new float[] {0.01f, 0.01f})
            .withWarmUp(WARMING);

    private final ModelArtifact model =
            PerKeyFlow.model(1, new Standardizer(new double[] {100, 100}, new double[] {10, 10}), FIT);

    @BeforeEach
    void reset() {
        MetricsServer.reset();
    }

    @Test
    void itsFirstSixtyRecordsSayThatItWarmsUpAndTheMeterCountsThem() throws Exception {
        List<ScoredObservation> scored = whole(1, 1);
        assertThat(of(NEW, scored)).hasSize(RECORDS);
        assertThat(of(NEW, scored).subList(0, WARMING)).allMatch(one -> one.warming() && one.anomaly());
        assertThat(of(NEW, scored).subList(WARMING, RECORDS)).noneMatch(ScoredObservation::warming);
        assertThat(of(NEW, scored).subList(WARMING + 10, RECORDS)).noneMatch(ScoredObservation::anomaly);
        assertThat(of(KNOWN, scored)).hasSize(RECORDS).noneMatch(ScoredObservation::warming);
        assertThat(ScoreHarness.count("elbow.warming.records")).isEqualTo(WARMING);
        assertThat(ScoreHarness.count("elbow.records", "outcome", "scored")).isEqualTo(2 * RECORDS);
    }

    /** With steps of 1 ms all of the warm-up lies in one bucket of event time, with 7 ms it ends in the fifth. */
    @ParameterizedTest
    @CsvSource({"1,1,1,1", "30,1,1,1", "30,7,7,2", "59,256,1,2", "60,1,1,2", "60,7,7,1", "61,256,7,1"})
    void aJobRestoredInTheMiddleOfTheWarmUpGoesOnWithIt(int cut, int batchSize, int stepMillis, int tasks)
            throws Exception {
        List<ScoredObservation> expected = whole(1, stepMillis);
        MetricsServer.reset();
        List<Dataset.Row> rows = rows(stepMillis);
        List<ScoredObservation> scored = new ArrayList<>();
        OperatorSubtaskState state;
        try (PerKeyFlow flow = new PerKeyFlow(model, batchSize, 1, 0, null)) {
            feed(flow, rows.subList(0, 2 * cut));
            state = flow.snapshot();
            scored.addAll(flow.scored());
        }
        for (int subtask = 0; subtask < tasks; subtask++) {
            OperatorSubtaskState part = AbstractStreamOperatorTestHarness.repartitionOperatorState(
                    state, ScoreHarness.MAX_PARALLELISM, 1, tasks, subtask);
            try (PerKeyFlow flow = new PerKeyFlow(model, batchSize, tasks, subtask, part)) {
                feed(flow, rows.subList(2 * cut, rows.size()));
                flow.end();
                scored.addAll(flow.scored());
            }
        }
        for (String key : List.of(NEW, KNOWN)) {
            assertThat(of(key, scored))
                    .usingRecursiveFieldByFieldElementComparator(NAN_IS_NAN)
                    .isEqualTo(of(key, expected));
        }
        assertThat(of(NEW, scored)).filteredOn(ScoredObservation::warming).hasSize(WARMING);
        assertThat(ScoreHarness.count("elbow.warming.records")).isEqualTo(WARMING);
    }

    private List<ScoredObservation> whole(int batchSize, int stepMillis) throws Exception {
        try (PerKeyFlow flow = new PerKeyFlow(model, batchSize, 1, 0, null)) {
            feed(flow, rows(stepMillis));
            flow.end();
            return flow.scored();
        }
    }

    private static void feed(PerKeyFlow flow, List<Dataset.Row> rows) throws Exception {
        for (Dataset.Row row : rows) {
            flow.record(row);
        }
    }

    /** A record of each key in turn, the new one's twelve deviations from the others. */
    private static List<Dataset.Row> rows(int stepMillis) {
        Random random = new Random(9);
        List<Dataset.Row> rows = new ArrayList<>();
        for (int i = 0; i < 2 * RECORDS; i++) {
            boolean isNew = i % 2 == 0;
            double level = isNew ? 220 : 100;
            double[] values = {level + random.nextGaussian(), level + random.nextGaussian()};
            rows.add(new Dataset.Row(i, isNew ? NEW : KNOWN, "", (long) i / 2 * stepMillis, values, false));
        }
        return rows;
    }

    private static List<ScoredObservation> of(String key, List<ScoredObservation> scored) {
        return scored.stream().filter(one -> one.key().equals(key)).toList();
    }
}

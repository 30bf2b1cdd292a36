// SPDX-License-Identifier: Apache-2.0
package io.elbow.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.artifact.Likelihood;
import io.elbow.artifact.ModelArtifact;
import io.elbow.data.Dataset;
import io.elbow.features.Standardizer;
import io.elbow.scoring.TableSink;
import io.elbow.scoring.Verdict;
import io.elbow.testing.RandomModels;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchScoringTest {
    private final ModelArtifact model = RandomModels.artifact(RandomModels.spec(Likelihood.GAUSSIAN, 1, 1, 0), 3);
    private final List<String> heard = new ArrayList<>();

    private final TableSink sink = new TableSink() {
        @Override
        public void taken(Dataset.Row row, float[] inputs, int from) {
            heard.add("taken " + row.number());
        }

        @Override
        public void scored(Dataset.Row row, Verdict verdict, double[] featureNats, Standardizer by) {
            heard.add("scored " + row.number());
        }

        @Override
        public void late(Dataset.Row row) {
            heard.add("late " + row.number());
        }
    };

    private static Dataset.Row row(long number, String key, long timestampMillis) {
        return new Dataset.Row(number, key, "", timestampMillis, new double[] {1}, false);
    }

    private BatchScoring scoring() {
        return new BatchScoring(
                model.manifest(), new SquareScorer(model.manifest().spec()), 0.01, null);
    }

    @Test
    void lateRowsComeInTheTablesOrderThoughOthersWaitForTheirVerdicts() {
        List<Dataset.Row> rows = List.of(
                row(0, "a", 10), row(1, "a", 9), row(2, "b", 1), row(3, "a", 8), row(4, "a", 7), row(5, "a", 10));
        scoring().score(List.of(), rows, sink);
        assertThat(heard)
                .containsExactly(
                        "taken 0",
                        "scored 0",
                        "late 1",
                        "taken 2",
                        "scored 2",
                        "late 3",
                        "late 4",
                        "taken 5",
                        "scored 5");
    }

    @Test
    void aLateRowIsPassedOnWhereverABatchEnds() {
        List<Dataset.Row> rows = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            rows.add(row(i, "a", i % 3 == 2 ? 0 : i));
        }
        scoring().score(List.of(), rows, sink);
        heard.removeIf(line -> line.startsWith("taken"));
        for (int i = 0; i < rows.size(); i++) {
            assertThat(heard.get(i)).isEqualTo((i % 3 == 2 ? "late " : "scored ") + i);
        }
    }
}

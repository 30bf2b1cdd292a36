// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.artifact.ModelArtifact;
import io.elbow.config.ConfigLoader;
import io.elbow.config.DetectorConfig;
import io.elbow.config.MetricsOptions;
import io.elbow.config.ScoreOptions.ScorerChoice;
import io.elbow.data.Dataset;
import io.elbow.features.Standardizer;
import io.elbow.job.event.ScoredObservation;
import io.elbow.job.metrics.MetricsServer;
import io.elbow.job.pipeline.SeriesRecords;
import io.elbow.scoring.Scorer;
import io.elbow.scoring.TableSink;
import io.elbow.scoring.Verdict;
import io.elbow.stream.BatchScoring;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Checks that neither the number of tasks nor the batch size changes a score. A record whose score is within the
 * tolerance of the threshold may have either verdict; the test names such records, and there must be few.
 */
class EqualScoresTest {
    private static final String NAME = "equal-scores";
    private static final double EQUAL = 1e-5;
    private static final double MAX_SHARE_AT_THRESHOLD = 0.001;
    private static final List<Dataset.Row> ROWS = SeriesRecords.rows(2_000, 3);

    private static ModelArtifact model;
    private static final Verdict[] VERDICTS = new Verdict[ROWS.size()];
    private static final double[] TOLERANCES = new double[ROWS.size()];

    @BeforeAll
    static void scoreAsATable() {
        model = SeriesRecords.model(NAME);
        try (Scorer scorer = new ModelScorers().create(model, ScorerChoice.AUTO)) {
            new BatchScoring(model.manifest(), scorer, model.manifest().alertRate(), null)
                    .score(SeriesRecords.dataset(ROWS), new Sink());
        }
    }

    @BeforeEach
    @AfterEach
    void reset() {
        MetricsServer.reset();
    }

    @ParameterizedTest
    @CsvSource({"1,1", "1,7", "1,256", "2,1", "2,7", "2,256", "4,1", "4,7", "4,256"})
    void eachRecordHasTheScoreOfTheTable(int parallelism, int batchSize) throws Exception {
        List<ScoredObservation> scores =
                OperatorRun.of(OperatorRun.records(ROWS), config(parallelism, batchSize), model).scores;

        assertThat(scores).extracting(ScoredObservation::offset).doesNotHaveDuplicates();
        assertThat(scores).hasSameSizeAs(ROWS);
        assertThat(scores).allSatisfy(EqualScoresTest::assertSameScore);
        List<ScoredObservation> atThreshold =
                scores.stream().filter(EqualScoresTest::isAtThreshold).toList();
        List<String> named = atThreshold.stream().map(EqualScoresTest::named).toList();
        System.out.println(
                "equal scores, parallelism " + parallelism + ", batches of " + batchSize + ": " + named.size() + " of "
                        + scores.size() + " records are within the tolerance of the threshold " + named);
        assertThat(named)
                .as("records within the tolerance of the threshold, of %d", scores.size())
                .hasSizeLessThan((int) Math.ceil(MAX_SHARE_AT_THRESHOLD * scores.size()));
        assertThat(scores.stream()
                        .filter(scored ->
                                scored.anomaly() != tablesVerdict(scored).anomaly())
                        .filter(scored -> !atThreshold.contains(scored))
                        .map(EqualScoresTest::named))
                .as("other verdicts than the table's, away from the threshold")
                .isEmpty();
        assertThat(scores.stream().filter(ScoredObservation::anomaly).count()).isBetween(50L, 1_000L);
    }

    private static void assertSameScore(ScoredObservation scored) {
        assertThat(Math.abs(scored.score() - tablesVerdict(scored).score()))
                .as(() -> named(scored))
                .isLessThanOrEqualTo(TOLERANCES[row(scored)]);
    }

    private static boolean isAtThreshold(ScoredObservation scored) {
        return Math.abs(scored.score() - scored.threshold()) <= TOLERANCES[row(scored)];
    }

    private static Verdict tablesVerdict(ScoredObservation scored) {
        return VERDICTS[row(scored)];
    }

    private static int row(ScoredObservation scored) {
        return (int) scored.offset();
    }

    private static String named(ScoredObservation scored) {
        return "row " + row(scored) + " of " + scored.key() + ": score " + scored.score() + ", in the table "
                + tablesVerdict(scored).score() + ", threshold " + scored.threshold() + ", tolerance "
                + TOLERANCES[row(scored)];
    }

    /** A configuration with the default scorer, which computes small batches in Java and large ones natively. */
    private static DetectorConfig config(int parallelism, int batchSize) {
        String yaml = """
                name: %1$s
                kafka:
                  topics: {records: r, alerts: a, models: m, dead-letters: d}
                score: {batch-size: %2$d, linger: 1s}
                job: {parallelism: %3$d}
                """.formatted(NAME, batchSize, parallelism);
        return ConfigLoader.parse(yaml, "test", Map.of()).withMetrics(new MetricsOptions(0, 0, "127.0.0.1"));
    }

    private static final class Sink implements TableSink {
        @Override
        public void scored(Dataset.Row row, Verdict verdict, double[] featureNats, Standardizer by) {
            int number = (int) row.number();
            VERDICTS[number] = verdict;
            double nats = Arrays.stream(featureNats).map(Math::abs).sum();
            TOLERANCES[number] = EQUAL * (1 + nats + verdict.kl());
        }

        @Override
        public void late(Dataset.Row row) {
            throw new IllegalStateException("the rows are in order, but row " + row.number() + " is late");
        }
    }
}

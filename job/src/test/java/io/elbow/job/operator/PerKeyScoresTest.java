// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.artifact.ModelArtifact;
import io.elbow.config.ConfigLoader;
import io.elbow.config.DetectorConfig;
import io.elbow.config.MetricsOptions;
import io.elbow.config.PerKeyOptions;
import io.elbow.config.RefreshOptions;
import io.elbow.config.ScoreOptions.ScorerChoice;
import io.elbow.data.Dataset;
import io.elbow.features.Standardizer;
import io.elbow.job.TestingPlans;
import io.elbow.job.event.ScoredObservation;
import io.elbow.job.metrics.MetricsServer;
import io.elbow.job.pipeline.SeriesRecords;
import io.elbow.scoring.Scorer;
import io.elbow.scoring.TableSink;
import io.elbow.scoring.Verdict;
import io.elbow.stream.BatchScoring;
import io.elbow.vae.DataProvenance;
import io.elbow.vae.FitProgress;
import io.elbow.vae.ModelFitter;
import io.elbow.vae.TrainingPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A fitted model that standardises each key by its own statistics gives a stream the scores that it gives a table. */
class PerKeyScoresTest {
    private static final String NAME = "per-key-scores";
    private static final double EQUAL = 1e-5;
    private static final double RATE = 0.05;

    private static final PerKeyOptions OPTIONS =
            new PerKeyOptions(50, Duration.ofSeconds(20), Duration.ofSeconds(1_000));

    /** Buckets so short that each key passes through a dozen of them. */
    private static final List<Dataset.Row> ROWS = levelled(SeriesRecords.rows(2_000, 3));

    private static final Verdict[] VERDICTS = new Verdict[ROWS.size()];
    private static final double[] TOLERANCES = new double[ROWS.size()];

    private static ModelArtifact model;

    @BeforeAll
    static void fitAModel() {
        model = fit(levelled(SeriesRecords.rows(1_600, 8)));
    }

    private static void scoreAsATable(double rate) {
        try (Scorer scorer = new ModelScorers().create(model, ScorerChoice.AUTO)) {
            new BatchScoring(model.manifest(), scorer, rate, null).score(SeriesRecords.dataset(ROWS), new TableSink() {
                @Override
                public void scored(Dataset.Row row, Verdict verdict, double[] featureNats, Standardizer by) {
                    int number = (int) row.number();
                    VERDICTS[number] = verdict;
                    double nats = Arrays.stream(featureNats).map(Math::abs).sum();
                    TOLERANCES[number] = EQUAL * (1 + nats + verdict.kl());
                }

                @Override
                public void late(Dataset.Row row) {
                    throw new IllegalStateException("row " + row.number() + " is late");
                }
            });
        }
    }

    @BeforeEach
    @AfterEach
    void reset() {
        MetricsServer.reset();
    }

    /** The lower rate lies below {@code refresh.guard}: there are records that neither alert nor teach. */
    @ParameterizedTest
    @CsvSource({"1,1,0.05", "1,256,0.05", "2,7,0.05", "2,256,0.05", "1,7,0.002", "2,256,0.002"})
    void eachRecordHasTheScoreOfTheTable(int parallelism, int batchSize, double rate) throws Exception {
        scoreAsATable(rate);
        List<ScoredObservation> scores =
                OperatorRun.of(OperatorRun.records(ROWS), config(parallelism, batchSize, rate), model).scores;
        assertThat(scores).extracting(ScoredObservation::offset).doesNotHaveDuplicates();
        assertThat(scores).hasSameSizeAs(ROWS);
        // A verdict so near the guard or the threshold that it may turn would change what the statistics take up.
        double notTaught = Math.max(rate, RefreshOptions.DEFAULT.guard());
        double guard = model.manifest().calibration().threshold(notTaught);
        double threshold = model.manifest().calibration().threshold(rate);
        assertThat(scores)
                .as("records within the tolerance of the guard or the threshold")
                .noneMatch(scored -> Math.abs(scored.score() - guard) <= TOLERANCES[row(scored)]
                        || Math.abs(scored.score() - threshold) <= TOLERANCES[row(scored)]);
        assertThat(scores)
                .allSatisfy(scored -> assertThat(Math.abs(scored.score() - VERDICTS[row(scored)].score()))
                        .as(
                                "row %d of %s: %s, in the table %s",
                                row(scored), scored.key(), scored.score(), VERDICTS[row(scored)])
                        .isLessThanOrEqualTo(TOLERANCES[row(scored)]));
        assertThat(scores.stream().filter(scored -> scored.score() >= guard).count())
                .isBetween((long) (notTaught * ROWS.size() / 2), 1_000L);
        assertThat(scores.stream()
                                .filter(scored -> scored.score() >= guard && !scored.anomaly())
                                .count()
                        > 0)
                .isEqualTo(rate < RefreshOptions.DEFAULT.guard());
    }

    private static int row(ScoredObservation scored) {
        return (int) scored.offset();
    }

    /** Puts the keys at levels thirty deviations apart. */
    private static List<Dataset.Row> levelled(List<Dataset.Row> rows) {
        List<Dataset.Row> moved = new ArrayList<>();
        for (Dataset.Row row : rows) {
            int key = Integer.parseInt(row.key().substring(1));
            double[] values = {row.values()[0] + 150 * key, row.values()[1] - 150 * key};
            moved.add(new Dataset.Row(row.number(), row.key(), "", row.timestampMillis(), values, row.anomalous()));
        }
        return moved;
    }

    private static ModelArtifact fit(List<Dataset.Row> rows) {
        TrainingPlan plan = TestingPlans.plan(
                NAME,
                SeriesRecords.SHINGLE,
                List.of(24),
                4,
                RATE,
                TestingModels.fitOptions(150, 0, 128, 1e-3, 20, 0.2, 0.9, 1.0, false, 1));
        Dataset dataset = SeriesRecords.dataset(rows);
        return new ModelFitter(TestingPlans.perKey(plan, OPTIONS), FitProgress.SILENT)
                .fit(dataset, DataProvenance.of(dataset, List.of("test"), Map.of(), Instant.EPOCH));
    }

    private static DetectorConfig config(int parallelism, int batchSize, double rate) {
        String yaml = """
                name: %1$s
                kafka:
                  topics: {records: r, alerts: a, models: m, dead-letters: d}
                features: {standardize: per-key, bucket: 20s}
                score: {batch-size: %2$d, linger: 1s}
                alerts: {rate: %4$s}
                job: {parallelism: %3$d}
                """.formatted(NAME, batchSize, parallelism, rate);
        return ConfigLoader.parse(yaml, "test", Map.of()).withMetrics(new MetricsOptions(0, 0, "127.0.0.1"));
    }
}

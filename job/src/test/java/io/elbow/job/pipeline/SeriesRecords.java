// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.pipeline;

import io.elbow.artifact.ModelArtifact;
import io.elbow.budget.SurpriseScale;
import io.elbow.config.PerKeyOptions;
import io.elbow.config.ScoreOptions.ScorerChoice;
import io.elbow.data.Dataset;
import io.elbow.features.Standardizer;
import io.elbow.job.TestingPlans;
import io.elbow.job.event.Alert;
import io.elbow.job.operator.ModelScorers;
import io.elbow.job.operator.TestingModels;
import io.elbow.scoring.Scorer;
import io.elbow.scoring.TableSink;
import io.elbow.scoring.Verdict;
import io.elbow.stream.BatchScoring;
import io.elbow.vae.DataProvenance;
import io.elbow.vae.FitProgress;
import io.elbow.vae.ModelFitter;
import io.elbow.vae.TrainingPlan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Series of several keys with anomalies, and a small model fitted to them. */
public final class SeriesRecords {
    public static final List<String> FEATURES = List.of("cpu", "memory");
    public static final int KEYS = 8;
    public static final long STEP_MILLIS = 1_000;
    public static final int SHINGLE = 3;

    private static final int FIT_ROWS = 1_200;
    private static final double ANOMALIES = 0.04;

    private SeriesRecords() {}

    /** Rows in time order; each key has one row a step. */
    public static List<Dataset.Row> rows(int count, long seed) {
        Random random = new Random(seed);
        List<Dataset.Row> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double shift = random.nextDouble() < ANOMALIES ? 60 : 0;
            double[] values = {50 + 5 * random.nextGaussian() + shift, 50 + 5 * random.nextGaussian()};
            rows.add(new Dataset.Row(i, "m" + i % KEYS, "", i / KEYS * STEP_MILLIS, values, false));
        }
        return rows;
    }

    public static Dataset dataset(List<Dataset.Row> rows) {
        return new Dataset("made up", FEATURES, rows, List.of());
    }

    /** A model fitted in few steps: the weights must come from a fit but need not be good. */
    public static ModelArtifact model(String detector) {
        return model(detector, 24, 4, 1);
    }

    /** The same model as {@link #model(String)}, which can keep an alert budget too. */
    public static ModelArtifact surprised(ModelArtifact model, double firstThreshold) {
        List<Double> scores = new ArrayList<>();
        try (Scorer scorer = new ModelScorers().create(model, ScorerChoice.JAVA)) {
            new BatchScoring(model.manifest(), scorer, 1e-4, null).score(dataset(rows(2_000, 3)), new TableSink() {
                @Override
                public void scored(Dataset.Row row, Verdict verdict, double[] featureNats, Standardizer by) {
                    scores.add(verdict.score());
                }

                @Override
                public void late(Dataset.Row row) {
                    throw new IllegalStateException("row " + row.number() + " is late");
                }
            });
        }
        // Anomalies among them move neither the median nor the spread by much.
        SurpriseScale scale = SurpriseScale.ofNormalScores(
                scores.stream().mapToDouble(Double::doubleValue).toArray());
        return TestingModels.withSurprise(model, TestingModels.surprise(scale, firstThreshold));
    }

    /** A model, fitted in few steps too, that keeps each key's own statistics. It knows no key of {@link #rows}. */
    public static ModelArtifact perKey(String detector, PerKeyOptions options) {
        return model(detector, 24, 4, 1, options);
    }

    /**
     * Fits a model.
     *
     * @param seed another seed gives another model
     */
    static ModelArtifact model(String detector, int hidden, int latent, long seed) {
        return model(detector, hidden, latent, seed, null);
    }

    private static ModelArtifact model(String detector, int hidden, int latent, long seed, PerKeyOptions options) {
        Random random = new Random(1);
        List<Dataset.Row> rows = new ArrayList<>();
        for (int i = 0; i < FIT_ROWS; i++) {
            double[] values = {50 + 5 * random.nextGaussian(), 50 + 5 * random.nextGaussian()};
            rows.add(new Dataset.Row(i, "", "", i, values, false));
        }
        TrainingPlan plan = TestingPlans.plan(
                detector,
                SHINGLE,
                List.of(hidden),
                latent,
                0.01,
                TestingModels.fitOptions(150, 0, 128, 1e-3, 20, 0.2, 0.9, 1.0, false, seed));
        Dataset dataset = dataset(rows);
        return new ModelFitter(TestingPlans.perKey(plan, options), FitProgress.SILENT)
                .fit(dataset, DataProvenance.of(dataset, List.of("test"), Map.of(), Instant.EPOCH));
    }

    /** The parts of alerts that must be the same in two runs, one line each. */
    public static List<String> lines(List<Alert> alerts) {
        return alerts.stream()
                .map(alert -> String.join(
                        " ",
                        alert.id(),
                        alert.incident(),
                        alert.status(),
                        alert.key(),
                        Long.toString(alert.timestampMillis()),
                        alert.severity()))
                .toList();
    }
}

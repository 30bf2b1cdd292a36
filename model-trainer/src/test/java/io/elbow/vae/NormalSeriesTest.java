// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.elbow.artifact.Likelihood;
import io.elbow.artifact.ModelArtifact;
import io.elbow.budget.SurpriseFit;
import io.elbow.budget.SurpriseScale;
import io.elbow.data.Dataset;
import io.elbow.features.Standardizer;
import io.elbow.scoring.Scorer;
import io.elbow.scoring.TableSink;
import io.elbow.scoring.Verdict;
import io.elbow.stream.BatchScoring;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NormalSeriesTest {
    private static ModelArtifact fit(Dataset data, boolean series, String timestamp) {
        TrainingPlan plan = SyntheticData.plan(Likelihood.GAUSSIAN, series, series ? 3 : 1, 60);
        TrainingPlan of = new TrainingPlan(
                new TrainingPlan.Origin("synthetic", null, timestamp),
                plan.rows(),
                plan.model(),
                plan.scaling(),
                plan.smoothing(),
                plan.condition(),
                plan.fit(),
                plan.alertRate());
        return new ModelFitter(of, FitProgress.SILENT)
                .fit(data, SyntheticData.provenance(data, "2026-01-01T08:00:00Z"));
    }

    /** Rows a minute apart, some values missing. */
    private static Dataset minutes(int rows) {
        List<Dataset.Row> list = new ArrayList<>();
        for (Dataset.Row row : SyntheticData.points(rows, 4).rows()) {
            double[] values = row.values().clone();
            if (row.number() % 50 == 7) {
                values[1] = Double.NaN;
            }
            list.add(new Dataset.Row(row.number(), "", "", row.number() * 60_000, values, false));
        }
        return SyntheticData.dataset(list);
    }

    @Test
    void aBudgetBeginsWithTheScoresThatTheModelGivesItsTrainingRows() {
        Dataset data = minutes(1500);
        ModelArtifact model = fit(data, true, "ts");
        List<Double> scores = new ArrayList<>();
        try (Scorer scorer = new VaeScorer(model.manifest().spec(), model.tensors())) {
            new BatchScoring(model.manifest(), scorer, 1e-2, null).score(data, new TableSink() {
                @Override
                public void scored(Dataset.Row row, Verdict verdict, double[] nats, Standardizer by) {
                    scores.add(verdict.score());
                }

                @Override
                public void late(Dataset.Row row) {
                    throw new AssertionError("no row is late");
                }
            });
        }
        SurpriseFit fit = model.manifest().surprise();
        // The first rows of a series are padded in a table, and in no shingle of the training.
        double[] whole = scores.stream().skip(2).mapToDouble(score -> score).toArray();
        SurpriseScale expected = SurpriseScale.ofNormalScores(whole);
        assertThat(fit.scale().floor()).isCloseTo(expected.floor(), within(1e-3));
        assertThat(fit.scale().median()).isCloseTo(expected.median(), within(1e-4));
        assertThat(fit.scale().spread()).isCloseTo(expected.spread(), within(1e-4));
        assertThat(fit.medianIntervalMillis()).isEqualTo(60_000);
        assertThat(fit.days()).isCloseTo(1498 / 1440.0, within(0.01));
    }

    @Test
    void rowsWithoutTimesAreNoGroundForABudget() {
        assertThat(fit(minutes(1200), true, null).manifest().surprise()).isNull();
        assertThat(fit(SyntheticData.points(1200, 1), false, "ts").manifest().surprise())
                .isNull();
    }
}

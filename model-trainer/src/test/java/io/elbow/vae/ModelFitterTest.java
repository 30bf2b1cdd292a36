// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elbow.artifact.ArtifactCodec;
import io.elbow.artifact.Likelihood;
import io.elbow.artifact.Manifest;
import io.elbow.artifact.ModelArtifact;
import io.elbow.data.DataException;
import io.elbow.data.Dataset;
import io.elbow.features.Standardizer;
import io.elbow.scoring.Scorer;
import io.elbow.scoring.TableSink;
import io.elbow.scoring.Verdict;
import io.elbow.stream.BatchScoring;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ModelFitterTest {
    private static final String MORNING = "2026-01-01T08:00:00Z";
    private static final String EVENING = "2026-01-01T20:00:00Z";

    @Test
    void twoFitsOfTheSameDataDifferInTheTimeAlone() {
        Dataset data = SyntheticData.points(1200, 1);
        ModelArtifact morning = fit(data, SyntheticData.plan(Likelihood.GAUSSIAN, false, 1, 60), MORNING);
        ModelArtifact evening = fit(data, SyntheticData.plan(Likelihood.GAUSSIAN, false, 1, 60), EVENING);
        assertThat(evening.modelId()).isEqualTo(morning.modelId());
        assertThat(ArtifactCodec.encode(evening)).isNotEqualTo(ArtifactCodec.encode(morning));
        ModelArtifact again = fit(data, SyntheticData.plan(Likelihood.GAUSSIAN, false, 1, 60), MORNING);
        assertThat(ArtifactCodec.encode(again)).isEqualTo(ArtifactCodec.encode(morning));
    }

    @Test
    void aRowThatBreaksTheRelationOfItsFeaturesIsAnomalousAndTheFeaturesSayWhy() {
        Dataset data = SyntheticData.points(3000, 2);
        ModelArtifact model = fit(data, SyntheticData.plan(Likelihood.GAUSSIAN, false, 1, 800), MORNING);
        // Each value alone is ordinary; only the relation to the sum is broken.
        Dataset.Row broken = SyntheticData.row(0, 0.5, 10, 15);
        List<Verdict> verdicts = new ArrayList<>();
        List<double[]> nats = new ArrayList<>();
        score(model, SyntheticData.dataset(List.of(broken)), verdicts, nats);
        assertThat(verdicts.get(0).anomaly()).isTrue();
        double sum = nats.get(0)[0] + nats.get(0)[1] + nats.get(0)[2];
        assertThat(sum).isEqualTo(verdicts.get(0).reconstruction());
        assertThat(verdicts.get(0).score())
                .isEqualTo(verdicts.get(0).reconstruction() + verdicts.get(0).kl());
    }

    @Test
    void aFifthIsHeldBackFromTheFit() {
        Manifest manifest = fit(
                        SyntheticData.points(1500, 3), SyntheticData.plan(Likelihood.GAUSSIAN, false, 1, 30), MORNING)
                .manifest();
        assertThat(manifest.summary().calibration()).isEqualTo("held-back");
        assertThat(manifest.summary().fitRows()).isEqualTo(1200);
        assertThat(manifest.calibration().count()).isEqualTo(300);
    }

    @Test
    void fewerThanAThousandRowsAreCrossFittedAndAllOfThemFitted() {
        Manifest manifest = fit(
                        SyntheticData.points(200, 3), SyntheticData.plan(Likelihood.GAUSSIAN, false, 1, 30), MORNING)
                .manifest();
        assertThat(manifest.summary().calibration()).isEqualTo("cross-fitted");
        assertThat(manifest.summary().fitRows()).isEqualTo(200);
        assertThat(manifest.calibration().count()).isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource(Likelihood.class)
    void constantNearlyConstantAndSkewedColumnsDoNoHarm(Likelihood likelihood) {
        SplittableRandom random = new SplittableRandom(5);
        List<Dataset.Row> rows = new ArrayList<>();
        for (int i = 0; i < 1200; i++) {
            double skewed = random.nextInt(100) == 0 ? 1 : 0.001 * random.nextDouble();
            double nearly = i == 700 ? 0.5000001 : 0.5;
            rows.add(SyntheticData.row(i, 0.25, nearly, skewed, random.nextDouble()));
        }
        ModelArtifact model = fit(SyntheticData.dataset(rows), SyntheticData.plan(likelihood, false, 1, 60), MORNING);
        List<Verdict> verdicts = new ArrayList<>();
        score(model, SyntheticData.dataset(rows), verdicts, new ArrayList<>());
        assertThat(verdicts).allMatch(v -> Double.isFinite(v.score()));
        assertThat(verdicts.stream().filter(Verdict::anomaly).count()).isLessThan(60);
    }

    @Test
    void missingCellsCostTheirBaselineAndAreLearnedAround() {
        SplittableRandom random = new SplittableRandom(6);
        Dataset clean = SyntheticData.points(1500, 6);
        List<Dataset.Row> rows = new ArrayList<>();
        for (Dataset.Row row : clean.rows()) {
            double[] values = row.values().clone();
            if (random.nextInt(5) == 0) {
                values[random.nextInt(3)] = Double.NaN;
            }
            rows.add(SyntheticData.row(row.number(), values));
        }
        ModelArtifact model =
                fit(SyntheticData.dataset(rows), SyntheticData.plan(Likelihood.GAUSSIAN, false, 1, 100), MORNING);
        Dataset.Row empty = SyntheticData.row(0, Double.NaN, Double.NaN, Double.NaN);
        List<Verdict> verdicts = new ArrayList<>();
        score(model, SyntheticData.dataset(List.of(empty)), verdicts, new ArrayList<>());
        double[] baselines = model.manifest().baselines();
        assertThat(verdicts.get(0).reconstruction()).isEqualTo(baselines[0] + baselines[1] + baselines[2]);
    }

    @Test
    void aSeriesIsLearnedByShingles() {
        ModelArtifact model =
                fit(SyntheticData.points(1300, 8), SyntheticData.plan(Likelihood.GAUSSIAN, true, 4, 30), MORNING);
        assertThat(model.manifest().spec().inputDim()).isEqualTo(12);
        assertThat(model.manifest().baselines()).hasSize(12);
        List<Verdict> verdicts = new ArrayList<>();
        score(model, SyntheticData.points(10, 9), verdicts, new ArrayList<>());
        assertThat(verdicts).hasSize(10);
    }

    @Test
    void tooFewRowsAreRefusedWithTheirNumber() {
        assertThatThrownBy(() -> fit(
                        SyntheticData.points(19, 1), SyntheticData.plan(Likelihood.GAUSSIAN, false, 1, 10), MORNING))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("19 normal rows")
                .hasMessageContaining("20");
    }

    @Test
    void valuesOutsideTheUnitIntervalAreRefusedByBernoulliWithTheRemedy() {
        assertThatThrownBy(() -> fit(
                        SyntheticData.points(100, 1), SyntheticData.plan(Likelihood.BERNOULLI, false, 1, 10), MORNING))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("[0, 1]")
                .hasMessageContaining("--likelihood gaussian");
    }

    private static ModelArtifact fit(Dataset data, TrainingPlan plan, String time) {
        return new ModelFitter(plan, FitProgress.SILENT).fit(data, SyntheticData.provenance(data, time));
    }

    private static void score(ModelArtifact model, Dataset data, List<Verdict> verdicts, List<double[]> nats) {
        Manifest manifest = model.manifest();
        try (Scorer scorer = new VaeScorer(manifest.spec(), model.tensors())) {
            new BatchScoring(manifest, scorer, manifest.alertRate(), null).score(data, new TableSink() {
                @Override
                public void scored(Dataset.Row row, Verdict verdict, double[] featureNats, Standardizer by) {
                    verdicts.add(verdict);
                    nats.add(featureNats);
                }

                @Override
                public void late(Dataset.Row row) {
                    throw new AssertionError("no row is late");
                }
            });
        }
    }
}

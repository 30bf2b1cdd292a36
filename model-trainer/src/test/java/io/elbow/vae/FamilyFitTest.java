// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.elbow.artifact.ArtifactCodec;
import io.elbow.artifact.Bound;
import io.elbow.artifact.Family;
import io.elbow.artifact.FitOptions;
import io.elbow.artifact.LatentSummary;
import io.elbow.artifact.Likelihood;
import io.elbow.artifact.Manifest;
import io.elbow.artifact.ModelArtifact;
import io.elbow.artifact.Tensor;
import io.elbow.artifact.VaeTensors;
import io.elbow.config.ScoreOptions.ScorerChoice;
import io.elbow.data.DataException;
import io.elbow.data.Dataset;
import io.elbow.features.Standardizer;
import io.elbow.scoring.ElboTerms;
import io.elbow.scoring.Scorer;
import io.elbow.scoring.TableSink;
import io.elbow.scoring.Verdict;
import io.elbow.stream.BatchScoring;
import io.elbow.testing.TestSpecs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Takes each family from a table to an artifact and to scores. */
class FamilyFitTest {
    private static final String TIME = "2026-01-01T08:00:00Z";

    @ParameterizedTest
    @EnumSource(Family.class)
    void everyFamilyIsFittedPackagedAndRanksABrokenRowFirst(Family family) {
        ModelArtifact model = fit(SyntheticData.points(1500, 2), plan(family, 0, 500));
        Manifest manifest = model.manifest();
        assertThat(manifest.spec().family()).isEqualTo(family);
        assertThat(model.tensors().keySet())
                .isEqualTo(VaeTensors.shapes(manifest.spec()).keySet());
        byte[] bytes = ArtifactCodec.encode(model);
        assertThat(ArtifactCodec.encode(ArtifactCodec.decode(bytes))).isEqualTo(bytes);

        Dataset normal = SyntheticData.points(50, 3);
        // Each value alone is ordinary; only the relation to the sum is broken.
        List<Dataset.Row> rows = new ArrayList<>(normal.rows());
        rows.add(SyntheticData.row(50, 1, 12, 5));
        List<Verdict> verdicts = score(model, SyntheticData.dataset(rows));
        double broken = verdicts.get(50).score();
        assertThat(verdicts.subList(0, 50)).allSatisfy(v -> {
            assertThat(v.score()).isLessThan(broken);
            assertThat(v.reconstruction()).isGreaterThanOrEqualTo(manifest.floor() - 1e-4);
            assertThat(v.kl()).isGreaterThanOrEqualTo(0);
        });
        assertThat(verdicts.get(50).anomaly()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void twoRunsGiveTheSameBits(Family family) {
        Dataset data = SyntheticData.points(400, 4);
        ModelArtifact first = fit(data, plan(family, 0, 30));
        ModelArtifact second = fit(data, plan(family, 0, 30));
        assertThat(ArtifactCodec.encode(second)).isEqualTo(ArtifactCodec.encode(first));
        float[] rows = new float[90];
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < rows.length; i++) {
            rows[i] = i % 11 == 0 ? Float.NaN : (float) random.nextGaussian();
        }
        for (ScorerChoice choice : ScorerChoice.values()) {
            try (Scorer one = Scorers.create(first.manifest().spec(), first.tensors(), choice);
                    Scorer other = Scorers.create(second.manifest().spec(), second.tensors(), choice)) {
                assertThat(other.score(rows, 30).nats())
                        .isEqualTo(one.score(rows, 30).nats());
                assertThat(other.score(rows, 30).kl())
                        .isEqualTo(one.score(rows, 30).kl());
                assertThat(other.expected(rows, 30)).isEqualTo(one.expected(rows, 30));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Bound.class,
            names = {"SGVB", "IMPORTANCE_WEIGHTED"})
    void aModelScoredByAnotherBoundIsCalibratedByIt(Bound bound) {
        Dataset data = SyntheticData.points(600, 6);
        ModelArtifact model = fit(data, plan(Family.VAE, bound, 0, 300));
        assertThat(ArtifactCodec.decode(ArtifactCodec.encode(model))
                        .manifest()
                        .spec()
                        .bound())
                .isEqualTo(bound);
        List<Verdict> verdicts = score(model, SyntheticData.points(300, 7));
        long alerts = verdicts.stream().filter(v -> v.pValue() <= 0.1).count();
        assertThat(alerts).isBetween(9L, 75L);
    }

    @Test
    void threeFarClustersAreFoundByTheirNumberAndTheTermsAddUpToTheExactDensity() {
        SplittableRandom random = new SplittableRandom(8);
        List<Dataset.Row> rows = new ArrayList<>();
        for (int i = 0; i < 900; i++) {
            double centre = 20.0 * (i % 3);
            rows.add(SyntheticData.row(i, centre + random.nextGaussian(), -centre + random.nextGaussian()));
        }
        ModelArtifact model = fit(SyntheticData.dataset(rows), plan(Family.GAUSSIAN_MIXTURE, 0, 1));
        assertThat(model.manifest().spec().latentDim()).isEqualTo(3);
        float[] point = {0.3f, -0.2f};
        float[] halfKnown = {0.3f, Float.NaN};
        try (Scorer scorer = Scorers.create(model.manifest().spec(), model.tensors(), ScorerChoice.AUTO)) {
            ElboTerms terms = scorer.score(point, 1);
            double score = (double) terms.nats()[0] + terms.nats()[1] + terms.kl()[0];
            assertThat(score).isCloseTo(-Math.log(density(model.tensors(), point)), within(1e-4));
            ElboTerms ofHalf = scorer.score(halfKnown, 1);
            assertThat((double) ofHalf.nats()[0] + ofHalf.kl()[0])
                    .isCloseTo(-Math.log(density(model.tensors(), halfKnown)), within(1e-4));
        }
    }

    private static double density(Map<String, Tensor> tensors, float[] x) {
        float[] logits = tensors.get(VaeTensors.MIXTURE_WEIGHT_LOGITS).values();
        float[] means = tensors.get(VaeTensors.MIXTURE_MEANS).values();
        float[] logVariances = tensors.get(VaeTensors.MIXTURE_LOG_VARIANCES).values();
        double density = 0;
        double total = 0;
        for (int k = 0; k < logits.length; k++) {
            double product = Math.exp(logits[k]);
            total += product;
            for (int i = 0; i < x.length; i++) {
                double variance = Math.exp(logVariances[k * x.length + i]);
                double difference = x[i] - means[k * x.length + i];
                product *= Float.isNaN(x[i])
                        ? 1
                        : Math.exp(-0.5 * difference * difference / variance) / Math.sqrt(2 * Math.PI * variance);
            }
            density += product;
        }
        return density / total;
    }

    @Test
    void principalComponentsExplainNineTenthsAndTheVariancesAreWhatTheyLeave() {
        ModelArtifact model = fit(SyntheticData.points(1000, 9), plan(Family.PCA, 0, 1));
        // c = a + b, so that two directions hold all of three standardised features' variance.
        assertThat(model.manifest().spec().latentDim()).isEqualTo(2);
        float[] components = model.tensors().get(VaeTensors.PCA_COMPONENTS).values();
        double dot = 0;
        double square = 0;
        for (int i = 0; i < 3; i++) {
            dot += components[i] * components[3 + i];
            square += components[i] * components[i];
        }
        assertThat(dot).isCloseTo(0, within(1e-6));
        assertThat(square).isCloseTo(1, within(1e-6));
        double least = 2 * Math.log(0.05);
        for (float logVariance :
                model.tensors().get(VaeTensors.PCA_LOG_VARIANCE).values()) {
            assertThat(logVariance).isCloseTo((float) least, within(1e-5f));
        }
    }

    @Test
    void principalComponentsOfOneInputAreRefusedWithTheRemedy() {
        Dataset one = SyntheticData.dataset(SyntheticData.points(100, 10).rows().stream()
                .map(row -> SyntheticData.row(row.number(), row.values()[0]))
                .toList());
        assertThatThrownBy(() -> fit(one, plan(Family.PCA, 0, 1)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("there are 1 inputs; give more features, a longer --shingle");
        assertThatThrownBy(() -> fit(SyntheticData.points(100, 10), plan(Family.PCA, 3, 1)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("--latent is 3");
    }

    @Test
    void aMixtureOfAGivenSizeSurvivesMissingValuesAndRetrainingStartsFromIt() {
        Dataset data = SyntheticData.points(500, 11);
        for (int i = 0; i < data.rows().size(); i += 5) {
            data.rows().get(i).values()[i % 3] = Double.NaN;
        }
        ModelArtifact model = fit(data, plan(Family.GAUSSIAN_MIXTURE, 4, 1));
        assertThat(model.manifest().spec().latentDim()).isEqualTo(4);
        TrainingPlan like = Recipe.like(model.manifest(), null, model.manifest().fit());
        ModelArtifact again = new ModelFitter(like, FitContext.of(FitProgress.SILENT), model)
                .fit(data, SyntheticData.provenance(data, TIME));
        assertThat(again.manifest().summary().stepsDone())
                .isLessThanOrEqualTo(model.manifest().summary().stepsDone());
        assertThat(again.manifest().summary().calibrationNegativeElbo())
                .isCloseTo(model.manifest().summary().calibrationNegativeElbo(), within(0.2));
    }

    @Test
    void aVaeReportsItsLatentsAndTheOthersHaveNone() {
        Dataset data = SyntheticData.points(1000, 12);
        LatentSummary latents =
                fit(data, plan(Family.VAE, 0, 800)).manifest().training().latents();
        assertThat(latents.latents()).isEqualTo(3);
        assertThat(latents.active()).isGreaterThanOrEqualTo(2);
        assertThat(latents.collapsed()).isFalse();
        assertThat(fit(data, plan(Family.AUTOENCODER, 0, 20))
                        .manifest()
                        .training()
                        .latents())
                .isNull();
    }

    @Test
    void aHeavyKlWeightCollapsesThePosteriorAndAWarmUpThatNeverEndsDoesNot() {
        Dataset data = SyntheticData.points(1000, 13);
        LatentSummary heavy = latents(data, 1e4, 0);
        assertThat(heavy.collapsed()).isTrue();
        assertThat(heavy.active()).isZero();
        LatentSummary rising = latents(data, 1e4, 500_000_000);
        assertThat(rising.collapsed()).isFalse();
        assertThat(rising.totalKl()).isGreaterThan(heavy.totalKl() + 1);
    }

    private static LatentSummary latents(Dataset data, double klWeight, int klWarmUpSteps) {
        FitOptions fit = TestSpecs.withKlWarmUp(
                TestSpecs.fit(1200, 0, 64, 1e-3, 20, 0.2, 0.9, klWeight, false, 7), klWarmUpSteps);
        return fit(data, plan(Family.VAE, Bound.ELBO, 0, fit))
                .manifest()
                .training()
                .latents();
    }

    private static ModelArtifact fit(Dataset data, TrainingPlan plan) {
        return new ModelFitter(plan, FitProgress.SILENT).fit(data, SyntheticData.provenance(data, TIME));
    }

    private static List<Verdict> score(ModelArtifact model, Dataset data) {
        List<Verdict> verdicts = new ArrayList<>();
        try (Scorer scorer = Scorers.create(model.manifest().spec(), model.tensors(), ScorerChoice.AUTO)) {
            new BatchScoring(model.manifest(), scorer, 1e-2, null).score(data, new TableSink() {
                @Override
                public void scored(Dataset.Row row, Verdict verdict, double[] featureNats, Standardizer by) {
                    assertThat(Arrays.stream(featureNats).sum()).isEqualTo(verdict.reconstruction());
                    verdicts.add(verdict);
                }

                @Override
                public void late(Dataset.Row row) {
                    throw new AssertionError("points are never late");
                }
            });
        }
        return verdicts;
    }

    private static TrainingPlan plan(Family family, int latents, int steps) {
        return plan(family, Bound.ELBO, latents, steps);
    }

    private static TrainingPlan plan(Family family, Bound bound, int latents, int steps) {
        return plan(family, bound, latents, SyntheticData.fit(steps));
    }

    private static TrainingPlan plan(Family family, Bound bound, int latents, FitOptions fit) {
        TrainingPlan.Model model =
                SyntheticData.model(family, bound, Likelihood.GAUSSIAN, OptionalDouble.empty(), latents, 1);
        return SyntheticData.plan(new TrainingPlan.Rows(false, 1, null), model, fit);
    }
}

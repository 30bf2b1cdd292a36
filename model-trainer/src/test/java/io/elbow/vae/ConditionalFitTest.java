// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elbow.artifact.ArtifactCodec;
import io.elbow.artifact.Bound;
import io.elbow.artifact.ConditionPlacement;
import io.elbow.artifact.Family;
import io.elbow.artifact.FitOptions;
import io.elbow.artifact.Likelihood;
import io.elbow.artifact.ModelArtifact;
import io.elbow.config.ConditionOptions;
import io.elbow.config.ConditionOptions.CalendarPart;
import io.elbow.config.ConditionOptions.Column;
import io.elbow.config.ScoreOptions.ScorerChoice;
import io.elbow.data.DataException;
import io.elbow.data.Dataset;
import io.elbow.features.Conditions;
import io.elbow.features.Standardizer;
import io.elbow.scoring.Ranking;
import io.elbow.scoring.Scorer;
import io.elbow.scoring.TableSink;
import io.elbow.scoring.Verdict;
import io.elbow.stream.BatchScoring;
import io.elbow.testing.TestSpecs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A table in which normal depends on the condition: kind and hour decide the mean of three features. An anomaly is a
 * row that would be normal under another kind.
 */
class ConditionalFitTest {
    private static final List<String> KINDS = List.of("batch", "db", "web");
    private static final int FIT_ROWS = 1_500;
    private static final int TEST_ROWS = 1_000;
    /** A kind's own spread, in units of the whole table's. */
    private static final double SIGMA = 0.2;

    private static final long HOUR = Duration.ofHours(1).toMillis();

    private static double without;

    private static Dataset.Row row(int number, SplittableRandom random, boolean anomalous) {
        int kind = random.nextInt(KINDS.size());
        int felt = anomalous ? (kind + 1 + random.nextInt(KINDS.size() - 1)) % KINDS.size() : kind;
        double night = number % 24 < 8 ? -1 : 1;
        double[] values = new double[3];
        for (int f = 0; f < values.length; f++) {
            values[f] = (felt == f ? 2 : 0) + night + 0.3 * random.nextGaussian();
        }
        String[] condition = {KINDS.get(kind)};
        return new Dataset.Row(number, "", "", number * HOUR, values, anomalous, condition);
    }

    private static Dataset table(int count, double anomalies, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Dataset.Row> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(row(i, random, random.nextDouble() < anomalies));
        }
        return new Dataset("synthetic", List.of("a", "b", "c"), rows, List.of(), List.of("kind"));
    }

    private static TrainingPlan plan(ConditionOptions condition) {
        TrainingPlan.Model model =
                SyntheticData.model(Family.VAE, Bound.ELBO, Likelihood.GAUSSIAN, OptionalDouble.of(SIGMA), 0, 1);
        FitOptions fit = TestSpecs.fit(1_000, 0, 64, 3e-3, 20, 0.2, 0.9, 1, false, 7);
        return SyntheticData.plan(new TrainingPlan.Rows(false, 1, null), model, fit)
                .withCondition(condition);
    }

    private static ConditionOptions kindAndHour(ConditionPlacement placement) {
        return new ConditionOptions(
                List.of(Column.parse("kind")), List.of(CalendarPart.HOUR), ConditionOptions.DEFAULT_ZONE, placement);
    }

    private static ModelArtifact fit(ConditionOptions condition) {
        Dataset train = table(FIT_ROWS, 0, 1);
        return new ModelFitter(plan(condition), FitProgress.SILENT)
                .fit(train, SyntheticData.provenance(train, "2026-01-01T00:00:00Z"));
    }

    private static double auroc(ModelArtifact model) {
        Dataset test = table(TEST_ROWS, 0.1, 2);
        double[] scores = new double[TEST_ROWS];
        boolean[] labels = new boolean[TEST_ROWS];
        try (Scorer scorer = Scorers.create(model.manifest().spec(), model.tensors(), ScorerChoice.PYTORCH)) {
            new BatchScoring(model.manifest(), scorer, 1e-2, null).score(test, new TableSink() {
                @Override
                public void scored(Dataset.Row row, Verdict verdict, double[] featureNats, Standardizer by) {
                    scores[(int) row.number()] = verdict.score();
                    labels[(int) row.number()] = row.anomalous();
                }

                @Override
                public void late(Dataset.Row row) {
                    throw new AssertionError("row " + row.number() + " is late");
                }
            });
        }
        return Ranking.auroc(scores, labels);
    }

    @BeforeAll
    static void fitWithoutACondition() {
        without = auroc(fit(ConditionOptions.NONE));
    }

    @ParameterizedTest
    @EnumSource(ConditionPlacement.class)
    void whatIsNormalUnderAnotherConditionIsFound(ConditionPlacement placement) {
        double with = auroc(fit(kindAndHour(placement)));
        assertThat(without).isBetween(0.4, 0.6);
        assertThat(with).isGreaterThan(0.95);
    }

    @Test
    void twoFitsAreEqualToTheBit() {
        ConditionOptions condition = kindAndHour(ConditionPlacement.BOTH);
        byte[] one = ArtifactCodec.encode(fit(condition));
        assertThat(ArtifactCodec.encode(fit(condition))).isEqualTo(one);
    }

    @Test
    void theArtifactKeepsTheConditionsAndTheirFrequencies() {
        ModelArtifact model = ArtifactCodec.decode(ArtifactCodec.encode(fit(kindAndHour(ConditionPlacement.PRIOR))));
        Conditions conditions = model.manifest().conditions();
        assertThat(conditions.calendar()).containsExactly(CalendarPart.HOUR);
        assertThat(conditions.columns()).hasSize(1);
        Conditions.Categorical kind =
                (Conditions.Categorical) conditions.columns().get(0);
        assertThat(kind.categories()).isEqualTo(KINDS);
        long rows = kind.counts().stream().mapToLong(Long::longValue).sum();
        assertThat(rows).isEqualTo(model.manifest().summary().fitRows());
        float[] frequencies = model.tensors().get("prior.condition").values();
        for (int i = 0; i < KINDS.size(); i++) {
            assertThat(frequencies[i]).isEqualTo((float) (kind.counts().get(i) / (double) rows));
        }
        assertThat(model.manifest().spec().condition().placement()).isEqualTo(ConditionPlacement.PRIOR);
    }

    @Test
    void aSuccessorTakesItsParentsConditionsOver() {
        ModelArtifact parent = fit(kindAndHour(ConditionPlacement.BOTH));
        FitOptions few = SyntheticData.plan(Likelihood.GAUSSIAN, false, 1, 20).fit();
        TrainingPlan plan = Recipe.like(parent.manifest(), null, few);
        assertThat(plan.condition().placement()).isEqualTo(ConditionPlacement.BOTH);
        // The kind web is missing, but the successor's weights still have a place for it.
        List<Dataset.Row> rows = table(FIT_ROWS, 0, 3).rows().stream()
                .filter(row -> !row.conditions()[0].equals("web"))
                .toList();
        Dataset table = table(0, 0, 3).withRows(rows);
        ModelArtifact successor = new ModelFitter(plan, FitContext.of(FitProgress.SILENT), parent)
                .fit(table, SyntheticData.provenance(table, "2026-01-01T00:00:00Z"));
        assertThat(successor.manifest().conditions())
                .isEqualTo(parent.manifest().conditions());
        assertThat(auroc(successor)).isGreaterThan(0.9);
    }

    @Test
    void aTableWithoutTheColumnIsRefused() {
        Dataset train = table(FIT_ROWS, 0, 1);
        ConditionOptions other = new ConditionOptions(
                List.of(Column.parse("host")), List.of(), ConditionOptions.DEFAULT_ZONE, ConditionPlacement.BOTH);
        assertThatThrownBy(() -> new ModelFitter(plan(other), FitProgress.SILENT)
                        .fit(train, SyntheticData.provenance(train, "2026-01-01T00:00:00Z")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("'host' is missing; there is: [kind]");
    }
}

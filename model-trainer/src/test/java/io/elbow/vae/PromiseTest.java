// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.artifact.FitOptions;
import io.elbow.artifact.Likelihood;
import io.elbow.artifact.ModelArtifact;
import io.elbow.config.ScoreOptions.ScorerChoice;
import io.elbow.data.Dataset;
import io.elbow.features.Standardizer;
import io.elbow.scoring.Scorer;
import io.elbow.scoring.TableSink;
import io.elbow.scoring.Verdict;
import io.elbow.stream.BatchScoring;
import io.elbow.testing.TestSpecs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks that as many fresh normal rows are flagged as the model promised, from fit to verdict. */
class PromiseTest {
    private static final double[] RATES = {1e-1, 1e-2, 1e-3};
    private static final double[] FACTORS = {1.5, 1.5, 2};

    @Test
    void aModelOfManyRowsKeepsItsPromise() {
        assertKept(fit(10_000, Recipe.POINTS_FIT.withSteps(300)), RATES.length);
    }

    /** Below 1,000 rows five folds are held back in turn, and at 1e-3 less than one row is expected to be flagged. */
    @Test
    void aModelOfFewRowsKeepsItsPromiseByCrossFitting() {
        assertKept(fit(900, Recipe.POINTS_FIT.withSteps(300)), 2);
    }

    /** Gaps in the rows, or rows left out of the fit, do not affect the rows that are held back. */
    @ParameterizedTest
    @CsvSource({"0.5,0", "0,0.05"})
    void hiddenInputsAndTrimmedRowsBreakNoPromise(double maskedRows, double trim) {
        FitOptions options = TestSpecs.withTrim(Recipe.POINTS_FIT.withSteps(300), trim);
        assertKept(fit(10_000, maskedRows == 0 ? options : options.withMasking(maskedRows, 0.2)), RATES.length);
    }

    private static ModelArtifact fit(int rows, FitOptions options) {
        Dataset data = SyntheticData.points(rows, 3);
        TrainingPlan plan = SyntheticData.plan(Likelihood.GAUSSIAN, false, 1, 1).withFit(options);
        return new ModelFitter(plan, FitProgress.SILENT)
                .fit(data, SyntheticData.provenance(data, "2026-01-01T00:00:00Z"));
    }

    private static void assertKept(ModelArtifact model, int rates) {
        Dataset fresh = SyntheticData.points(50_000, 4);
        long[] flagged = new long[RATES.length];
        try (Scorer scorer = Scorers.create(model.manifest().spec(), model.tensors(), ScorerChoice.JAVA)) {
            new BatchScoring(model.manifest(), scorer, RATES[0], null).score(fresh, new TableSink() {
                @Override
                public void scored(Dataset.Row row, Verdict verdict, double[] featureNats, Standardizer by) {
                    for (int r = 0; r < RATES.length; r++) {
                        flagged[r] += verdict.pValue() <= RATES[r] ? 1 : 0;
                    }
                }

                @Override
                public void late(Dataset.Row row) {
                    throw new AssertionError("points have no order");
                }
            });
        }
        for (int r = 0; r < rates; r++) {
            assertThat(flagged[r] / RATES[r] / fresh.rows().size())
                    .as("actual / promised at " + RATES[r])
                    .isBetween(1 / FACTORS[r], FACTORS[r]);
        }
    }
}

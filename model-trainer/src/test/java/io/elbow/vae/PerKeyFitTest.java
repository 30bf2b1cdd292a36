// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.artifact.ArtifactCodec;
import io.elbow.artifact.ModelArtifact;
import io.elbow.config.PerKeyOptions;
import io.elbow.config.ScoreOptions.ScorerChoice;
import io.elbow.data.Dataset;
import io.elbow.scoring.Evaluation;
import io.elbow.scoring.Scorer;
import io.elbow.stream.BatchScoring;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One model for keys whose levels lie far apart, each standardised by its own statistics. */
class PerKeyFitTest {
    private static final int KEYS = 6;
    private static final long MINUTE = 60_000;
    private static final PerKeyOptions OPTIONS = PerKeyOptions.DEFAULT;

    private static ModelArtifact perKey;
    private static ModelArtifact global;

    @BeforeAll
    static void fit() {
        Dataset training = dataset(600, 0, 1, 0);
        perKey = fit(training, OPTIONS, null);
        global = fit(training, null, null);
    }

    @Test
    void aShiftThatIsSmallAmongTheKeysIsFoundByEachKeysOwnStatistics() {
        Dataset test = dataset(300, 600 * MINUTE, 2, 0.1);
        assertThat(evaluate(perKey, test).ofScore().auroc()).isGreaterThan(0.97);
        assertThat(evaluate(global, test).ofScore().auroc()).isLessThan(0.8);
    }

    @Test
    void thePromiseHoldsOnRowsThatComeLater() {
        Evaluation later = evaluate(perKey, dataset(2_000, 600 * MINUTE, 3, 0));
        double flagged = later.rows().stream()
                        .filter(scored -> scored.verdict().pValue() <= 0.01)
                        .count()
                / (double) later.rows().size();
        assertThat(flagged).isBetween(0.004, 0.02);
    }

    @Test
    void theArtifactKnowsItsKeysAndAFitWithoutThemIsAsItWas() {
        assertThat(perKey.manifest().perKey().names()).hasSize(KEYS);
        assertThat(perKey.manifest().perKey().rows()).containsOnly(600f);
        assertThat(global.manifest().perKey()).isNull();
        assertThat(perKey.manifest().scaler().mean())
                .isEqualTo(global.manifest().scaler().mean());
    }

    @Test
    void twoFitsDifferInNothing() {
        assertThat(ArtifactCodec.encode(fit(dataset(600, 0, 1, 0), OPTIONS, null)))
                .isEqualTo(ArtifactCodec.encode(perKey));
    }

    @Test
    void aNewKeyIsScoredFromItsFirstRecordAndBecomesAKeyOfItsOwn() {
        List<Dataset.Row> rows = new ArrayList<>();
        Random random = new Random(9);
        for (int i = 0; i < 3_000; i++) {
            // Between the known keys' levels, and calmer than all rows together.
            rows.add(row("new", i, 25 + 0.5 * random.nextGaussian(), 25 + 0.5 * random.nextGaussian(), false));
        }
        Evaluation seen = evaluate(perKey, new Dataset("new", List.of("f0", "f1"), rows, List.of()));
        assertThat(seen.rows()).hasSize(3_000);
        double first = nats(seen, 0, 60);
        double last = nats(seen, 2_940, 3_000);
        assertThat(first).as("its first hour, by the global deviation").isLessThan(last);
        assertThat(last).isGreaterThan(nats(evaluate(perKey, dataset(300, 600 * MINUTE, 4, 0)), 0, 1_800) - 1);
    }

    private static double nats(Evaluation seen, int from, int to) {
        return seen.rows().subList(from, to).stream()
                .mapToDouble(scored -> scored.verdict().score())
                .average()
                .orElseThrow();
    }

    @Test
    void aSuccessorTakesUpNewLevelsInItsKeysStatisticsAndKeepsTheScaler() {
        List<Dataset.Row> moved = dataset(600, 600 * MINUTE, 5, 0).rows().stream()
                .map(row -> row("m0", row.number(), row.values()[0] + 7, row.values()[1], false))
                .toList();
        Dataset table = new Dataset("moved", List.of("f0", "f1"), moved.subList(0, 600), List.of());
        ModelArtifact successor = fit(table, OPTIONS, perKey);
        assertThat(successor.manifest().scaler().mean())
                .isEqualTo(perKey.manifest().scaler().mean());
        assertThat(successor.manifest().perKey().names())
                .isEqualTo(perKey.manifest().perKey().names());
        assertThat(successor.manifest().perKey().means()[0])
                .isGreaterThan(perKey.manifest().perKey().means()[0]);
    }

    private static ModelArtifact fit(Dataset dataset, PerKeyOptions options, ModelArtifact parent) {
        TrainingPlan plan = SyntheticData.perKey(options, 300);
        return new ModelFitter(plan, FitContext.of(FitProgress.SILENT), parent)
                .fit(dataset, SyntheticData.provenance(dataset, "2026-01-01T00:00:00Z"));
    }

    private static Evaluation evaluate(ModelArtifact model, Dataset dataset) {
        Evaluation evaluation = new Evaluation(true);
        try (Scorer scorer = Scorers.create(model.manifest().spec(), model.tensors(), ScorerChoice.PYTORCH)) {
            new BatchScoring(model.manifest(), scorer, 1e-2, Duration.ofDays(1)).score(dataset, evaluation);
        }
        return evaluation;
    }

    /** One row a minute of each key, at levels ten apart with deviation 1; anomalies are shifts of one feature by 6. */
    private static Dataset dataset(int minutes, long start, long seed, double anomalies) {
        Random random = new Random(seed);
        List<Dataset.Row> rows = new ArrayList<>();
        for (int minute = 0; minute < minutes; minute++) {
            for (int key = 0; key < KEYS; key++) {
                boolean anomalous = random.nextDouble() < anomalies;
                double common = random.nextGaussian();
                double shift = anomalous ? 6 : 0;
                double x = 10 * key + 0.9 * common + 0.4 * random.nextGaussian() + shift;
                double y = 10 * (KEYS - key) + 0.9 * common + 0.4 * random.nextGaussian();
                rows.add(row("m" + key, start / MINUTE + minute, x, y, anomalous));
            }
        }
        return new Dataset("keys", List.of("f0", "f1"), rows, List.of());
    }

    private static Dataset.Row row(String key, long minute, double x, double y, boolean anomalous) {
        return new Dataset.Row(minute, key, "", minute * MINUTE, new double[] {x, y}, anomalous);
    }
}

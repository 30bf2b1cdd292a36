// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.elbow.artifact.FitOptions;
import io.elbow.artifact.Likelihood;
import io.elbow.artifact.Members;
import io.elbow.artifact.ModelArtifact;
import io.elbow.artifact.VaeSpec;
import io.elbow.config.ScoreOptions.ScorerChoice;
import io.elbow.data.Dataset;
import io.elbow.testing.TestSpecs;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RefreshFitTest {
    private static final double RATE = 1e-2;
    private static ModelArtifact champion;

    @BeforeAll
    static void fitAChampion() {
        Dataset data = SyntheticData.points(4_000, 1);
        champion = new ModelFitter(SyntheticData.plan(Likelihood.GAUSSIAN, false, 1, 600), FitProgress.SILENT)
                .fit(data, SyntheticData.provenance(data, "2026-01-01T00:00:00Z"));
    }

    private static List<TestingSample> rows(int count, long seed, UnaryOperator<double[]> change) {
        List<TestingSample> rows = new ArrayList<>();
        for (Dataset.Row row : SyntheticData.points(count, seed).rows()) {
            rows.add(new TestingSample(
                    "k", row.number(), change.apply(row.values().clone()), false));
        }
        return rows;
    }

    /** A row shifted by three training deviations in two features; the third is still their sum. */
    private static double[] shifted(double[] row) {
        return new double[] {row[0] + 3, row[1] + 9, row[2] + 12};
    }

    private static RefreshFit fit(double learningRate) {
        return fit(champion, learningRate);
    }

    private static RefreshFit fit(ModelArtifact champion, double learningRate) {
        FitOptions d = champion.manifest().fit();
        FitOptions options = TestSpecs.fit(
                d.steps(),
                0,
                d.batchSize(),
                learningRate,
                d.optimiser().warmUpSteps(),
                d.corruption().denoise(),
                d.optimiser().ema(),
                1,
                false,
                9);
        return new RefreshFit(
                champion, new RefreshFit.Options(options, RATE, List.of(), Instant.parse("2026-01-02T00:00:00Z"), 0));
    }

    private static double[] pValues(ModelArtifact model, List<TestingSample> rows) {
        SampleRows all = new SampleRows(
                model.manifest(),
                List.of(),
                rows,
                IntStream.range(0, rows.size()).toArray());
        return SampleScores.of(model, all, RATE).pValues();
    }

    private static double flagged(ModelArtifact model, List<TestingSample> rows) {
        double[] pValues = pValues(model, rows);
        return Arrays.stream(pValues).filter(p -> p <= RATE).count() / (double) rows.size();
    }

    @Test
    void aShiftIsLearnedAndTheAlertRateHoldsOnIt() throws Exception {
        List<TestingSample> learned = rows(6_000, 2, UnaryOperator.identity());
        learned.addAll(rows(6_000, 3, RefreshFitTest::shifted));
        RefreshFit.Outcome outcome = fit(1e-3).fit(samples(learned), FitListener.SILENT);
        assertThat(outcome.faults()).isEmpty();
        assertThat(outcome.challenger().manifest().provenance().parentModelId()).isEqualTo(champion.modelId());
        assertThat(outcome.challenger().modelId()).isNotEqualTo(champion.modelId());
        List<TestingSample> later = rows(20_000, 4, RefreshFitTest::shifted);
        assertThat(flagged(champion, later)).isGreaterThan(0.5);
        assertThat(flagged(outcome.challenger(), later)).isLessThan(2 * RATE);
    }

    @Test
    void theSameSamplesGiveTheSameModel() throws Exception {
        List<TestingSample> learned = rows(1_000, 2, UnaryOperator.identity());
        assertThat(fit(1e-3)
                        .fit(samples(learned), FitListener.SILENT)
                        .challenger()
                        .modelId())
                .isEqualTo(fit(1e-3)
                        .fit(samples(learned), FitListener.SILENT)
                        .challenger()
                        .modelId());
    }

    @Test
    void aChallengerThatLearnedWhatPastIncidentsLookedLikeIsRefused() throws Exception {
        // Twice the shift: what counts as a clear canary lies beyond the tail that 800 calibration rows can tell.
        UnaryOperator<double[]> incident = row -> shifted(shifted(row));
        List<TestingSample> poisoned = rows(3_000, 2, UnaryOperator.identity());
        poisoned.addAll(rows(3_000, 3, incident));
        RefreshFit.Outcome outcome =
                fit(1e-3).fit(new RefreshFit.Samples(poisoned, List.of(), rows(50, 5, incident)), FitListener.SILENT);
        assertThat(outcome.canaries()).isGreaterThan(25);
        assertThat(outcome.accepted()).isFalse();
        assertThat(outcome.faults()).anyMatch(fault -> fault.contains("past incidents"));
    }

    @Test
    void aChallengerSpoiltByItsFitIsRefused() throws Exception {
        List<TestingSample> learned = rows(3_000, 2, UnaryOperator.identity());
        RefreshFit.Outcome outcome = fit(0.5).fit(samples(learned), FitListener.SILENT);
        assertThat(outcome.accepted()).isFalse();
        assertThat(outcome.faults()).anyMatch(fault -> fault.contains("nats more than by the champion"));
    }

    @Test
    void tooFewSamplesAreRefusedWithTheirNumber() {
        assertThatThrownBy(() -> fit(1e-3).fit(samples(rows(99, 2, UnaryOperator.identity())), FitListener.SILENT))
                .isInstanceOf(FitFailedException.class)
                .hasMessageContaining("99");
    }

    @Test
    void aListenerEndsTheFitByWhatItThrows() {
        FitListener pace = step -> {
            if (step.step() == 3) {
                throw new CancellationException("stopped at step 3");
            }
        };
        assertThatThrownBy(() -> fit(1e-3).fit(samples(rows(1_000, 2, UnaryOperator.identity())), pace))
                .isInstanceOf(CancellationException.class)
                .hasMessage("stopped at step 3");
    }

    @Test
    void everyNetworkOfTheChampionIsRefreshedFromItsOwnWeights() throws Exception {
        Dataset data = SyntheticData.points(2_000, 1);
        TrainingPlan plan = SyntheticData.ofTwo(300);
        ModelArtifact two = new ModelFitter(plan, FitProgress.SILENT)
                .fit(data, SyntheticData.provenance(data, "2026-01-01T00:00:00Z"));
        RefreshFit.Samples samples = samples(rows(1_000, 2, UnaryOperator.identity()));
        ModelArtifact model = fit(two, 1e-6).fit(samples, FitListener.SILENT).challenger();
        VaeSpec spec = model.manifest().spec();
        assertThat(spec).isEqualTo(two.manifest().spec());
        for (int member = 0; member < 2; member++) {
            float[] before = Members.of(spec, two.tensors(), member)
                    .get("encoder.0.weight")
                    .values();
            float[] after = Members.of(spec, model.tensors(), member)
                    .get("encoder.0.weight")
                    .values();
            assertThat(after).isNotEqualTo(before).containsExactly(before, within(1e-2f));
        }
        assertThat(fit(two, 1e-6).fit(samples, FitListener.SILENT).challenger().modelId())
                .isEqualTo(model.modelId());
    }

    @Test
    void aRefreshedModelScoresWithoutItsParent() throws Exception {
        List<TestingSample> learned = rows(1_000, 2, UnaryOperator.identity());
        ModelArtifact model =
                fit(1e-3).fit(samples(learned), FitListener.SILENT).challenger();
        assertThat(Scorers.create(model.manifest().spec(), model.tensors(), ScorerChoice.JAVA)
                        .rowWidth())
                .isEqualTo(3);
    }

    @Test
    @Tag("soak")
    void theRateHoldsOverThreeRefreshesThatLearnWhatAGuardLetThrough() throws Exception {
        List<Double> ratios = ratios(41_500, UnaryOperator.identity());
        assertThat(ratios).hasSize(3).allSatisfy(ratio -> assertThat(ratio).isBetween(1 / 1.3, 1.3));
    }

    @Test
    @Tag("soak")
    void theRateHoldsWhereOneRecordInFiftyThatTheGuardKeptOutIsAnIncidents() throws Exception {
        SplittableRandom random = new SplittableRandom(5);
        List<Double> ratios = ratios(41_500, row -> random.nextInt(50) == 0 ? shifted(row) : row);
        assertThat(ratios).hasSize(3).allSatisfy(ratio -> assertThat(ratio).isBetween(1 / 1.3, 1.3));
    }

    /** Alert rates on 100,000 normal records after each of three refreshes over the rate before the first. */
    private static List<Double> ratios(int kept, UnaryOperator<double[]> change) throws Exception {
        Dataset data = SyntheticData.points(50_000, 21);
        ModelArtifact model = new ModelFitter(
                        SyntheticData.plan(Likelihood.GAUSSIAN, false, 1, 600), FitProgress.SILENT)
                .fit(data, SyntheticData.provenance(data, "2026-01-01T00:00:00Z"));
        List<TestingSample> later = rows(100_000, 22, UnaryOperator.identity());
        double before = flagged(model, later);
        List<Double> ratios = new ArrayList<>();
        for (int refresh = 0; refresh < 3; refresh++) {
            RefreshFit.Samples guarded = guarded(model, rows(kept, 30 + refresh, change));
            RefreshFit.Options options = new RefreshFit.Options(
                    model.manifest().fit(), RATE, List.of(), Instant.parse("2026-01-02T00:00:00Z"), 0.01);
            RefreshFit.Outcome outcome = new RefreshFit(model, options).fit(guarded, FitListener.SILENT);
            assertThat(outcome.faults()).isEmpty();
            model = outcome.challenger();
            assertThat(outcome.calibrationRows()).isGreaterThanOrEqualTo(20_000);
            ratios.add(flagged(model, later) / before);
        }
        return ratios;
    }

    private static RefreshFit.Samples samples(List<TestingSample> learned) {
        return new RefreshFit.Samples(learned, List.of(), List.of());
    }

    /** As a guard of 1 % parts them. */
    private static RefreshFit.Samples guarded(ModelArtifact model, List<TestingSample> rows) {
        double[] pValues = pValues(model, rows);
        Map<Boolean, List<TestingSample>> parts = IntStream.range(0, rows.size())
                .boxed()
                .collect(Collectors.partitioningBy(
                        i -> pValues[i] > 0.01, Collectors.mapping(rows::get, Collectors.toList())));
        return new RefreshFit.Samples(parts.get(true), parts.get(false), List.of());
    }

    @Test
    void shinglesOfOneKeyShareRowsWhereTheNewerHoldsTheOldersLast() {
        TestingSample older = new TestingSample("a", 2, new double[] {1, 2, 3}, false);
        assertThat(older.sharesRows(new TestingSample("a", 3, new double[] {2, 3, 4}, false), 1))
                .isTrue();
        assertThat(older.sharesRows(new TestingSample("b", 3, new double[] {2, 3, 4}, false), 1))
                .isFalse();
        assertThat(older.sharesRows(new TestingSample("a", 5, new double[] {4, 5, 6}, false), 1))
                .isFalse();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.artifact.Likelihood;
import io.elbow.artifact.ModelArtifact;
import io.elbow.config.PerKeyOptions;
import io.elbow.data.Dataset;
import io.elbow.features.PerKeyFit;
import io.elbow.features.PerKeyStandardizer;
import io.elbow.features.Standardizer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A refresh of a model that standardises each key by its own statistics. */
class PerKeyRefreshFitTest {
    private static final double RATE = 1e-2;
    private static ModelArtifact champion;

    @BeforeAll
    static void fitAChampion() {
        List<Dataset.Row> rows = new ArrayList<>();
        for (Dataset.Row row : SyntheticData.points(4_000, 1).rows()) {
            String key = "m" + row.number() % 3;
            double[] values = levelled(row.values(), 100 * (row.number() % 3));
            rows.add(new Dataset.Row(row.number(), key, "", row.number(), values, false));
        }
        Dataset data = new Dataset("keys", List.of("a", "b", "c"), rows, List.of());
        champion = new ModelFitter(SyntheticData.perKey(PerKeyOptions.DEFAULT, 600), FitProgress.SILENT)
                .fit(data, SyntheticData.provenance(data, "2026-01-01T00:00:00Z"));
    }

    private static double[] levelled(double[] values, double level) {
        return Arrays.stream(values).map(value -> value + level).toArray();
    }

    /** Of a key that the champion does not know, far from those it knows, as the stream standardised it. */
    private static List<TestingSample> samples(int count, long seed) {
        List<double[]> values = SyntheticData.points(count, seed).rows().stream()
                .map(row -> levelled(row.values(), -5_000))
                .toList();
        Standardizer own = Standardizer.fit(values, 3);
        List<TestingSample> rows = new ArrayList<>();
        for (double[] row : values) {
            rows.add(new TestingSample("new", rows.size(), row, false, own.mean(), own.deviation()));
        }
        return rows;
    }

    private static double flagged(ModelArtifact model, List<TestingSample> rows) {
        int[] all = IntStream.range(0, rows.size()).toArray();
        double[] pValues = SampleScores.of(model, new SampleRows(model.manifest(), List.of(), rows, all), RATE)
                .pValues();
        return Arrays.stream(pValues).filter(p -> p <= RATE).count() / (double) rows.size();
    }

    @Test
    void aSampleCountsAsTheStreamStandardisedItAndTheKeysStatisticsPassOnAsTheyAre() throws Exception {
        RefreshFit.Options options = new RefreshFit.Options(
                champion.manifest().fit(), RATE, List.of(), Instant.parse("2026-01-02T00:00:00Z"), 0);
        RefreshFit.Outcome outcome = new RefreshFit(champion, options)
                .fit(new RefreshFit.Samples(samples(6_000, 2), List.of(), List.of()), FitListener.SILENT);
        assertThat(outcome.faults()).isEmpty();
        List<TestingSample> later = samples(20_000, 3);
        assertThat(flagged(champion, later)).isLessThan(3 * RATE);
        assertThat(flagged(outcome.challenger(), later)).isLessThan(2 * RATE);
        PerKeyFit before = champion.manifest().perKey();
        PerKeyFit after = outcome.challenger().manifest().perKey();
        assertThat(after.names()).isEqualTo(before.names());
        assertThat(after.means()).isEqualTo(before.means());
    }

    @Test
    void aSampleThatDoesNotSayIsStandardisedByWhatTrainingKnewOfItsKey() {
        double[] values = {101, 112, 213};
        PerKeyStandardizer standardizer = new PerKeyStandardizer(
                champion.manifest().scaler(), champion.manifest().perKey());
        Standardizer known = standardizer.of(standardizer.start("m1"));
        float[] inputs = new float[3];
        rows(champion, new TestingSample("m1", 0, values, false)).copyTo(0, inputs, 0);
        assertThat(inputs).containsExactly(known.apply(0, 101), known.apply(1, 112), known.apply(2, 213));
    }

    @Test
    void aModelThatStandardisesAllKeysAlikeDoesNotAsk() {
        Dataset data = SyntheticData.points(1_000, 1);
        ModelArtifact global = new ModelFitter(
                        SyntheticData.plan(Likelihood.GAUSSIAN, false, 1, 20), FitProgress.SILENT)
                .fit(data, SyntheticData.provenance(data, "2026-01-01T00:00:00Z"));
        Standardizer own = new Standardizer(new double[] {1, 1, 1}, new double[] {9, 9, 9});
        float[] inputs = new float[3];
        rows(global, new TestingSample("k", 0, new double[] {1, 2, 3}, false, own.mean(), own.deviation()))
                .copyTo(0, inputs, 0);
        assertThat(inputs[0]).isEqualTo(global.manifest().scaler().apply(0, 1));
    }

    private static SampleRows rows(ModelArtifact model, TestingSample row) {
        return new SampleRows(model.manifest(), List.of(), List.of(row), new int[] {0});
    }
}

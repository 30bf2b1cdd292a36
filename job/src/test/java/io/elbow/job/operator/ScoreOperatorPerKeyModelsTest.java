// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.elbow.artifact.ModelArtifact;
import io.elbow.config.PerKeyOptions;
import io.elbow.data.Dataset;
import io.elbow.features.PerKeyFit;
import io.elbow.features.PerKeyStandardizer;
import io.elbow.features.Standardizer;
import io.elbow.job.event.Sample;
import io.elbow.job.event.ScoredObservation;
import io.elbow.job.event.ShadowReport;
import io.elbow.job.metrics.MetricsServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several models over the one memory that a key has: a challenger, an announced model, and what a refresh gets. */
class ScoreOperatorPerKeyModelsTest {
    private static final long BUCKET = PerKeyFlow.BUCKET_MILLIS;
    private static final float[] NONE = {};

    private final Standardizer scaler = new Standardizer(new double[] {100, 100}, new double[] {10, 10});

    /** Ten times the units of {@link #scaler}. */
    private final Standardizer coarse = new Standardizer(new double[] {-50, 300}, new double[] {100, 100});

    private final ModelArtifact champion = PerKeyFlow.model(1, scaler, PerKeyFlow.FIT);

    @BeforeEach
    void reset() {
        MetricsServer.reset();
    }

    /** Knows no key, and that keys hardly differ from row to row. */
    private static PerKeyFit newcomer(long bucketMillis) {
        PerKeyOptions options =
                new PerKeyOptions(20, Duration.ofMillis(bucketMillis), Duration.ofMillis(100 * bucketMillis));
        return new PerKeyFit(options, new float[] {0.01f, 0.01f}, List.of(), NONE, NONE, NONE);
    }

    private static void feed(PerKeyFlow flow, String key, int records, long from, double level) throws Exception {
        Random random = new Random(from + 1);
        for (int i = 0; i < records; i++) {
            long time = from + i * (BUCKET - 1) / records;
            flow.record(key, time, level + random.nextGaussian(), level + random.nextGaussian());
        }
    }

    @Test
    void aChallengerSeesEachKeyAsItIsAndChangesNothingForTheChampion() throws Exception {
        // Its buckets are shorter: by them it would take up what the champion's have not ended.
        ModelArtifact challenger = PerKeyFlow.model(1, coarse, newcomer(BUCKET / 4));
        Map<Long, Double> alone = new TreeMap<>();
        Map<Long, Double> shadowed = new TreeMap<>();
        for (Map<Long, Double> scores : List.of(alone, shadowed)) {
            try (PerKeyFlow flow = new PerKeyFlow(champion, 7, 1, 0, null)) {
                if (scores == shadowed) {
                    flow.challenger(challenger);
                }
                for (Dataset.Row row : PerKeyFlow.rows(2_000)) {
                    flow.record(row);
                }
                flow.end();
                flow.scored().forEach(one -> scores.put(one.offset(), one.score()));
            }
        }
        assertThat(shadowed).isEqualTo(alone).hasSize(2_000);
    }

    @Test
    void costsOfModelsWithOtherUnitsCompareByWhatStandardisedEachKey() throws Exception {
        ModelArtifact challenger = PerKeyFlow.model(1, coarse, newcomer(BUCKET));
        try (PerKeyFlow flow = new PerKeyFlow(champion, 7, 1, 0, null)) {
            feed(flow, "k1", 20_000, 0, 130);
            flow.snapshot();
            flow.challenger(challenger);
            feed(flow, "k1", 2_000, BUCKET, 130);
            flow.end();
            ShadowReport report = flow.shadow();
            assertThat(report.records).isEqualTo(2_000);
            assertThat(report.challengerAnomalies).isEqualTo(report.championAnomalies);
            // By the models' own scalers they would differ by twice the logarithm of ten.
            assertThat(report.meanDifference()).isCloseTo(0, within(0.1));
        }
    }

    @Test
    void aChallengerKeepsTheStatisticsWhereTheChampionHasNone() throws Exception {
        ModelArtifact alike = TestingModels.model(1, 5);
        double level = TestingModels.MEAN + 2 * TestingModels.DEVIATION;
        Standardizer own = new Standardizer(
                new double[] {TestingModels.MEAN, TestingModels.MEAN},
                new double[] {TestingModels.DEVIATION, TestingModels.DEVIATION});
        ModelArtifact challenger = PerKeyFlow.model(1, own, newcomer(BUCKET));
        try (PerKeyFlow flow = new PerKeyFlow(alike, 7, 1, 0, null)) {
            flow.challenger(challenger);
            for (int i = 0; i < 20_000; i++) {
                flow.record("k1", i * (BUCKET - 1) / 20_000, level, level);
            }
            flow.champion(challenger);
            flow.record("k1", BUCKET, level, level);
            flow.end();
            List<ScoredObservation> scored = flow.scored();
            assertThat(scored.get(0).model()).isEqualTo(alike.modelId());
            assertThat(scored.get(0).score()).isEqualTo(8);
            ScoredObservation last = scored.get(scored.size() - 1);
            assertThat(last.model()).isEqualTo(challenger.modelId());
            assertThat(last.score()).as("its level is known already").isLessThan(0.1);
        }
    }

    @Test
    void anAnnouncedModelGoesOnWithTheKeysMemoryWhateverTheBatches() throws Exception {
        ModelArtifact next = PerKeyFlow.model(1, coarse, newcomer(70));
        List<Dataset.Row> rows = PerKeyFlow.rows(2_000);
        // Neither a bucket of the one nor of the other begins there.
        long from = rows.get(1_000).timestampMillis() / BUCKET * BUCKET + 33;
        Map<Integer, Map<Long, Double>> byBatch = new TreeMap<>();
        for (int batchSize : new int[] {1, 7, 256}) {
            Map<Long, Double> scores = new TreeMap<>();
            try (PerKeyFlow flow = new PerKeyFlow(champion, batchSize, 1, 0, null)) {
                flow.announce(next, from);
                for (Dataset.Row row : rows) {
                    flow.record(row);
                }
                flow.end();
                assertThat(flow.scored())
                        .allSatisfy(one -> assertThat(one.model())
                                .isEqualTo(one.timestampMillis() < from ? champion.modelId() : next.modelId()));
                flow.scored().forEach(one -> scores.put(one.offset(), one.score()));
            }
            byBatch.put(batchSize, scores);
        }
        assertThat(byBatch.get(1)).hasSize(2_000);
        assertThat(byBatch.get(7)).isEqualTo(byBatch.get(1));
        assertThat(byBatch.get(256)).isEqualTo(byBatch.get(1));
    }

    @Test
    void aSampleSaysWhatStandardisedItWhereEachKeyHasItsOwn() throws Exception {
        PerKeyStandardizer standardizer = new PerKeyStandardizer(scaler, PerKeyFlow.FIT);
        Standardizer own = standardizer.of(standardizer.start("k0"));
        try (PerKeyFlow flow = PerKeyFlow.sampling(champion)) {
            flow.record("k0", 0, 121, 119);
            flow.end();
            Sample sample = flow.samples().get(0);
            assertThat(sample.rows()).containsExactly(121, 119);
            assertThat(sample.keyMean()).isEqualTo(own.mean());
            assertThat(sample.keyDeviation()).isEqualTo(own.deviation());
        }
        try (PerKeyFlow flow = PerKeyFlow.sampling(TestingModels.model(1, 5))) {
            flow.record("k0", 0, 121, 119);
            flow.end();
            assertThat(flow.samples().get(0).keyMean()).isEmpty();
        }
    }
}

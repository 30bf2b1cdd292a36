// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.artifact.ArtifactCodec;
import io.elbow.artifact.Likelihood;
import io.elbow.artifact.ModelArtifact;
import io.elbow.data.Dataset;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Three keys, standardised alike, of which some stay at a new level. */
class KeyShiftRefreshTest {
    private static final double RATE = 1e-2;
    private static final int HOUR = 1_000;
    private static final List<String> KEYS = List.of("a", "b", "c");
    private static ModelArtifact champion;

    @BeforeAll
    static void fitAChampion() {
        Dataset data = SyntheticData.points(4_000, 1);
        champion = new ModelFitter(SyntheticData.plan(Likelihood.GAUSSIAN, false, 1, 600), FitProgress.SILENT)
                .fit(data, SyntheticData.provenance(data, "2026-01-01T00:00:00Z"));
    }

    /** Rows of a key at the usual level, or shifted by nine deviations in two features. */
    private static List<TestingSample> rows(String key, int from, int count, long seed, boolean shifted) {
        List<TestingSample> rows = new ArrayList<>();
        for (Dataset.Row row : SyntheticData.points(count, seed).rows()) {
            double[] v = row.values();
            double[] values = shifted ? new double[] {v[0] + 9, v[1] + 27, v[2] + 36} : v;
            rows.add(new TestingSample(key, from + row.number(), values, shifted));
        }
        return rows;
    }

    /** An hour of all keys as usual, then one in which some of them are at the new level. */
    private static RefreshFit.Outcome refreshed(Set<String> shifted) {
        List<TestingSample> learned = new ArrayList<>();
        for (String key : KEYS) {
            learned.addAll(rows(key, 0, HOUR, key.hashCode(), false));
            learned.addAll(rows(key, HOUR, HOUR, key.hashCode() + 7L, shifted.contains(key)));
        }
        return refresh(champion, learned);
    }

    private static RefreshFit.Outcome refresh(ModelArtifact from, List<TestingSample> learned) {
        learned.sort(Comparator.comparing(TestingSample::key).thenComparing(TestingSample::timestampMillis));
        RefreshFit.Options options = new RefreshFit.Options(
                from.manifest().fit(), RATE, List.of(), Instant.parse("2026-01-02T00:00:00Z"), 0);
        return new RefreshFit(from, options)
                .fit(new RefreshFit.Samples(learned, List.of(), List.of()), FitListener.SILENT);
    }

    private static double flagged(ModelArtifact model, List<TestingSample> rows) {
        int[] all = IntStream.range(0, rows.size()).toArray();
        double[] pValues = SampleScores.of(model, new SampleRows(model.manifest(), List.of(), rows, all), RATE)
                .pValues();
        return IntStream.of(all).filter(i -> pValues[i] <= RATE).count() / (double) rows.size();
    }

    @Test
    void whatOneKeyStaysAtIsNormalForItAndAnIncidentInAnother() {
        RefreshFit.Outcome outcome = refreshed(Set.of("a"));
        ModelArtifact model = outcome.challenger();
        assertThat(outcome.faults()).isEmpty();
        assertThat(outcome.shifts().keys()).isEqualTo(1);
        assertThat(outcome.shifts().ofAll()).isFalse();
        assertThat(flagged(champion, rows("a", 2 * HOUR, 2_000, 40, true))).isEqualTo(1);
        assertThat(flagged(model, rows("a", 2 * HOUR, 2_000, 40, true))).isLessThan(3 * RATE);
        assertThat(flagged(model, rows("b", 2 * HOUR, 2_000, 41, true))).isEqualTo(1);
        assertThat(flagged(model, rows("new", 2 * HOUR, 2_000, 42, true))).isEqualTo(1);
        assertThat(flagged(model, rows("b", 2 * HOUR, 2_000, 43, false))).isLessThan(3 * RATE);
        assertThat(flagged(model, rows("a", 0, HOUR, 44, false))).isLessThan(3 * RATE);
        assertThat(flagged(model, rows("a", 2 * HOUR, 2_000, 45, false))).isEqualTo(1);
    }

    @Test
    void whatAllKeysStayAtIsNormalForAll() {
        RefreshFit.Outcome outcome = refreshed(Set.copyOf(KEYS));
        assertThat(outcome.faults()).isEmpty();
        assertThat(outcome.shifts().ofAll()).isTrue();
        assertThat(outcome.shifts().keys()).isEqualTo(3);
        assertThat(outcome.challenger().manifest().shifts()).isEmpty();
        assertThat(flagged(outcome.challenger(), rows("new", 2 * HOUR, 2_000, 42, true)))
                .isLessThan(3 * RATE);
    }

    @Test
    void aLevelOnceLearnedStaysThroughFileAndFurtherRefreshes() throws Exception {
        ModelArtifact first = refreshed(Set.of("a")).challenger();
        ModelArtifact read = ArtifactCodec.decode(ArtifactCodec.encode(first));
        assertThat(read.modelId()).isEqualTo(first.modelId());
        assertThat(flagged(read, rows("a", 2 * HOUR, 2_000, 40, true)))
                .isEqualTo(flagged(first, rows("a", 2 * HOUR, 2_000, 40, true)));
        List<TestingSample> learned = new ArrayList<>(rows("a", HOUR, HOUR, 50, true));
        for (String key : KEYS) {
            for (TestingSample row : rows(key, 2 * HOUR, HOUR, key.hashCode(), key.equals("a"))) {
                learned.add(new TestingSample(row.key(), row.timestampMillis(), row.rows(), false));
            }
        }
        RefreshFit.Outcome second = refresh(read, learned);
        assertThat(second.shifts().keys()).isZero();
        assertThat(second.challenger().manifest().shifts()).hasSize(1);
        assertThat(flagged(second.challenger(), rows("a", 3 * HOUR, 2_000, 40, true)))
                .isLessThan(3 * RATE);
        assertThat(flagged(second.challenger(), rows("b", 3 * HOUR, 2_000, 41, true)))
                .isEqualTo(1);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.artifact.FitOptions;
import io.elbow.artifact.Likelihood;
import io.elbow.artifact.ModelArtifact;
import io.elbow.data.Dataset;
import io.elbow.testing.TestSpecs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Rows that stand apart are not learned from. */
class TrimmingTest {
    /** Rows 0 to 949 lie around the origin; 950 to 999 lie far off, each on its own, except ten that are alike. */
    private final float[][] points = points();

    @Test
    void theRowsFarthestFromTheOthersAreLeftOut() {
        int[] kept = kept(IntStream.range(0, 1_000).toArray(), 0.05, 1);
        assertThat(kept)
                .hasSize(950)
                .isSorted()
                .containsExactly(IntStream.range(0, 950).toArray());
    }

    @Test
    void theSameSeedLeavesOutTheSameRowsAndAShareOfZeroNone() {
        int[] rows = IntStream.range(0, 1_000).toArray();
        assertThat(kept(rows, 0.02, 7)).isEqualTo(kept(rows, 0.02, 7)).hasSize(980);
        assertThat(kept(rows, 0, 7)).isEqualTo(rows);
        assertThat(kept(new int[] {5, 7, 11}, 0.05, 7)).containsExactly(5, 7, 11);
    }

    @Test
    void aMissingInputCountsAsTheMean() {
        points[3] = new float[] {Float.NaN, Float.NaN};
        assertThat(kept(IntStream.range(0, 1_000).toArray(), 0.05, 1)).contains(3);
    }

    @Test
    void ofVeryManyRowsABoundedNumberIsUsed() {
        int[] rows = IntStream.range(0, Trimming.MOST_ROWS * 2).toArray();
        int[] kept = Trimming.kept(rows, 1, 1e-6, new SplittableRandom(3), (row, target) -> target[0] = row % 100);
        assertThat(kept).hasSize(Trimming.MOST_ROWS).isSorted().doesNotHaveDuplicates();
        assertThat(Arrays.stream(kept).average().orElseThrow()).isBetween(0.98e5, 1.02e5);
    }

    @Test
    void aFitLearnsNothingOfWhatIsTrimmedAndIsCalibratedOnAll() {
        List<Dataset.Row> rows = new ArrayList<>(SyntheticData.points(2_000, 4).rows());
        for (int i = 0; i < 40; i++) {
            rows.set(i * 50, SyntheticData.row(i * 50L, 40, 80 + i, -200 - i));
        }
        Dataset contaminated = SyntheticData.dataset(rows);
        ModelArtifact plain = fit(contaminated, 0);
        ModelArtifact trimmed = fit(contaminated, 0.05);
        assertThat(trimmed.manifest().fit().trim()).isEqualTo(0.05);
        assertThat(trimmed.manifest().summary().fitRows()).isEqualTo(1_520);
        assertThat(trimmed.manifest().summary().calibrationRows()).isEqualTo(400);
        assertThat(trimmed.manifest().scaler().deviation()[2]).isLessThan(4);
        assertThat(plain.manifest().scaler().deviation()[2]).isGreaterThan(20);
    }

    private static ModelArtifact fit(Dataset data, double trim) {
        TrainingPlan plan = SyntheticData.plan(Likelihood.GAUSSIAN, false, 1, 20);
        FitOptions fit = TestSpecs.withTrim(plan.fit(), trim);
        return new ModelFitter(plan.withFit(fit), FitProgress.SILENT)
                .fit(data, SyntheticData.provenance(data, "2026-01-01T00:00:00Z"));
    }

    private int[] kept(int[] rows, double share, long seed) {
        return Trimming.kept(
                rows,
                2,
                share,
                new SplittableRandom(seed),
                (row, target) -> System.arraycopy(points[row], 0, target, 0, 2));
    }

    private static float[][] points() {
        SplittableRandom random = new SplittableRandom(1);
        float[][] points = new float[1_000][2];
        for (int i = 0; i < points.length; i++) {
            for (int f = 0; f < 2; f++) {
                float near = (float) random.nextGaussian();
                points[i][f] = i < 950 ? near : i < 990 ? 20 + near * 5 : -15;
            }
        }
        return points;
    }
}

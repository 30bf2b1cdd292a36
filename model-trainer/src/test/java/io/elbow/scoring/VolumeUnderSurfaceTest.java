// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.elbow.config.BadInputException;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class VolumeUnderSurfaceTest {
    private static final int ROWS = 2_000;
    private final boolean[] labels = new boolean[ROWS];
    private final double[] noise = new SplittableRandom(1).doubles(ROWS).toArray();

    VolumeUnderSurfaceTest() {
        Arrays.fill(labels, 500, 560, true);
        Arrays.fill(labels, 1_200, 1_210, true);
        Arrays.fill(labels, 1_240, 1_260, true);
    }

    @Test
    void agreesWithAnIndependentComputation() {
        // Computed with numpy from the same definition, for scores i % 97 / 97 + label / 2.
        double[] scores = new double[ROWS];
        Arrays.setAll(scores, i -> i % 97 / 97.0 + (labels[i] ? 0.5 : 0));
        assertThat(VolumeUnderSurface.pr(scores, labels)).isCloseTo(0.63679064393668, within(1e-9));
    }

    @Test
    void aScoreThatFollowsTheLabelsIsFarBetterThanNoise() {
        double[] good = new double[ROWS];
        Arrays.setAll(good, i -> noise[i] + (labels[i] ? 1 : 0));
        assertThat(VolumeUnderSurface.pr(good, labels)).isGreaterThan(0.7);
        assertThat(VolumeUnderSurface.pr(noise, labels)).isLessThan(0.25);
    }

    @Test
    void aHitJustOutsideASegmentCountsInPart() {
        double[] late = new double[ROWS];
        double[] never = new double[ROWS];
        Arrays.setAll(late, i -> noise[i] + (i >= 20 && labels[i - 20] ? 1 : 0));
        Arrays.setAll(never, i -> noise[i] + (i >= 200 && labels[i - 200] ? 1 : 0));
        assertThat(VolumeUnderSurface.pr(late, labels)).isGreaterThan(VolumeUnderSurface.pr(never, labels) + 0.2);
    }

    @Test
    void oneLabelAloneIsRefused() {
        assertThatThrownBy(() -> VolumeUnderSurface.pr(noise, new boolean[ROWS]))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("0 of 2000 rows are labelled");
    }
}

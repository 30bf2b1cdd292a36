// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PrecisionRecallTest {
    private static final int ROWS = 5_000;
    private final double[] scores = new double[ROWS];
    private final boolean[] labels = new boolean[ROWS];

    @BeforeEach
    void draw() {
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < ROWS; i++) {
            labels[i] = random.nextDouble() < 0.1;
            // Rounded, so that there are ties.
            scores[i] = Math.rint(20 * random.nextGaussian() + (labels[i] ? 25 : 0));
        }
    }

    @Test
    void theStepsUnderTheWholeCurveAreTheAveragePrecision() {
        double area = 0;
        double before = 0;
        for (PrecisionRecall.Point point : PrecisionRecall.curve(scores, labels, ROWS)) {
            area += (point.recall() - before) * point.precision();
            before = point.recall();
        }
        assertThat(area).isCloseTo(Ranking.averagePrecision(scores, labels), within(1e-12));
    }

    @Test
    void aThinnedCurveKeepsItsEndsAndItsOrder() {
        List<PrecisionRecall.Point> whole = PrecisionRecall.curve(scores, labels, ROWS);
        List<PrecisionRecall.Point> thinned = PrecisionRecall.curve(scores, labels, 20);
        assertThat(thinned).hasSizeBetween(10, 20).isSubsetOf(whole);
        assertThat(thinned.get(0)).isEqualTo(whole.get(0));
        assertThat(thinned.get(thinned.size() - 1).recall()).isEqualTo(1);
        assertThat(thinned).extracting(PrecisionRecall.Point::recall).isSorted();
    }
}

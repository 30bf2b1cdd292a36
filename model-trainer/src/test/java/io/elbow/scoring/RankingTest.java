// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.elbow.config.BadInputException;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RankingTest {
    private static final double[] SCORES = {0.9, 0.8, 0.7, 0.7, 0.1};
    private static final boolean[] LABELS = {true, false, true, false, false};

    @Test
    void aurocCountsPairsWonAndHalfOfTies() {
        // Of 6 pairs: .9 wins 3; .7 wins one, ties one, loses one.
        assertThat(Ranking.auroc(SCORES, LABELS)).isCloseTo(4.5 / 6, within(1e-15));
    }

    @Test
    void averagePrecisionTakesTiesTogether() {
        // At .9: precision 1, recall 1/2; at .7: precision 2/4, recall 1.
        assertThat(Ranking.averagePrecision(SCORES, LABELS)).isCloseTo(0.5 * 1 + 0.5 * 0.5, within(1e-15));
    }

    @Test
    void constantScoresRankNothing() {
        double[] constant = {3, 3, 3, 3, 3};
        assertThat(Ranking.auroc(constant, LABELS)).isEqualTo(0.5);
        assertThat(Ranking.averagePrecision(constant, LABELS)).isCloseTo(0.4, within(1e-15));
    }

    @Test
    void perfectScoresRankAll() {
        boolean[] first = {true, true, false, false, false};
        double[] falling = {5, 4, 3, 2, Double.NEGATIVE_INFINITY};
        assertThat(Ranking.auroc(falling, first)).isEqualTo(1.0);
        assertThat(Ranking.averagePrecision(falling, first)).isEqualTo(1.0);
    }

    @Test
    void refusesRowsOfOneLabel() {
        assertThatThrownBy(() -> Ranking.auroc(new double[] {1, 2}, new boolean[2]))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("2 normal and 0 anomalous");
        assertThatThrownBy(() -> Ranking.averagePrecision(new double[] {1, 2}, new boolean[2]))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("at least 1 anomalous row but got none of 2");
    }

    @Test
    void refusesAScoreThatIsNotANumber() {
        assertThatThrownBy(() -> Ranking.auroc(new double[] {1, Double.NaN}, new boolean[] {true, false}))
                .hasMessageContaining("score 1 of 2 is NaN");
    }

    @Property(tries = 200, seed = "20260101")
    void agreesWithCountingEveryPair(@ForAll long seed, @ForAll @IntRange(min = 2, max = 40) int n) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] scores = random.ints(n, -3, 4).mapToDouble(s -> s).toArray();
        boolean[] labels = new boolean[n];
        for (int i = 0; i < n; i++) {
            labels[i] = i == 0 || (i > 1 && random.nextInt(3) == 0);
        }
        assertThat(Ranking.auroc(scores, labels)).isCloseTo(pairs(scores, labels), within(1e-12));
        assertThat(Ranking.averagePrecision(scores, labels)).isCloseTo(thresholds(scores, labels), within(1e-12));
    }

    private static double pairs(double[] scores, boolean[] labels) {
        double won = 0;
        int pairs = 0;
        for (int a = 0; a < scores.length; a++) {
            for (int b = 0; b < scores.length; b++) {
                if (labels[a] && !labels[b]) {
                    won += scores[a] > scores[b] ? 1 : scores[a] == scores[b] ? 0.5 : 0;
                    pairs++;
                }
            }
        }
        return won / pairs;
    }

    private static double thresholds(double[] scores, boolean[] labels) {
        double sum = 0;
        double lastRecall = 0;
        double[] distinct =
                Arrays.stream(scores).distinct().map(s -> -s).sorted().toArray();
        for (double negated : distinct) {
            double found = 0;
            double taken = 0;
            double all = 0;
            for (int i = 0; i < scores.length; i++) {
                taken += scores[i] >= -negated ? 1 : 0;
                found += scores[i] >= -negated && labels[i] ? 1 : 0;
                all += labels[i] ? 1 : 0;
            }
            sum += (found / all - lastRecall) * found / taken;
            lastRecall = found / all;
        }
        return sum;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.elbow.budget.Candidate;
import io.elbow.budget.SurpriseFit;
import io.elbow.budget.SurprisePeaks;
import io.elbow.budget.SurpriseScale;
import io.elbow.budget.SurpriseState;
import io.elbow.config.AlertBudget;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SurpriseJudgeTest {
    private static final long MINUTE = 60_000;
    private static final SurpriseScale SCALE = new SurpriseScale(0, 1, 0.2);
    private static final SurpriseScale ANOTHER = new SurpriseScale(0, 2, 0.4);
    private static final BudgetOptions OPTIONS =
            new BudgetOptions(new AlertBudget(1, Duration.ofDays(1)), Duration.ofMinutes(5), Duration.ofHours(6));

    private final SurpriseJudge judge = judge(SCALE);

    private static SurpriseJudge judge(SurpriseScale scale) {
        return new SurpriseJudge(fit(scale), OPTIONS);
    }

    /** That begins at 4 with each budget. */
    private static SurpriseFit fit(SurpriseScale scale) {
        SurprisePeaks none = new SurprisePeaks(new long[0], new int[0], new double[0], 4);
        return new SurpriseFit(scale, 1, MINUTE, none);
    }

    /** A score that lies so many spreads above the normal. */
    private static double score(SurpriseScale scale, double spreads) {
        return scale.floor() + Math.expm1(scale.median() + spreads * scale.spread());
    }

    @Test
    void anAnomalyReachesTheFirstThresholdAndACriticalOneTwiceThat() {
        assertThat(take(3.9).anomaly()).isFalse();
        assertThat(take(3.9).candidate()).isTrue();
        assertThat(take(1.9).candidate()).isFalse();
        assertThat(take(4.01).anomaly()).isTrue();
        assertThat(take(7.9).critical()).isFalse();
        assertThat(take(8.01).critical()).isTrue();
        assertThat(take(8.01).firstThreshold()).isEqualTo(4);
        assertThat(RowSurprise.NONE.anomaly()).isFalse();
        assertThat(RowSurprise.NONE.critical()).isFalse();
    }

    private RowSurprise take(double spreads) {
        return judge.take(judge.current(null), score(SCALE, spreads), 0);
    }

    @Test
    void aKeysFirstThirtyRecordsAreYoung() {
        SurpriseState key = judge.current(null);
        for (int i = 0; i < Candidate.YOUNG; i++) {
            assertThat(judge.take(key, score(SCALE, 0), i * MINUTE).young()).isTrue();
        }
        assertThat(judge.take(key, score(SCALE, 0), Candidate.YOUNG * MINUTE).young())
                .isFalse();
    }

    @Test
    void aScoreThatIsNoNumberIsNoCandidate() {
        SurpriseState key = judge.current(null);
        RowSurprise surprise = judge.take(key, Double.NaN, 0);
        assertThat(surprise.value()).isNaN();
        assertThat(surprise.anomaly() || surprise.candidate()).isFalse();
    }

    @Test
    void anotherModelMapsAKeysMemoryOnceAtItsFirstRecord() {
        SurpriseState key = judge.current(null);
        for (int i = 0; i < 100; i++) {
            judge.take(key, score(SCALE, 1), i * MINUTE);
        }
        double before = judge.take(key, score(SCALE, 3), 100 * MINUTE).value();
        SurpriseJudge next = judge(ANOTHER);
        next.current(key);
        double mapped = key.past.mean;
        next.current(key);
        assertThat(key.past.mean).isEqualTo(mapped);
        assertThat(key.scale).isEqualTo(ANOTHER);
        assertThat(key.records).isEqualTo(Candidate.YOUNG);
        // As surprising under the next model as it was under the last.
        assertThat(next.take(key, score(ANOTHER, 3), 101 * MINUTE).value()).isCloseTo(before, within(0.05));
    }
}

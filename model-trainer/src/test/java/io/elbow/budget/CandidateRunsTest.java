// SPDX-License-Identifier: Apache-2.0
package io.elbow.budget;

import static io.elbow.budget.Candidate.Kind.END;
import static io.elbow.budget.Candidate.Kind.RISE;
import static io.elbow.budget.Candidate.Kind.START;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CandidateRunsTest {
    private static final long MINUTE = 60_000;
    private final CandidateRuns runs = new CandidateRuns(4, Duration.ofMinutes(5));
    private final CandidateRun run = new CandidateRun();

    @Test
    void theCandidateThresholdIsHalfTheFirstOneAndAtLeastItsLeast() {
        assertThat(CandidateRuns.threshold(4)).isEqualTo(2);
        assertThat(CandidateRuns.threshold(1.6)).isEqualTo(1.5);
    }

    @Test
    void tellsTheStartARiseByAQuarterAndTheEnd() {
        assertThat(take(0, 1.9)).isEmpty();
        assertThat(take(1, 2)).containsExactly(candidate(1, START, 2));
        assertThat(take(2, 2.4)).isEmpty();
        assertThat(take(3, 2.5)).containsExactly(candidate(3, RISE, 2.5));
        assertThat(take(4, 3)).isEmpty();
        assertThat(take(5, 0)).isEmpty();
        assertThat(take(8, 2)).isEmpty();
        assertThat(take(12, 0)).isEmpty();
        assertThat(take(13, 0)).containsExactly(candidate(13, END, 3));
        assertThat(take(14, 0)).isEmpty();
    }

    @Test
    void theEndComesBeforeTheNextStartAndHasItsOwnTime() {
        take(0, 2);
        assertThat(take(60, 3)).containsExactly(candidate(5, END, 2), candidate(60, START, 3));
    }

    @Test
    void aGapOfExactlyTheCooldownStillBelongsToTheRun() {
        take(0, 2);
        assertThat(take(5, 2)).isEmpty();
        assertThat(take(11, 2)).containsExactly(candidate(10, END, 2), candidate(11, START, 2));
    }

    @Test
    void aKeyThatSaysNoMoreEndsByEventTime() {
        take(0, 2);
        assertThat(runs.onEventTime(run, "a", 5 * MINUTE - 1)).isEmpty();
        assertThat(runs.onEventTime(run, "a", 5 * MINUTE)).containsExactly(candidate(5, END, 2));
        assertThat(runs.onEventTime(run, "a", 6 * MINUTE)).isEmpty();
    }

    @Test
    void surpriseThatIsNotANumberIsNoCandidate() {
        assertThat(take(0, Double.NaN)).isEmpty();
        assertThat(run.open).isFalse();
    }

    private List<Candidate> take(int minute, double surprise) {
        return runs.take(run, "a", surprise, minute * MINUTE, false);
    }

    private static Candidate candidate(int minute, Candidate.Kind kind, double surprise) {
        return new Candidate("a", minute * MINUTE, kind, surprise, 4, false);
    }
}

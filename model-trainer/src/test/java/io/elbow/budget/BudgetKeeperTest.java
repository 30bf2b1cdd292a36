// SPDX-License-Identifier: Apache-2.0
package io.elbow.budget;

import static io.elbow.budget.Candidate.Kind.END;
import static io.elbow.budget.Candidate.Kind.RISE;
import static io.elbow.budget.Candidate.Kind.START;
import static io.elbow.budget.Decision.Action.BELOW_THRESHOLD;
import static io.elbow.budget.Decision.Action.CLOSE;
import static io.elbow.budget.Decision.Action.OPEN;
import static io.elbow.budget.Decision.Action.SUPPRESSED;
import static io.elbow.budget.Decision.Action.UPDATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.elbow.config.AlertBudget;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class BudgetKeeperTest {
    private static final long MINUTE = 60_000;
    private static final double FIRST = 3;
    private final BudgetKeeper keeper = new BudgetKeeper(AlertBudget.parse("1/1d"), Duration.ofMinutes(5));
    private final BudgetState state = new BudgetState();

    @Test
    void opensUpdatesAndClosesAnIncident() {
        assertThat(take("a", 0, START, 2.9)).isEqualTo(BELOW_THRESHOLD);
        assertThat(take("a", 1, RISE, 4)).isEqualTo(OPEN);
        assertThat(take("a", 2, RISE, 5)).isEqualTo(UPDATE);
        assertThat(take("a", 9, END, 5)).isEqualTo(CLOSE);
        assertThat(take("b", 9, START, 2)).isEqualTo(BELOW_THRESHOLD);
        assertThat(take("b", 20, END, 2)).isEqualTo(BELOW_THRESHOLD);
    }

    @Test
    void openingsWithinACooldownAreOneEventThatChargesOnce() {
        assertThat(decide("a", 0, START, 9).charged()).isTrue();
        assertThat(decide("b", 1, START, 9).charged()).isFalse();
        assertThat(decide("c", 4, START, 9).action()).isEqualTo(OPEN);
        assertThat(state.threshold.lnRatio).isCloseTo(0.2, within(0.001));
        assertThat(decide("d", 5, START, 9).charged()).isTrue();
        assertThat(state.limit.openedMillis).hasSize(2);
    }

    @Test
    void whatTheHardLimitDoesNotAdmitIsSuppressedAsAWholeAndCounted() {
        for (int i = 0; i < 3; i++) {
            assertThat(take("k" + i, 10 * i, START, 90)).isEqualTo(OPEN);
        }
        double ratio = state.threshold.lnRatio;
        assertThat(take("a", 30, START, 90)).isEqualTo(SUPPRESSED);
        assertThat(take("b", 31, START, 90)).isEqualTo(SUPPRESSED);
        assertThat(take("a", 32, RISE, 120)).isEqualTo(SUPPRESSED);
        assertThat(take("a", 50, END, 120)).isEqualTo(SUPPRESSED);
        assertThat(state.limit.suppressed).isEqualTo(2);
        assertThat(state.threshold.lnRatio).isLessThan(ratio);
        assertThat(take("b", 1_440, RISE, 120)).isEqualTo(OPEN);
    }

    @Test
    void aKeysFirstRecordsOpenAndChargeNothing() {
        Decision young = keeper.take(state, new Candidate("new", 0, START, 9, FIRST, true));
        assertThat(young.action()).isEqualTo(OPEN);
        assertThat(young.charged()).isFalse();
        assertThat(state.threshold.lnRatio).isZero();
        assertThat(state.charges.ofKeys).isEmpty();
        assertThat(state.limit.openedMillis).hasSize(1);

        assertThat(decide("old", 1, START, 9).charged()).isTrue();
        assertThat(state.limit.openedMillis).hasSize(1);
    }

    @Test
    void aBurstingKeyHasAHigherThresholdThanTheOthers() {
        for (int i = 0; i < 100; i++) {
            take("k" + i, 0, START, 2);
        }
        for (int i = 1; i <= 3; i++) {
            take("bursting", 10 * i, START, 40);
            take("bursting", 10 * i + 8, END, 40);
        }
        double shared = decide("k0", 60, RISE, 2).threshold();
        assertThat(decide("bursting", 60, START, 2).threshold() / shared).isBetween(3.0, 4.0);
    }

    @Test
    void aCandidateBehindEventTimeIsDecidedAtTheTimeReached() {
        take("a", 600, START, 9);
        assertThat(take("late", 10, START, 9)).isEqualTo(OPEN);
        assertThat(state.threshold.lastMillis).isEqualTo(600 * MINUTE);
        assertThat(state.limit.openedMillis).containsExactly(600 * MINUTE);
    }

    @Test
    void eventTimeWithoutCandidatesLowersTheThresholdWhereItIsTold() {
        take("a", 0, START, 9);
        for (int day = 1; day <= 5; day++) {
            keeper.onEventTime(state, day * 1_440 * MINUTE, FIRST);
        }
        assertThat(state.threshold.value(FIRST)).isCloseTo(2.1, within(1e-9));
    }

    @Test
    void theSameCandidatesGetTheSameDecisions() {
        SimulatedKeys stream = new SimulatedKeys(50, Duration.ofMinutes(10), "5/1d", SimulatedKeys.NOISE)
                .trained(3)
                .ran(14);
        BudgetKeeper five = new BudgetKeeper(AlertBudget.parse("5/1d"), Duration.ofMinutes(20));

        assertThat(stream.candidates).hasSizeGreaterThan(1_000);
        assertThat(decisions(five, stream.candidates)).isEqualTo(decisions(five, stream.candidates));
        assertThat(decisions(five, stream.candidates).stream()
                        .filter(decision -> decision.action() == OPEN)
                        .count())
                .isEqualTo(stream.openings.size());
    }

    private static List<Decision> decisions(BudgetKeeper keeper, List<Candidate> candidates) {
        BudgetState fresh = new BudgetState();
        return candidates.stream()
                .map(candidate -> keeper.take(fresh, candidate))
                .toList();
    }

    private Decision.Action take(String key, int minute, Candidate.Kind kind, double surprise) {
        return decide(key, minute, kind, surprise).action();
    }

    private Decision decide(String key, int minute, Candidate.Kind kind, double surprise) {
        return keeper.take(state, new Candidate(key, minute * MINUTE, kind, surprise, FIRST, false));
    }
}

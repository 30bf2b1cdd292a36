// SPDX-License-Identifier: Apache-2.0
package io.elbow.budget;

import io.elbow.config.AlertBudget;
import java.time.Duration;

/**
 * Decides over all keys which candidates open incidents, so that no more open than the budget allows.
 *
 * <p>A candidate's surprise is compared with the steered threshold times its key's own multiplier ({@link KeyCharges}).
 * Openings within one cooldown of the first of them are one group, over all keys: it charges the steered threshold
 * once, counts once against the hard limit, and is suppressed as a whole if that admits no more. What is suppressed
 * charges nothing; it tries again when it becomes a quarter more surprising.
 *
 * <p>A key's first records open incidents but charge neither it nor the stream, so that new keys do not deafen the
 * detector for the others; the hard limit counts them.
 *
 * <p>Without clock and without memory of its own: the same candidates in the same order get the same decisions. A
 * candidate behind event time is decided at the event time that was reached.
 */
public final class BudgetKeeper {
    private final AlertBudget budget;
    private final long cooldownMillis;

    /** @param cooldown event time within which openings are one group */
    public BudgetKeeper(AlertBudget budget, Duration cooldown) {
        this.budget = budget;
        this.cooldownMillis = cooldown.toMillis();
    }

    /** Decides the next candidate, in the order of event time. */
    public Decision take(BudgetState state, Candidate candidate) {
        state.threshold.advance(candidate.timestampMillis(), budget, candidate.firstThreshold());
        if (!candidate.young()) {
            state.charges.seen(candidate.key(), state.threshold.lastMillis);
        }
        double threshold = threshold(state, candidate);
        if (candidate.kind() == Candidate.Kind.END) {
            return end(state, candidate, threshold);
        }
        Boolean suppressed = state.incidents.get(candidate.key());
        if (Boolean.FALSE.equals(suppressed)) {
            return new Decision(Decision.Action.UPDATE, threshold, false);
        }
        if (!(candidate.surprise() >= threshold)) {
            Decision.Action action = suppressed == null ? Decision.Action.BELOW_THRESHOLD : Decision.Action.SUPPRESSED;
            return new Decision(action, threshold, false);
        }
        return join(state)
                ? open(state, candidate, threshold)
                : suppress(state, candidate, threshold, suppressed == null);
    }

    /**
     * Lets event time pass without a candidate: without this call a time without candidates lowers the threshold by one
     * span of the budget at most.
     *
     * @param firstThreshold h0 of the model in force
     */
    public void onEventTime(BudgetState state, long eventTimeMillis, double firstThreshold) {
        state.threshold.advance(eventTimeMillis, budget, firstThreshold);
    }

    private static double threshold(BudgetState state, Candidate candidate) {
        return state.threshold.value(candidate.firstThreshold())
                * state.charges.multiplier(candidate.key(), state.threshold.lastMillis);
    }

    private static Decision end(BudgetState state, Candidate candidate, double threshold) {
        Boolean suppressed = state.incidents.remove(candidate.key());
        Decision.Action action = suppressed == null
                ? Decision.Action.BELOW_THRESHOLD
                : suppressed ? Decision.Action.SUPPRESSED : Decision.Action.CLOSE;
        return new Decision(action, threshold, false);
    }

    /** Makes the candidate part of the group that goes on, or of a new one; false: that is suppressed. */
    private boolean join(BudgetState state) {
        long now = state.threshold.lastMillis;
        boolean goesOn =
                state.groupMillis != ElapsedTimes.NONE && ElapsedTimes.elapsed(state.groupMillis, now) < cooldownMillis;
        if (!goesOn) {
            state.groupMillis = now;
            state.groupCharged = false;
            state.groupSuppressed = !state.limit.admits(now, budget);
            if (!state.groupSuppressed) {
                state.limit.opened(now, budget);
            }
        }
        return !state.groupSuppressed;
    }

    private Decision open(BudgetState state, Candidate candidate, double threshold) {
        state.incidents.put(candidate.key(), false);
        boolean charges = !candidate.young() && !state.groupCharged;
        if (charges) {
            state.groupCharged = true;
            state.threshold.opened();
        }
        if (!candidate.young()) {
            state.charges.opened(candidate.key(), state.threshold.lastMillis);
        }
        return new Decision(Decision.Action.OPEN, threshold, charges);
    }

    private static Decision suppress(BudgetState state, Candidate candidate, double threshold, boolean first) {
        if (first) {
            state.incidents.put(candidate.key(), true);
            state.limit.suppressed++;
        }
        return new Decision(Decision.Action.SUPPRESSED, threshold, false);
    }
}

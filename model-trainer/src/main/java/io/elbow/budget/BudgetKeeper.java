// SPDX-License-Identifier: Apache-2.0
package io.elbow.budget;

import io.elbow.config.AlertBudget;
import java.time.Duration;

/**
 * Decides over all keys which candidates open incidents, so that no more open than the budget allows.
 *
 * <p>A candidate's surprise is compared with the steered threshold times its key's own multiplier ({@link KeyCharges}).
 * Openings within one cooldown of the first of them are one event, over all keys: it charges the steered threshold
 * once, counts once against the hard limit, and is held back as a whole if that admits no more. What is held back
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

    /** @param cooldown event time within which openings are one event */
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
        Boolean heldBack = state.incidents.get(candidate.key());
        if (Boolean.FALSE.equals(heldBack)) {
            return new Decision(Decision.Action.UPDATE, threshold, false);
        }
        if (!(candidate.surprise() >= threshold)) {
            Decision.Action action = heldBack == null ? Decision.Action.BELOW_THRESHOLD : Decision.Action.HELD_BACK;
            return new Decision(action, threshold, false);
        }
        return join(state)
                ? open(state, candidate, threshold)
                : holdBack(state, candidate, threshold, heldBack == null);
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
        Boolean heldBack = state.incidents.remove(candidate.key());
        Decision.Action action = heldBack == null
                ? Decision.Action.BELOW_THRESHOLD
                : heldBack ? Decision.Action.HELD_BACK : Decision.Action.CLOSE;
        return new Decision(action, threshold, false);
    }

    /** Makes the candidate part of the event that goes on, or of a new one; false: that is held back. */
    private boolean join(BudgetState state) {
        long now = state.threshold.lastMillis;
        boolean goesOn =
                state.eventMillis != EventTimes.NONE && EventTimes.elapsed(state.eventMillis, now) < cooldownMillis;
        if (!goesOn) {
            state.eventMillis = now;
            state.eventCharged = false;
            state.eventHeldBack = !state.limit.admits(now, budget);
            if (!state.eventHeldBack) {
                state.limit.opened(now, budget);
            }
        }
        return !state.eventHeldBack;
    }

    private Decision open(BudgetState state, Candidate candidate, double threshold) {
        state.incidents.put(candidate.key(), false);
        boolean charges = !candidate.young() && !state.eventCharged;
        if (charges) {
            state.eventCharged = true;
            state.threshold.opened();
        }
        if (!candidate.young()) {
            state.charges.opened(candidate.key(), state.threshold.lastMillis);
        }
        return new Decision(Decision.Action.OPEN, threshold, charges);
    }

    private static Decision holdBack(BudgetState state, Candidate candidate, double threshold, boolean first) {
        if (first) {
            state.incidents.put(candidate.key(), true);
            state.limit.heldBack++;
        }
        return new Decision(Decision.Action.HELD_BACK, threshold, false);
    }
}

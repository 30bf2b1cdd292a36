// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import io.elbow.budget.BudgetKeeper;
import io.elbow.budget.Candidate;
import io.elbow.budget.Decision;
import io.elbow.config.AlertBudget;
import io.elbow.job.event.Alert;
import io.elbow.job.event.AlertCandidate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * The one place that decides which candidates of all keys become alerts, as {@link BudgetKeeper} says.
 *
 * <p>Owned state: a {@link BudgetMemory} and the candidates that wait for event time to reach them, so that they are
 * decided in its order however the keys are spread over tasks. Lifecycle: both are got and given back by the caller.
 * Design constraint: what comes behind event time is decided on arrival. The threshold sinks by the event time between
 * two candidates, never by watermarks, which a replay would set elsewhere.
 */
public final class BudgetedAlerts {
    private final BudgetKeeper keeper;
    private final BudgetMemory memory;
    private final PriorityQueue<AlertCandidate> waiting = new PriorityQueue<>(AlertCandidate.ORDER);
    private Consumer<String> unsent = reason -> {};

    /** Begins with nothing. */
    public BudgetedAlerts(AlertBudget budget, Duration cooldown) {
        this(budget, cooldown, new BudgetMemory(), List.of());
    }

    /** Goes on with what it remembered. */
    public BudgetedAlerts(
            AlertBudget budget, Duration cooldown, BudgetMemory memory, Iterable<AlertCandidate> waiting) {
        this.keeper = new BudgetKeeper(budget, cooldown);
        this.memory = memory;
        waiting.forEach(this.waiting::add);
    }

    /** Says of each surprising record that sends no message of its own why, in one of few words. */
    public void reportUnsent(Consumer<String> listener) {
        unsent = listener;
    }

    /** Takes a candidate; returns what is to be sent at once, which is nothing unless it is late. */
    public List<Alert> take(AlertCandidate candidate) {
        if (candidate.timestampMillis() > memory.eventTimeMillis) {
            waiting.add(candidate);
            return List.of();
        }
        memory.late++;
        List<Alert> alerts = new ArrayList<>();
        decide(candidate, alerts);
        return alerts;
    }

    /** Takes the progress of event time, before which nothing more is to come. */
    public List<Alert> onEventTime(long eventTimeMillis) {
        memory.eventTimeMillis = Math.max(memory.eventTimeMillis, eventTimeMillis);
        List<Alert> alerts = new ArrayList<>();
        while (!waiting.isEmpty() && waiting.peek().timestampMillis() <= memory.eventTimeMillis) {
            decide(waiting.poll(), alerts);
        }
        return alerts;
    }

    /** No record comes for now: decides all that waits, since event time may not go on for long. */
    public List<Alert> onSilence() {
        List<Alert> alerts = new ArrayList<>();
        while (!waiting.isEmpty()) {
            decide(waiting.poll(), alerts);
        }
        return alerts;
    }

    /** What a snapshot holds besides {@link #waiting}. */
    public BudgetMemory memory() {
        return memory;
    }

    /** What a snapshot holds besides {@link #memory}. */
    public List<AlertCandidate> waiting() {
        return List.copyOf(waiting);
    }

    /** Incidents so far that the hard limit kept from opening. */
    public long heldBack() {
        return memory.budget.limit.suppressed;
    }

    /** Candidates so far that came behind event time. */
    public long late() {
        return memory.late;
    }

    private void decide(AlertCandidate candidate, List<Alert> alerts) {
        Alert alert = candidate.alert();
        Decision decision = keeper.take(memory.budget, candidate.decidedOn());
        if (decision.action() == Decision.Action.OPEN) {
            memory.open.put(alert.key(), new OpenIncident(alert.id(), decision.threshold()));
            alerts.add(alert.ofIncident(alert.id(), decision.threshold()));
        } else if (decision.action() == Decision.Action.CLOSE) {
            OpenIncident open = memory.open.remove(alert.key());
            alerts.add(alert.ofIncident(open.id(), open.threshold()));
        } else if (candidate.kind() != Candidate.Kind.END) {
            unsent.accept(reason(decision.action()));
        }
    }

    private static String reason(Decision.Action action) {
        return switch (action) {
            case UPDATE -> "open-incident";
            case SUPPRESSED -> "held-back";
            default -> "below-threshold";
        };
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Meters of the one place that keeps the alert budget; of no use without one. */
public final class BudgetMeters {
    private final Counter heldBack;
    private final Counter late;

    BudgetMeters(MeterRegistry registry, String detector) {
        heldBack = Counter.builder("elbow.alerts.held.back")
                .description("Incidents that the alert budget's hard limit kept from opening")
                .tag(ElboMeters.DETECTOR, detector)
                .register(registry);
        late = Counter.builder("elbow.alerts.late.candidates")
                .description("Candidates of alerts that came behind event time and were decided on arrival")
                .tag(ElboMeters.DETECTOR, detector)
                .register(registry);
    }

    /** Counts incidents that the hard limit kept from opening. */
    public void heldBack(long incidents) {
        heldBack.increment((double) incidents);
    }

    /** Counts candidates that came behind event time. */
    public void late(long candidates) {
        late.increment((double) candidates);
    }
}

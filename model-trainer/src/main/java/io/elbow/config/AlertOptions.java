// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

import java.io.Serializable;
import java.time.Duration;

/**
 * When to alert.
 *
 * @param rate {@code alerts.rate} (default {@code 1.0e-4}): The promised share of normal records that alert, above 0
 *     and at most 1. Without this key each model's own rate holds, the one it was trained with.
 * @param cooldown {@code alerts.cooldown} (default {@code 5m}): An incident closes after so much event time without an
 *     anomaly of its key.
 * @param budget how many incidents may open in how long, instead of a rate; null: the rate decides
 */
public record AlertOptions(double rate, Duration cooldown, AlertBudget budget) implements Serializable {
    public static final AlertOptions DEFAULT = new AlertOptions(1e-4, Duration.ofMinutes(5));

    public AlertOptions {
        new Checks()
                .require(rate > 0 && rate <= 1, "alerts.rate", "in (0, 1]", rate)
                .positive("alerts.cooldown", cooldown)
                .orThrow();
    }

    /** Where the rate decides. */
    public AlertOptions(double rate, Duration cooldown) {
        this(rate, cooldown, null);
    }

    /** The same under a budget; null: the rate decides. */
    public AlertOptions withBudget(AlertBudget other) {
        return new AlertOptions(rate, cooldown, other);
    }
}

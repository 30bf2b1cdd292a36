// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

import java.io.Serializable;
import java.time.Duration;

/**
 * When to alert.
 *
 * @param rate promised share of normal records that alert, in (0, 1]
 * @param cooldown event time without an anomaly after which an incident closes
 */
public record AlertOptions(double rate, Duration cooldown) implements Serializable {
    public static final AlertOptions DEFAULT = new AlertOptions(1e-4, Duration.ofMinutes(5));

    public AlertOptions {
        new Checks()
                .require(rate > 0 && rate <= 1, "alerts.rate", "in (0, 1]", rate)
                .positive("alerts.cooldown", cooldown)
                .orThrow();
    }
}

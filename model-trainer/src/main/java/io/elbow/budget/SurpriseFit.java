// SPDX-License-Identifier: Apache-2.0
package io.elbow.budget;

import io.elbow.config.AlertBudget;
import java.io.Serializable;
import java.time.Duration;

/**
 * A stand-in for what a model knows of surprise, until the one of the manifest is merged.
 *
 * @param threshold h0 under any budget
 * @param halfLifeMillis event time in which a key's past loses half its weight
 */
public record SurpriseFit(SurpriseScale scale, double threshold, long halfLifeMillis) implements Serializable {
    /** h0 under a budget. */
    public double firstThreshold(AlertBudget budget, Duration cooldown) {
        return threshold;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.stream;

import io.elbow.config.AlertBudget;
import io.elbow.config.DetectorConfig;
import java.io.Serializable;
import java.time.Duration;

/**
 * What of the configuration decides how surprising a record is.
 *
 * @param cooldown event time without an anomaly after which an incident of a key closes
 * @param adaptAfter event time of an incident after which its rows are the key's new normal
 */
public record BudgetOptions(AlertBudget budget, Duration cooldown, Duration adaptAfter) implements Serializable {
    /** Null: the yaml has no budget, so the p-value decides. */
    public static BudgetOptions of(DetectorConfig config) {
        AlertBudget budget = config.alerts().budget();
        return budget == null
                ? null
                : new BudgetOptions(
                        budget, config.alerts().cooldown(), config.refresh().adaptAfter());
    }

    /** The same with another budget. */
    public BudgetOptions withBudget(AlertBudget other) {
        return new BudgetOptions(other, cooldown, adaptAfter);
    }
}

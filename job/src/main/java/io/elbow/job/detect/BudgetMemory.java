// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import io.elbow.budget.BudgetState;
import java.util.HashMap;
import java.util.Map;

/**
 * What {@link BudgetedAlerts} remembers, but for the candidates that wait.
 *
 * <p>A mutable plain object with public fields, because Flink keeps it in state as a POJO.
 */
public final class BudgetMemory {
    public BudgetState budget = new BudgetState();

    /** Of keys with an open incident. */
    public Map<String, OpenIncident> open = new HashMap<>();

    /** How far event time has come, ms; {@link Long#MIN_VALUE}: nowhere yet. */
    public long eventTimeMillis = Long.MIN_VALUE;

    /** Candidates so far that came behind event time. */
    public long late;
}

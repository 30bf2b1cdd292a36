// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.config.MetricsOptions;
import io.elbow.job.metrics.BudgetMeters;
import io.elbow.job.metrics.ElboMeters;
import io.elbow.job.metrics.MetricsPortException;
import io.elbow.job.metrics.MetricsServer;
import java.io.Serializable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a task comes by its meters: the JVM's, served from the first task on.
 *
 * @param options null: the meters count but nobody serves them
 */
public record TaskMeters(String detector, MetricsOptions options) implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(TaskMeters.class);

    /** Those of the alert budget, which count from this call on. */
    BudgetMeters ofBudget() {
        return MetricsServer.budgetMeters(detector);
    }

    /** To be called in {@code open}. */
    public ElboMeters open() {
        if (options != null) {
            try {
                MetricsServer.start(options.firstPort(), options.lastPort(), options.bind());
            } catch (MetricsPortException e) {
                // A stream without a scrape endpoint is better than none: the next task manager of a host may meet
                // the first one's port.
                LOG.warn("{}", e.getMessage());
            }
        }
        ElboMeters meters = MetricsServer.meters(detector);
        if (options != null) {
            meters.nameFeatures(options.features());
        }
        return meters;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.artifact.ModelArtifact;
import io.elbow.config.RefreshOptions;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/**
 * What the refresh operator needs of the configuration, as it travels to the task.
 *
 * @param cooldown event time without an anomaly after which an incident is over
 * @param alertRate the yaml's; null: the model's own
 * @param conditions what the samples carry of them, in order
 * @param keep artifacts that stay on the models topic
 * @param keptKeys the models topic's keys of the artifacts that are there when the job starts, oldest first
 */
public record RefreshSettings(
        String detector,
        RefreshOptions options,
        Duration cooldown,
        Double alertRate,
        List<String> conditions,
        int keep,
        List<String> keptKeys)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    public RefreshSettings {
        conditions = List.copyOf(conditions);
        keptKeys = List.copyOf(keptKeys);
    }

    double alertRateOf(ModelArtifact model) {
        return model.manifest().alertRateOr(alertRate);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

import java.util.Set;

/**
 * One detector, as {@code detector.yaml} describes it: the same object for trainer and job, validated once.
 *
 * @param name the detector's name, part of consumer group, transaction names and the models topic's keys
 * @param written the dotted keys that the yaml wrote out, such as {@code alerts.rate}: a written value beats the
 *     model's, a default does not
 */
public record DetectorConfig(
        String name,
        KafkaOptions kafka,
        RecordOptions record,
        ShingleOptions shingle,
        FeatureOptions features,
        ModelOptions model,
        ScoreOptions score,
        AlertOptions alerts,
        RefreshOptions refresh,
        ModelsOptions models,
        JobOptions job,
        MetricsOptions metrics,
        Set<String> written) {

    public DetectorConfig {
        written = Set.copyOf(written);
    }

    /** Whether the yaml wrote this dotted key out. */
    public boolean isWritten(String dottedKey) {
        return written.contains(dottedKey);
    }
}

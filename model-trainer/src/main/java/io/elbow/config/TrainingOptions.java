// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

/**
 * The sections of {@code detector.yaml} that describe a model: training goes by them, and the job holds models to them.
 */
public record TrainingOptions(
        ShingleOptions shingle,
        FeatureOptions features,
        ModelOptions model,
        ConditionOptions condition,
        ScoreOptions score,
        AlertOptions alerts) {
    /** Of a yaml that says nothing. */
    public static final TrainingOptions DEFAULT = new TrainingOptions(
            ShingleOptions.DEFAULT,
            FeatureOptions.DEFAULT,
            ModelOptions.DEFAULT,
            ConditionOptions.NONE,
            ScoreOptions.DEFAULT,
            AlertOptions.DEFAULT);

    /** The same with other alerts. */
    public TrainingOptions withAlerts(AlertOptions other) {
        return new TrainingOptions(shingle, features, model, condition, score, other);
    }
}

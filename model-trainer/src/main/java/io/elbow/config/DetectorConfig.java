// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * One detector, as {@code detector.yaml} describes it: the same object for trainer and job, validated once.
 *
 * @param name {@code name} (required): The detector's name: 1 to 100 letters, digits, dots, underscores and dashes.
 *     Part of the consumer group, of transaction names and of the keys on the models topic, so do not change it later.
 * @param written the dotted keys of the leaves that the yaml wrote out, such as {@code alerts.rate} or
 *     {@code kafka.topics.scores} ({@code kafka.properties} is one leaf): a written value beats the model's, a default
 *     does not
 * @param training what training and scoring both go by
 */
public record DetectorConfig(
        String name,
        KafkaOptions kafka,
        RecordOptions record,
        TrainingOptions training,
        RefreshOptions refresh,
        ModelsOptions models,
        JobOptions job,
        MetricsOptions metrics,
        Set<String> written,
        TrainOptions train) {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9._-]{1,100}");

    public DetectorConfig {
        written = Set.copyOf(written);
        new Checks()
                .require(
                        NAME.matcher(name).matches(),
                        "name",
                        "1 to 100 of letters, digits, dot, underscore and dash",
                        "'" + name + "'")
                .orThrow();
    }

    /** Where a first model is only waited for. */
    public DetectorConfig(
            String name,
            KafkaOptions kafka,
            RecordOptions record,
            TrainingOptions training,
            RefreshOptions refresh,
            ModelsOptions models,
            JobOptions job,
            MetricsOptions metrics,
            Set<String> written) {
        this(name, kafka, record, training, refresh, models, job, metrics, written, TrainOptions.DEFAULT);
    }

    public ShingleOptions shingle() {
        return training.shingle();
    }

    public FeatureOptions features() {
        return training.features();
    }

    public ModelOptions model() {
        return training.model();
    }

    public ConditionOptions condition() {
        return training.condition();
    }

    public ScoreOptions score() {
        return training.score();
    }

    public AlertOptions alerts() {
        return training.alerts();
    }

    /** Whether the yaml wrote this dotted key out. */
    public boolean isWritten(String dottedKey) {
        return written.contains(dottedKey);
    }

    /** The alert rate that the yaml wrote out; null: each model's own holds. */
    public Double writtenAlertRate() {
        return isWritten("alerts.rate") ? alerts().rate() : null;
    }

    /** Whether the running job may fit a model: by itself, or because the control topic asks for one. */
    public boolean refreshes() {
        return refresh.byItself() || kafka.topics().control() != null;
    }

    /** The same detector with other Kafka options. */
    public DetectorConfig withKafka(KafkaOptions other) {
        return new DetectorConfig(name, other, record, training, refresh, models, job, metrics, written, train);
    }

    /** The same detector at another broker. */
    public DetectorConfig at(String bootstrapServers) {
        return withKafka(kafka.at(bootstrapServers));
    }

    /** The same detector with its scrape endpoint elsewhere. */
    public DetectorConfig withMetrics(MetricsOptions other) {
        return new DetectorConfig(name, kafka, record, training, refresh, models, job, other, written, train);
    }

    /** The same detector under another alert budget; null: the alert rate decides. */
    public DetectorConfig withBudget(AlertBudget budget) {
        return new DetectorConfig(
                name,
                kafka,
                record,
                training.withAlerts(alerts().withBudget(budget)),
                refresh,
                models,
                job,
                metrics,
                written,
                train);
    }

    /** The same detector with another way to its first model. */
    public DetectorConfig withTrain(TrainOptions other) {
        return new DetectorConfig(name, kafka, record, training, refresh, models, job, metrics, written, other);
    }
}

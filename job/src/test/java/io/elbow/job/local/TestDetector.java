// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import io.elbow.artifact.Likelihood;
import io.elbow.config.AlertOptions;
import io.elbow.config.ConditionOptions;
import io.elbow.config.DetectorConfig;
import io.elbow.config.FeatureOptions;
import io.elbow.config.JobOptions;
import io.elbow.config.KafkaOptions;
import io.elbow.config.MetricsOptions;
import io.elbow.config.ModelOptions;
import io.elbow.config.ModelsOptions;
import io.elbow.config.RecordOptions;
import io.elbow.config.RefreshOptions;
import io.elbow.config.ScoreOptions;
import io.elbow.config.ShingleOptions;
import io.elbow.config.TrainingOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/** Makes a detector's configuration without a file; its topics are named after it. */
final class TestDetector {
    static final int KEEP = 3;
    static final RecordOptions RECORD = new RecordOptions(
            "machine",
            new RecordOptions.Timestamp("ts", RecordOptions.TimeUnit.MILLIS),
            List.of("cpu", "memory"),
            900 * 1024);

    private TestDetector() {}

    static DetectorConfig named(String name, String bootstrapServers) {
        return named(name, bootstrapServers, RECORD);
    }

    static DetectorConfig named(String name, String bootstrapServers, RecordOptions record) {
        KafkaOptions kafka = new KafkaOptions(
                bootstrapServers,
                Map.of(),
                KafkaOptions.Delivery.EXACTLY_ONCE,
                new KafkaOptions.Topics(
                        name,
                        name + "-alerts",
                        name + "-models",
                        name + "-dead-letters",
                        name + "-scores",
                        null,
                        null));
        return new DetectorConfig(
                name,
                kafka,
                record,
                new TrainingOptions(
                        new ShingleOptions(1, 1, null, Duration.ofDays(7)),
                        new FeatureOptions(FeatureOptions.Standardize.GLOBAL),
                        new ModelOptions(
                                Likelihood.GAUSSIAN, OptionalDouble.empty(), List.of(128, 128), ModelOptions.AUTO, 1.0),
                        ConditionOptions.NONE,
                        new ScoreOptions(16, ScoreOptions.ScorerChoice.AUTO, 256, Duration.ofMillis(5)),
                        new AlertOptions(1e-4, Duration.ofMinutes(5))),
                RefreshOptions.DEFAULT,
                new ModelsOptions(KEEP),
                new JobOptions(2, 128, Duration.ofSeconds(10)),
                new MetricsOptions(9250, 9250, "127.0.0.1"),
                Set.of());
    }
}

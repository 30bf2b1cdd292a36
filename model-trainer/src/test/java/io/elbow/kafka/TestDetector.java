// SPDX-License-Identifier: Apache-2.0
package io.elbow.kafka;

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
import java.util.OptionalDouble;
import java.util.Set;

/** Makes a detector's configuration without a file. */
final class TestDetector {
    private TestDetector() {}

    static DetectorConfig with(KafkaOptions kafka, RecordOptions record, int parallelism) {
        return new DetectorConfig(
                "metrics",
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
                new ModelsOptions(5),
                new JobOptions(parallelism, 128, Duration.ofSeconds(10)),
                new MetricsOptions(9250, 9250, "127.0.0.1"),
                Set.of());
    }

    static RecordOptions record(int maxBytes) {
        return new RecordOptions(
                "machine", new RecordOptions.Timestamp("time.ts", RecordOptions.TimeUnit.MILLIS), List.of(), maxBytes);
    }
}

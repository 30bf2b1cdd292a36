// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.pipeline;

import io.elbow.artifact.ArtifactCodec;
import io.elbow.artifact.Likelihood;
import io.elbow.artifact.ModelArtifact;
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
import io.elbow.job.detect.InitialModel;
import io.elbow.job.operator.TestingModels;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/** Configurations as a yaml would give them. */
public final class TestingConfigs {
    static final RecordOptions RECORD = new RecordOptions(
            "machine", new RecordOptions.Timestamp("ts", RecordOptions.TimeUnit.MILLIS), List.of(), 900 * 1024);
    static final ShingleOptions SHINGLE = new ShingleOptions(1, 1, null, Duration.ofDays(7));

    private TestingConfigs() {}

    /** The first lines of a yaml whose topics are named after the detector. */
    public static String topicsAfter(String name, String bootstrapServers) {
        return """
                name: %1$s
                kafka:
                  bootstrap-servers: %2$s
                  topics:
                    records: %1$s
                    alerts: %1$s-alerts
                    models: %1$s-models
                    dead-letters: %1$s-dead-letters
                    scores: %1$s-scores
                """.formatted(name, bootstrapServers);
    }

    /**
     * A model as if it had been found before the job was submitted.
     *
     * @param modelsOffset where the models source starts
     */
    public static InitialModelFinder.Found found(ModelArtifact model, long modelsOffset) {
        InitialModel first = InitialModel.of(ArtifactCodec.encode(model));
        return new InitialModelFinder.Found(model, first, modelsOffset, "a test", List.of());
    }

    static DetectorConfig config(RecordOptions record, ShingleOptions shingle, String... written) {
        return config(record, shingle, KafkaOptions.Delivery.EXACTLY_ONCE, written);
    }

    /** At a broker, with topics of these names and checkpoints that a test need not wait for. */
    static DetectorConfig running(
            String bootstrapServers, String topics, KafkaOptions.Delivery delivery, Duration checkpoints) {
        return config(bootstrapServers, topics, RECORD, SHINGLE, delivery, checkpoints);
    }

    static DetectorConfig config(
            RecordOptions record, ShingleOptions shingle, KafkaOptions.Delivery delivery, String... written) {
        return config("localhost:9092", "metrics", record, shingle, delivery, Duration.ofSeconds(10), written);
    }

    private static DetectorConfig config(
            String bootstrapServers,
            String name,
            RecordOptions record,
            ShingleOptions shingle,
            KafkaOptions.Delivery delivery,
            Duration checkpoints,
            String... written) {
        KafkaOptions.Topics topics = new KafkaOptions.Topics(
                name, name + "-alerts", name + "-models", name + "-dead-letters", name + "-scores", null, null);
        return new DetectorConfig(
                TestingModels.DETECTOR,
                new KafkaOptions(bootstrapServers, Map.of(), delivery, topics),
                record,
                new TrainingOptions(
                        shingle,
                        new FeatureOptions(FeatureOptions.Standardize.GLOBAL),
                        new ModelOptions(
                                Likelihood.BERNOULLI,
                                OptionalDouble.empty(),
                                List.of(128, 128),
                                ModelOptions.AUTO,
                                1.0),
                        ConditionOptions.NONE,
                        new ScoreOptions(16, ScoreOptions.ScorerChoice.AUTO, 256, Duration.ofMillis(5)),
                        new AlertOptions(1e-4, Duration.ofMinutes(5))),
                RefreshOptions.DEFAULT,
                new ModelsOptions(5),
                new JobOptions(2, 128, checkpoints),
                new MetricsOptions(0, 0, "127.0.0.1"),
                Set.of(written));
    }
}

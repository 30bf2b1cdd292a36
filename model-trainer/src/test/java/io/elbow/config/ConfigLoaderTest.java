// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elbow.artifact.Likelihood;
import io.elbow.config.FeatureOptions.Standardize;
import io.elbow.config.KafkaOptions.Delivery;
import io.elbow.config.KafkaOptions.Topics;
import io.elbow.config.RecordOptions.TimeUnit;
import io.elbow.config.RecordOptions.Timestamp;
import io.elbow.config.ScoreOptions.ScorerChoice;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigLoaderTest {
    private static final Topics TOPICS =
            new Topics("metrics", "metrics-alerts", "metrics-models", "metrics-dead-letters", null, null, null);

    @Test
    void fillsInEveryDefault() {
        assertThat(DetectorYaml.parse(DetectorYaml.MINIMAL))
                .isEqualTo(expected(
                        new RecordOptions(null, null, List.of(), 900_000, Duration.ofDays(1)),
                        Set.of(
                                "name",
                                "kafka.topics.records",
                                "kafka.topics.alerts",
                                "kafka.topics.models",
                                "kafka.topics.dead-letters")));
    }

    @Test
    void readsEveryKeyOfTheDocumentedFile() {
        DetectorConfig config = DetectorYaml.parse(DetectorYaml.FULL);

        assertThat(config)
                .isEqualTo(expected(
                        new RecordOptions(
                                "machine",
                                new Timestamp("ts", TimeUnit.MILLIS),
                                List.of("cpu", "memory"),
                                900_000,
                                Duration.ofDays(1)),
                        config.written()));
        assertThat(config.written())
                .hasSize(56)
                .contains("record.timestamp.unit", "kafka.properties", "shingle.gap", "score.screen", "metrics.bind");
    }

    @Test
    void readsValuesOtherThanTheDefaults() {
        DetectorConfig config = DetectorYaml.parse("""
                name: a.b_C-9
                kafka:
                  bootstrap-servers: "one:9092, SSL://two.example.org:9093,[::1]:9094"
                  properties: {security.protocol: SSL, retries: 3, enable.x: true, backoff: 1.50}
                  delivery: at-least-once
                  topics: {records: r, alerts: a, models: m, dead-letters: d, scores: s, events: e, control: c}
                record: {key: host.name, timestamp: {field: time, unit: iso-8601}, features: [a.b, no], max-bytes: 1MiB, max-ahead: 90m}
                shingle: {length: 8, min-rows: 4, gap: 1h, idle-ttl: 30d}
                model: {likelihood: gaussian-record, sigma: 0.05, hidden: [64], latent: 5, beta: 1e-1}
                score: {samples: 0, scorer: java, screen: false, batch-size: 1, linger: 0ms}
                alerts: {rate: 1e-3, cooldown: 90s}
                refresh: {every: 1d, every-records: 9, on-drift: true, min-samples: 10, adapt-after: 15m, memory: 1MB, cpu-share: 1, time-limit: 30s, guard: 0.05, shadow: 2h, promote: manual}
                models: {keep: 2}
                job: {parallelism: 4, max-parallelism: 32768, checkpoint-interval: 500ms}
                metrics: {port: 9250-9260, bind: 0.0.0.0, features: 0}
                """);

        assertThat(config)
                .isEqualTo(new DetectorConfig(
                        "a.b_C-9",
                        new KafkaOptions(
                                "one:9092, SSL://two.example.org:9093,[::1]:9094",
                                Map.of(
                                        "security.protocol",
                                        "SSL",
                                        "retries",
                                        "3",
                                        "enable.x",
                                        "true",
                                        "backoff",
                                        "1.50"),
                                Delivery.AT_LEAST_ONCE,
                                new Topics("r", "a", "m", "d", "s", "e", "c")),
                        new RecordOptions(
                                "host.name",
                                new Timestamp("time", TimeUnit.ISO_8601),
                                List.of("a.b", "no"),
                                1024 * 1024,
                                Duration.ofMinutes(90)),
                        new TrainingOptions(
                                new ShingleOptions(8, 4, Duration.ofHours(1), Duration.ofDays(30)),
                                new FeatureOptions(Standardize.GLOBAL),
                                new ModelOptions(
                                        Likelihood.GAUSSIAN_RECORD, OptionalDouble.of(0.05), List.of(64), 5, 0.1),
                                ConditionOptions.NONE,
                                new ScoreOptions(0, ScorerChoice.JAVA, 1, Duration.ZERO),
                                new AlertOptions(1e-3, Duration.ofSeconds(90))),
                        new RefreshOptions(
                                new RefreshOptions.Timing(Duration.ofDays(1), 9, true),
                                new RefreshOptions.Samples(10, Duration.ofMinutes(15), 1_000_000, 0.05),
                                new RefreshOptions.Effort(1, Duration.ofSeconds(30)),
                                new RefreshOptions.Takeover(Duration.ofHours(2), RefreshOptions.Promote.MANUAL)),
                        new ModelsOptions(2),
                        new JobOptions(4, 32768, Duration.ofMillis(500)),
                        new MetricsOptions(9250, 9260, "0.0.0.0", 0),
                        config.written()));
    }

    @Test
    void knowsWhichKeysWereWrittenOut() {
        DetectorConfig config = DetectorYaml.minimalWith("alerts: {rate: 1.0e-4}\nrecord: {timestamp: null}");

        assertThat(config.isWritten("alerts.rate")).isTrue();
        assertThat(config.isWritten("alerts.cooldown")).isFalse();
        assertThat(config.isWritten("record.timestamp")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"off", "\"off\"", "null"})
    void boundsNoTimestampWhereToldTo(String off) {
        assertThat(DetectorYaml.minimalWith("record: {max-ahead: " + off + "}")
                        .record()
                        .maxAhead())
                .isNull();
    }

    @Test
    void readsAnAutomaticShingleLength() {
        assertThat(DetectorYaml.minimalWith("shingle: {length: auto, min-rows: 12}")
                        .shingle())
                .isEqualTo(new ShingleOptions(ShingleOptions.AUTO, 12, null, Duration.ofDays(7)));
    }

    @Test
    void keepsIdleKeysForeverWhereToldTo() {
        assertThat(DetectorYaml.minimalWith("shingle: {idle-ttl: null}").shingle())
                .isEqualTo(new ShingleOptions(1, 1, null, null));
    }

    @ParameterizedTest
    @CsvSource({"seconds, SECONDS", "millis, MILLIS", "micros, MICROS", "nanos, NANOS", "iso-8601, ISO_8601"})
    void readsEveryTimestampUnit(String word, TimeUnit unit) {
        assertThat(DetectorYaml.minimalWith("record: {timestamp: {field: t, unit: " + word + "}}")
                        .record()
                        .timestamp())
                .isEqualTo(new Timestamp("t", unit));
    }

    @Test
    void aBudgetIsReadAndIsNoneByDefault() {
        DetectorConfig config = DetectorYaml.minimalWith("alerts: {budget: {count: 5, per: 7d}, cooldown: 90s}");
        assertThat(config.alerts())
                .isEqualTo(new AlertOptions(1e-4, Duration.ofSeconds(90), new AlertBudget(5, Duration.ofDays(7))));
        assertThat(config.isWritten("alerts.budget.count")).isTrue();
        assertThat(DetectorYaml.minimalWith("").alerts().budget()).isNull();
        assertThat(DetectorYaml.minimalWith("alerts: {rate: 0.1, budget: null}")
                        .alerts()
                        .budget())
                .isNull();
    }

    @Test
    void takesAnEmptySectionForItsDefaults() {
        assertThat(DetectorYaml.minimalWith("alerts:\n").alerts())
                .isEqualTo(new AlertOptions(1e-4, Duration.ofMinutes(5)));
    }

    @Test
    void readsAFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("detector.yaml"), "\uFEFF" + DetectorYaml.FULL);

        assertThat(ConfigLoader.load(file, Map.of())).isEqualTo(DetectorYaml.parse(DetectorYaml.FULL));
    }

    @Test
    void refusesAFileThatIsNotThere(@TempDir Path folder) {
        assertThatThrownBy(() -> ConfigLoader.load(folder.resolve("no.yaml"), Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageEndingWith("no.yaml: there is no such file; give the path of a detector.yaml");
    }

    @Test
    void refusesAFolder(@TempDir Path folder) {
        assertThatThrownBy(() -> ConfigLoader.load(folder, Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessage(folder + ": this is a folder; give the path of a detector.yaml");
    }

    @Test
    void refusesAFileThatIsNotUtf8(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("latin.yaml"), "name: caf\u00e9".getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> ConfigLoader.load(file, Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessage(file + ": this is not UTF-8 text; save it as UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "# nothing yet\n", "---\n"})
    void refusesAnEmptyFile(String yaml) {
        assertThatThrownBy(() -> DetectorYaml.parse(yaml))
                .isInstanceOf(ConfigException.class)
                .hasMessage("detector.yaml: this is empty; name and kafka.topics are required");
    }

    private static DetectorConfig expected(RecordOptions record, Set<String> written) {
        return new DetectorConfig(
                "server-metrics",
                new KafkaOptions("localhost:9092", Map.of(), Delivery.EXACTLY_ONCE, TOPICS),
                record,
                new TrainingOptions(
                        new ShingleOptions(1, 1, null, Duration.ofDays(7)),
                        new FeatureOptions(Standardize.GLOBAL),
                        new ModelOptions(
                                Likelihood.GAUSSIAN, OptionalDouble.empty(), List.of(128, 128), ModelOptions.AUTO, 1.0),
                        ConditionOptions.NONE,
                        new ScoreOptions(16, ScorerChoice.AUTO, 256, Duration.ofMillis(5)),
                        new AlertOptions(1e-4, Duration.ofMinutes(5))),
                new RefreshOptions(
                        new RefreshOptions.Timing(null, null, false),
                        new RefreshOptions.Samples(5000, Duration.ofHours(6), 64_000_000, 0.01),
                        new RefreshOptions.Effort(0.25, Duration.ofMinutes(15)),
                        new RefreshOptions.Takeover(null, RefreshOptions.Promote.AUTO)),
                new ModelsOptions(5),
                new JobOptions(1, 128, Duration.ofSeconds(10)),
                new MetricsOptions(9250, 9250, "127.0.0.1", 10),
                written);
    }
}

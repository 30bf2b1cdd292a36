// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.pipeline;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elbow.artifact.ArtifactCodec;
import io.elbow.artifact.ModelArtifact;
import io.elbow.budget.SurpriseScale;
import io.elbow.config.AlertBudget;
import io.elbow.config.BadInputException;
import io.elbow.config.ConfigException;
import io.elbow.config.ConfigLoader;
import io.elbow.config.DetectorConfig;
import io.elbow.config.FeatureSource;
import io.elbow.config.PerKeyOptions;
import io.elbow.config.RecordOptions;
import io.elbow.config.ShingleOptions;
import io.elbow.features.PerKeyFit;
import io.elbow.job.operator.TestingModels;
import io.elbow.kafka.TopicChecks.RightState;
import io.elbow.kafka.TopicChecks.TopicState;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

class StartChecksTest {
    private final ModelArtifact model = TestingModels.model(1, 1);

    private static RecordOptions reading(String... features) {
        return new RecordOptions("machine", null, List.of(features), 900 * 1024);
    }

    @Test
    void theFolderOfCheckpointsIsReadFromFlinksConfigurationByAnyOfItsNames() {
        DetectorConfig refreshing =
                ConfigLoader.parse(TestingConfigs.topicsAfter("n", "b:1") + "refresh: {every: 1d}\n", "test", Map.of());
        for (String key : List.of("execution.checkpointing.dir", "state.checkpoints.dir")) {
            Configuration flink = new Configuration();
            flink.setString(key, "file:///checkpoints");
            assertThatCode(() -> StartChecks.checkpoints(refreshing, flink)).doesNotThrowAnyException();
            flink.setString("execution.checkpointing.storage", "jobmanager");
            assertThatThrownBy(() -> StartChecks.checkpoints(refreshing, flink))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageStartingWith("execution.checkpointing.storage is jobmanager");
        }
        assertThatThrownBy(() -> StartChecks.checkpoints(refreshing, new Configuration()))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith("execution.checkpointing.dir is not set");
    }

    @Test
    void everyFaultOfEveryTopicIsNamedAtOnce() {
        List<TopicState> states = List.of(
                new TopicState("records", "metrics", false, 0, List.of("topic metrics does not exist")),
                new TopicState("alerts", "alerts", true, 1, List.of()),
                new TopicState("models", "models", true, 3, List.of("has 3 partitions", "is not compacted")));
        List<RightState> rights = List.of(
                new RightState("group", "elbow-x", List.of("group elbow-x may not be read")),
                new RightState("transactions", "elbow-x-*", List.of()));
        assertThatThrownBy(() -> StartChecks.topics(states, rights))
                .isInstanceOf(BadInputException.class)
                .hasMessage("topic metrics does not exist; has 3 partitions; is not compacted; group elbow-x may not be"
                        + " read");
        assertThatCode(() -> StartChecks.topics(states.subList(1, 2), rights.subList(1, 2)))
                .doesNotThrowAnyException();
    }

    @Test
    void defaultsGiveWayToTheModel() {
        assertThatCode(() ->
                        StartChecks.model(TestingConfigs.config(TestingConfigs.RECORD, TestingConfigs.SHINGLE), model))
                .doesNotThrowAnyException();
    }

    @Test
    void underABudgetAModelMustKnowHowSurprisingNormalRowsAre() {
        DetectorConfig config = TestingConfigs.config(TestingConfigs.RECORD, TestingConfigs.SHINGLE)
                .withBudget(AlertBudget.parse("1/1d"));
        assertThatThrownBy(() -> StartChecks.model(config, model))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(model.shortId() + " cannot keep alerts.budget")
                .hasMessageContaining("train it anew");
        ModelArtifact knowing =
                TestingModels.withSurprise(model, TestingModels.surprise(new SurpriseScale(-1, 3, 0.5), 4));
        assertThatCode(() -> StartChecks.model(config, knowing)).doesNotThrowAnyException();
    }

    @Test
    void aFieldThatTheModelSeesOtherwiseIsNamedWithBothSides() {
        List<FeatureSource> rates =
                List.of(FeatureSource.plain("cpu"), new FeatureSource("memory", FeatureSource.As.RATE));
        ModelArtifact ofRates =
                ArtifactCodec.create(TestingModels.withSources(model.manifest(), rates), model.tensors());
        assertThatThrownBy(() -> StartChecks.model(
                        TestingConfigs.config(reading("cpu", "memory"), TestingConfigs.SHINGLE), ofRates))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("record.features takes memory as value but the model's is rate");
        RecordOptions same =
                new RecordOptions("machine", null, List.of("cpu", "memory"), 1_000, null, List.of(), rates);
        assertThatCode(() -> StartChecks.model(TestingConfigs.config(same, TestingConfigs.SHINGLE), ofRates))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> StartChecks.model(TestingConfigs.config(same, TestingConfigs.SHINGLE), model))
                .hasMessageContaining("record.features takes memory as rate but the model's is value");
    }

    @Test
    void everyWrittenKeyThatTheModelContradictsIsNamedWithBothValues() {
        assertThatThrownBy(() -> StartChecks.model(
                        TestingConfigs.config(
                                TestingConfigs.RECORD,
                                new ShingleOptions(10, 2, null, null),
                                "shingle.length",
                                "model.likelihood",
                                "score.samples"),
                        model))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("shingle.length is 10 but the model's is 1")
                .hasMessageContaining("model.likelihood is bernoulli but the model's is gaussian")
                .hasMessageContaining("score.samples is 16 but the model's is 0")
                .hasMessageContaining("shingle.min-rows is 2")
                .hasMessageContaining(model.shortId());
    }

    @Test
    void anAutomaticShingleLengthIsTheModels() {
        assertThatCode(() -> StartChecks.model(
                        TestingConfigs.config(
                                TestingConfigs.RECORD,
                                new ShingleOptions(ShingleOptions.AUTO, 1, null, null),
                                "shingle.length"),
                        model))
                .doesNotThrowAnyException();
    }

    @Test
    void featuresAreASetAndADifferenceIsNamedBothWays() {
        assertThatCode(() -> StartChecks.model(
                        TestingConfigs.config(reading("memory", "cpu"), TestingConfigs.SHINGLE, "record.features"),
                        model))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> StartChecks.model(
                        TestingConfigs.config(reading("cpu", "disk"), TestingConfigs.SHINGLE, "record.features"),
                        model))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("lacks [memory]")
                .hasMessageContaining("has [disk]");
    }

    @Test
    void aModelMadeForAnotherDetectorIsRefused() {
        ModelArtifact other = TestingModels.model("another", TestingModels.FEATURES, 1, 1);
        assertThatThrownBy(() ->
                        StartChecks.model(TestingConfigs.config(TestingConfigs.RECORD, TestingConfigs.SHINGLE), other))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("name is testing but model")
                .hasMessageContaining("made for another");
    }

    @Test
    void aWrittenStandardisationThatIsNotTheModelsIsNamedWithBothValues() {
        String topics = "name: testing\nkafka: {topics: {records: r, alerts: a, models: m, dead-letters: d}}\n";
        assertThatThrownBy(() -> StartChecks.model(
                        ConfigLoader.parse(topics + "features: {standardize: per-key}", "test", Map.of()), model))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("features.standardize is per-key but the model's is global");
        PerKeyFit fit = new PerKeyFit(
                PerKeyOptions.DEFAULT, new float[] {1, 1}, List.of(), new float[0], new float[0], new float[0]);
        ModelArtifact perKey = ArtifactCodec.create(TestingModels.withPerKey(model.manifest(), fit), model.tensors());
        assertThatCode(() -> StartChecks.model(
                        ConfigLoader.parse(topics + "features: {standardize: per-key, bucket: 1h}", "test", Map.of()),
                        perKey))
                .doesNotThrowAnyException();
        String other = "features: {standardize: global, bucket: 2h, prior-rows: 7, half-life: 1d}";
        assertThatThrownBy(() -> StartChecks.model(ConfigLoader.parse(topics + other, "test", Map.of()), perKey))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("features.standardize is global but the model's is per-key")
                .hasMessageContaining("features.bucket is 2h but the model's is 1h")
                .hasMessageContaining("features.prior-rows is 7.0 but the model's is 10.0")
                .hasMessageContaining("features.half-life is 1d but the model's is never");
    }

    @Test
    void aWrittenConditionThatIsNotTheModelsIsNamedWithBothValues() {
        ModelArtifact conditional = TestingModels.conditional("kind");
        String topics = "name: testing\nkafka: {topics: {records: r, alerts: a, models: m, dead-letters: d}}\n";
        assertThatCode(() -> StartChecks.model(
                        ConfigLoader.parse(topics + "condition: {columns: [kind]}", "test", Map.of()), conditional))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> StartChecks.model(
                        ConfigLoader.parse(
                                topics + "condition: {columns: [zone], calendar: [hour], in: prior}", "test", Map.of()),
                        conditional))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("condition.columns is [zone] but the model's is [kind]")
                .hasMessageContaining("condition.calendar is [hour] but the model's is []")
                .hasMessageContaining("condition.in is prior but the model's is both");
    }

    @Test
    void refreshMemoryMustHoldTheLeastSamples() {
        assertThatThrownBy(() -> StartChecks.model(refreshing("100KB"), model))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("refresh.memory has room for about 120 samples of this model")
                .hasMessageContaining("refresh.min-samples is 5000");
        assertThatCode(() -> StartChecks.model(refreshing("64MB"), model)).doesNotThrowAnyException();
    }

    private static DetectorConfig refreshing(String memory) {
        return ConfigLoader.parse("""
                name: testing
                kafka:
                  topics: {records: r, alerts: a, models: m, dead-letters: d}
                refresh: {every: 1h, memory: %s}
                """.formatted(memory), "test", Map.of());
    }
}

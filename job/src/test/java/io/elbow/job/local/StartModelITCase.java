// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elbow.artifact.ArtifactCodec;
import io.elbow.artifact.ModelArtifact;
import io.elbow.artifact.ModelStore;
import io.elbow.config.BadInputException;
import io.elbow.config.DetectorConfig;
import io.elbow.job.pipeline.InitialModelFinder.Found;
import io.elbow.job.pipeline.StartModel;
import io.elbow.kafka.ModelsTopic;
import io.elbow.kafka.PublishOptions;
import io.elbow.kafka.TopicChecks;
import io.elbow.protocol.EncodedModel;
import io.elbow.protocol.ModelMessage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What becomes of the models topic where a job is started with a file. */
class StartModelITCase extends BrokerTestBase {
    private static final String RECORD = "record: {key: machine, timestamp: {field: ts, unit: millis}}\n";

    private final List<String> said = new ArrayList<>();

    private DetectorConfig config(String name) {
        DetectorConfig config = RunningDetector.config(name, broker.bootstrapServers(), RECORD);
        TopicChecks.create(config);
        return config;
    }

    private static Path file(String name, ModelArtifact model) {
        Path file = folder.resolve(name + "-" + model.shortId() + ".safetensors");
        ModelStore.save(model, file);
        return file;
    }

    private Found start(DetectorConfig config, Path file, boolean override) throws InterruptedException {
        return new StartModel(config, said::add).get(Optional.of(file), override, () -> {});
    }

    private static Optional<ModelMessage> champion(DetectorConfig config) {
        return new ModelsTopic(config).resolve().champion();
    }

    @Test
    void aFileIsPublishedOnceWhereTheTopicHasNoChampion() throws Exception {
        String name = "start-empty";
        DetectorConfig config = config(name);
        ModelArtifact model = FittedModels.ofCpuAndMemory(name, 1, 1);
        assertThat(start(config, file(name, model), false).origin()).startsWith("file ");
        assertThat(champion(config).orElseThrow().artifact()).isEqualTo(ArtifactCodec.encode(model));
        assertThat(said).singleElement().asString().contains("published " + model.shortId());

        long offset = champion(config).orElseThrow().offset();
        assertThat(start(config, file(name, model), false).origin()).startsWith("topic ");
        assertThat(start(config, file(name, model), true).origin()).startsWith("file ");
        assertThat(champion(config).orElseThrow().offset()).isEqualTo(offset);
        assertThat(said).as("the same model overrides nothing").hasSize(1);
    }

    @Test
    void anOverrideLeavesTheChampionWhereItIsAndSaysSo() throws Exception {
        String name = "start-override";
        DetectorConfig config = config(name);
        ModelArtifact first = FittedModels.ofCpuAndMemory(name, 1, 1);
        ModelArtifact other = FittedModels.ofCpuAndMemory(name, 1, 2);
        start(config, file(name, first), false);
        assertThat(start(config, file(name, other), true).artifact().modelId()).isEqualTo(other.modelId());
        assertThat(champion(config).orElseThrow().key()).isEqualTo(name);
        assertThat(champion(config).orElseThrow().artifact()).isEqualTo(ArtifactCodec.encode(first));
        assertThat(said)
                .last()
                .asString()
                .contains(other.shortId(), "overrides", first.shortId(), "elbow-trainer publish");
    }

    /** As after the features were changed: else the next start, without the file, would end at that champion. */
    @Test
    void aChampionThatTheConfigurationCannotUseIsReplaced() throws Exception {
        String name = "start-changed";
        DetectorConfig config = config(name);
        ModelArtifact stale = FittedModels.ofCpuAndMemory("another", 1, 1);
        byte[] bytes = ArtifactCodec.encode(stale);
        new ModelsTopic(config)
                .publish(new EncodedModel(stale.modelId(), null, bytes), null, PublishOptions.champion("test"));
        ModelArtifact model = FittedModels.ofCpuAndMemory(name, 1, 2);
        start(config, file(name, model), true);
        assertThat(said).singleElement().asString().contains("published " + model.shortId(), "does not go with");
        Found next = new StartModel(config, said::add).get(Optional.empty(), false, () -> {});
        assertThat(next.artifact().modelId()).isEqualTo(model.modelId());
    }

    @Test
    void aFileThatDoesNotGoWithTheConfigurationIsNotPublished() {
        DetectorConfig config = config("start-other");
        Path file = file("start-other", FittedModels.ofCpuAndMemory("another", 1, 1));
        assertThatThrownBy(() -> start(config, file, false)).isInstanceOf(BadInputException.class);
        assertThat(champion(config)).isEmpty();
    }
}

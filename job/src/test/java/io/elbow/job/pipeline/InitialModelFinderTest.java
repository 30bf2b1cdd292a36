// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elbow.artifact.ArtifactCodec;
import io.elbow.artifact.ArtifactException;
import io.elbow.artifact.ModelArtifact;
import io.elbow.artifact.ModelStore;
import io.elbow.config.BadInputException;
import io.elbow.job.operator.TestingMessages;
import io.elbow.job.operator.TestingModels;
import io.elbow.kafka.ModelsTopic.Resolved;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InitialModelFinderTest {
    private static final Resolved NOTHING = new Resolved(Optional.empty(), List.of(), 3);

    private final ModelArtifact published = TestingModels.model(1, 1);
    private final ModelArtifact saved = TestingModels.model(1, 2);
    private final List<String> log = new ArrayList<>();
    private int pauses;

    @TempDir
    Path folder;

    private InitialModelFinder looking(Resolved... answers) {
        Iterator<Resolved> next = List.of(answers).iterator();
        return new InitialModelFinder("testing", "metrics-models", next::next, () -> pauses++, log::add);
    }

    private static Resolved champion(byte[] bytes) {
        return new Resolved(Optional.of(TestingMessages.by("train", TestingMessages.champion(bytes, 6))), List.of(), 7);
    }

    private Path file() {
        Path file = folder.resolve("model.safetensors");
        ModelStore.save(saved, file);
        return file;
    }

    @Test
    void theTopicsChampionBeatsTheFile() throws Exception {
        InitialModelFinder.Found found =
                looking(champion(ArtifactCodec.encode(published))).find(Optional.of(file()), false);
        assertThat(found.artifact().modelId()).isEqualTo(published.modelId());
        assertThat(found.modelsOffset()).isEqualTo(7);
        assertThat(found.origin()).isEqualTo("topic metrics-models");
    }

    @Test
    void anOverrideTurnsThatRound() throws Exception {
        InitialModelFinder.Found found =
                looking(champion(ArtifactCodec.encode(published))).find(Optional.of(file()), true);
        assertThat(found.artifact().modelId()).isEqualTo(saved.modelId());
        assertThat(found.modelsOffset()).isEqualTo(7);
    }

    @Test
    void aModelIsMadeWhereThereIsNoneAndTakenFromTheTopic() throws Exception {
        int[] rounds = {0};
        InitialModelFinder.Maker thirdTime = () -> ++rounds[0] == 3;
        InitialModelFinder.Found found = looking(NOTHING, NOTHING, NOTHING, champion(ArtifactCodec.encode(published)))
                .find(Optional.empty(), false, Optional.of(thirdTime));
        assertThat(found.origin()).isEqualTo("topic metrics-models");
        assertThat(rounds[0]).isEqualTo(3);
        assertThat(pauses).isEqualTo(2);
        assertThat(log).as("the maker says what it waits for").isEmpty();
    }

    @Test
    void aModelThatIsThereIsNotMade() throws Exception {
        InitialModelFinder.Maker never = () -> {
            throw new AssertionError("a model was made");
        };
        assertThat(looking(NOTHING)
                        .find(Optional.of(file()), false, Optional.of(never))
                        .origin())
                .startsWith("file ");
        assertThat(looking(champion(ArtifactCodec.encode(published)))
                        .find(Optional.empty(), false, Optional.of(never))
                        .origin())
                .startsWith("topic ");
    }

    @Test
    void theFileServesWhereTheTopicIsEmpty() throws Exception {
        InitialModelFinder.Found found = looking(NOTHING).find(Optional.of(file()), false);
        assertThat(found.artifact().modelId()).isEqualTo(saved.modelId());
        assertThat(found.modelsOffset()).isEqualTo(3);
        assertThat(pauses).isZero();
    }

    @Test
    void withoutBothItWaitsAndSaysForWhatEverMoreRarely() throws Exception {
        List<Resolved> answers = Stream.generate(() -> NOTHING).limit(100).collect(Collectors.toList());
        answers.add(champion(ArtifactCodec.encode(published)));
        InitialModelFinder.Found found =
                looking(answers.toArray(Resolved[]::new)).find(Optional.empty(), false);
        assertThat(found.artifact().modelId()).isEqualTo(published.modelId());
        assertThat(pauses).isEqualTo(100);
        assertThat(log)
                .as("at rounds 0, 10, 20, 40 and 80")
                .hasSize(5)
                .allSatisfy(line -> assertThat(line).contains("testing", "metrics-models", "--model"));
    }

    @Test
    void aFileThatDoesNotExistIsNamedWhoeverWouldWin() {
        Path missing = folder.resolve("missing.safetensors");
        assertThatThrownBy(
                        () -> looking(champion(ArtifactCodec.encode(published))).find(Optional.of(missing), false))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("missing.safetensors");
    }

    @Test
    void aChampionThatCannotBeReadIsNamedWithTheWayOut() {
        assertThatThrownBy(() -> looking(champion(new byte[] {1, 2, 3})).find(Optional.empty(), false))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("offset 6 of topic metrics-models")
                .hasMessageContaining("--model-override");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elbow.config.BadInputException;
import io.elbow.testing.RandomModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelStoreTest {
    private static final ModelArtifact ARTIFACT =
            RandomModels.artifact(RandomModels.spec(Likelihood.GAUSSIAN, 3, 1, 16), 1);

    @TempDir
    private Path folder;

    @Test
    void whatIsSavedIsLoaded() throws IOException {
        Path file = folder.resolve("model.safetensors");
        ModelStore.save(ARTIFACT, file);
        assertThat(ModelStore.load(file).modelId()).isEqualTo(ARTIFACT.modelId());
        assertThat(names()).containsExactly("model.safetensors");
    }

    @Test
    void savingReplacesAnOlderModel() throws IOException {
        Path file = folder.resolve("model.safetensors");
        Files.writeString(file, "older");
        ModelStore.save(ARTIFACT, file);
        assertThat(ModelStore.load(file).modelId()).isEqualTo(ARTIFACT.modelId());
        assertThat(names()).containsExactly("model.safetensors");
    }

    @Test
    void aFolderThatDoesNotExistIsAnErrorAndLeavesNothing() throws IOException {
        Path file = folder.resolve("none").resolve("model.safetensors");
        assertThatThrownBy(() -> ModelStore.save(ARTIFACT, file))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(file + " cannot be written: there is no folder " + folder.resolve("none"));
        assertThat(names()).isEmpty();
    }

    @Test
    void savingOntoAFolderIsAnErrorAndLeavesNothing() throws IOException {
        Path target = Files.createDirectory(folder.resolve("models"));
        assertThatThrownBy(() -> ModelStore.save(ARTIFACT, target))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("is a folder");
        assertThat(names()).containsExactly("models");
    }

    @Test
    void aFailedWriteNamesTheFileAndLeavesNothing() throws IOException {
        // A name that is legal but, with the temporary ending, longer than file systems allow.
        Path file = folder.resolve("m".repeat(250));
        assertThatThrownBy(() -> ModelStore.save(ARTIFACT, file))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(file + " cannot be written");
        assertThat(names()).isEmpty();
    }

    @Test
    void missingFilesAndFoldersAreNamed() {
        Path missing = folder.resolve("missing.safetensors");
        assertThatThrownBy(() -> ModelStore.load(missing))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(missing + " does not exist");
        assertThatThrownBy(() -> ModelStore.load(folder))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(folder + " is a folder");
    }

    @Test
    void aDamagedFileIsNamedWithTheReason() throws IOException {
        Path file = folder.resolve("model.safetensors");
        byte[] bytes = ArtifactCodec.encode(ARTIFACT);
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, bytes);
        assertThatThrownBy(() -> ModelStore.load(file))
                .isInstanceOf(ArtifactException.class)
                .hasMessageStartingWith(file + ": sha256 of the content");
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).toList();
        }
    }
}

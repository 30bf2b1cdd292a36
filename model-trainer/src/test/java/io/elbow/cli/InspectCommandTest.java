// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.elbow.artifact.Likelihood;
import io.elbow.artifact.ModelArtifact;
import io.elbow.artifact.ModelStore;
import io.elbow.testing.RandomModels;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectCommandTest {
    @TempDir
    private Path dir;

    private Path file;
    private ModelArtifact artifact;

    @BeforeEach
    void save() {
        file = dir.resolve("model.safetensors");
        artifact = RandomModels.artifact(RandomModels.spec(Likelihood.GAUSSIAN_FEATURE, 10, 2, 4), 1);
        ModelStore.save(artifact, file);
    }

    @Test
    void showsTheModelInAlignedLines() {
        CommandRun run = CommandRun.of("inspect", file).succeeded();
        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines()).allMatch(line -> line.matches("[a-z ]{11}  \\S.*"));
        assertThat(run.out())
                .contains("model        " + artifact.modelId() + "\n")
                .contains("detector     random-model\n")
                .contains("features     10: feature_0, ")
                .contains("feature_7 and 2 more\n")
                .contains("taken as     series, timestamp ts\n")
                .contains("network      20-12-8-4 silu, gaussian-feature sigma 0.3, 4 draws, shingle 2\n");
    }

    @Test
    void jsonIsTheManifest() {
        JsonNode json = CommandRun.of("inspect", file, "--json").succeeded().json();
        assertThat(json.toString()).contains(artifact.modelId());
        assertThat(json.toString()).contains("feature_9");
    }

    @Test
    void theFileIsNamedAsInEveryOtherCommandOrBare() {
        String bare = CommandRun.of("inspect", file).succeeded().out();
        assertThat(CommandRun.of("inspect", "--model", file).succeeded().out()).isEqualTo(bare);
        assertThat(CommandRun.of("inspect", "--model", file, file).exitCode()).isEqualTo(2);
    }
}

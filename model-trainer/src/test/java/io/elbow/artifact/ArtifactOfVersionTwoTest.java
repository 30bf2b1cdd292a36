// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.config.PerKeyOptions;
import io.elbow.features.Smoothing;
import io.elbow.testing.RandomModels;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files that version 2 wrote, and what they meant: every later build must read them alike. One has every part that a
 * manifest may have, the other none that may be missing. They are never made again.
 */
class ArtifactOfVersionTwoTest {
    private static final String PLAIN = "artifact-v2.safetensors";
    private static final String EVERY_PART = "artifact-v2-every-part.safetensors";

    @ParameterizedTest
    @ValueSource(strings = {PLAIN, EVERY_PART})
    void isWrittenAgainByteForByte(String name) throws IOException {
        ModelArtifact artifact = ArtifactCodec.decode(bytes(name));
        assertThat(ArtifactCodec.encode(artifact)).isEqualTo(bytes(name));
        assertThat(ArtifactCodec.create(artifact.manifest(), artifact.tensors()).modelId())
                .isEqualTo(artifact.modelId());
    }

    @Test
    void whatIsMissingStandsForItsDefault() throws IOException {
        Manifest manifest = ArtifactCodec.decode(bytes(PLAIN)).manifest();
        assertThat(manifest.spec()).isEqualTo(RandomModels.spec(Likelihood.GAUSSIAN_RECORD, 3, 2, 8));
        assertThat(manifest.provenance().platform().device()).isNull();
        assertThat(manifest.conditions().isEmpty()).isTrue();
        assertThat(manifest.training().latents()).isNull();
        assertThat(manifest.training().curve()).isNull();
        assertThat(manifest.perKey()).isNull();
    }

    @Test
    void everyPartIsRead() throws IOException {
        Manifest manifest = ArtifactCodec.decode(bytes(EVERY_PART)).manifest();
        assertThat(manifest.formatVersion()).isEqualTo(2);
        assertThat(manifest.spec().network())
                .isEqualTo(new VaeSpec.Network(List.of(3), 2, Activation.SILU_TANH, DecoderOutput.LINEAR, 4.5));
        assertThat(manifest.spec().scoring()).isEqualTo(new VaeSpec.Scoring(Bound.ELBO, 8, 2));
        assertThat(manifest.scaler().knee()).isEqualTo(3);
        assertThat(manifest.conditions()).isEqualTo(RandomModels.CONDITIONS);
        assertThat(manifest.smoothing()).isEqualTo(new Smoothing(10, true));
        assertThat(manifest.fit())
                .isEqualTo(new FitOptions(
                        new FitOptions.Length(750, 3, 64, true),
                        new FitOptions.Optimiser(2.5e-3, 50, 0.99),
                        new FitOptions.Divergence(0.5, 40),
                        new FitOptions.Corruption(0.125, 0.5, 0.2),
                        0.01,
                        -7));
        assertThat(manifest.provenance().data().topicOffsets()).containsOnlyKeys(0, 2, 10);
        assertThat(manifest.provenance().parentModelId()).isEqualTo("cd".repeat(32));
        assertThat(manifest.provenance().platform().device()).isEqualTo("cuda");
        assertThat(manifest.training().latents().kl()).containsExactly(0.5, 1e-7, 3, 0);
        assertThat(manifest.training().curve().kl()).containsExactly(0.5, 1);
        assertThat(manifest.perKey().options())
                .isEqualTo(new PerKeyOptions(250, Duration.ofMinutes(30), Duration.ofDays(3)));
        assertThat(manifest.perKey().names()).containsExactly("a", "b \"\n\u00e4");
        assertThat(manifest.perKey().variances()).containsExactly(0, 0.5f, 1, 2);
    }

    private static byte[] bytes(String name) throws IOException {
        try {
            return Files.readAllBytes(Path.of(
                    ArtifactOfVersionTwoTest.class.getResource("/" + name).toURI()));
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }
}

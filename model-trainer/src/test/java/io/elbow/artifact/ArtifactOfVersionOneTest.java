// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.elbow.features.Conditions;
import io.elbow.features.Smoothing;
import io.elbow.scoring.JavaScorer;
import io.elbow.scoring.Judge;
import io.elbow.scoring.Scorer;
import io.elbow.scoring.Verdict;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A file that version 1 wrote, and what it meant: every later version must read it alike. It was made from
 * {@code RandomModels.artifact(RandomModels.spec(Likelihood.GAUSSIAN_RECORD, 3, 2, 4), 1)} and is never made again.
 */
class ArtifactOfVersionOneTest {
    private static final String MODEL_ID = "9e1f801fc36a92edc6af85fd168a5e26ad02718c3a95a18c2b7f0636c74c5022";

    private ModelArtifact artifact;

    @BeforeEach
    void load() throws URISyntaxException {
        artifact = ModelStore.load(
                Path.of(getClass().getResource("/artifact-v1.safetensors").toURI()));
    }

    @Test
    void keepsItsIdAndItsSpecification() {
        Manifest manifest = artifact.manifest();
        assertThat(artifact.modelId()).isEqualTo(MODEL_ID);
        assertThat(manifest.formatVersion()).isEqualTo(1);
        assertThat(manifest.featureNames()).containsExactly("feature_0", "feature_1", "feature_2");
        assertThat(manifest.spec().likelihood()).isEqualTo(Likelihood.GAUSSIAN_RECORD);
        assertThat(manifest.spec().shingleLength()).isEqualTo(2);
    }

    @Test
    void isWrittenAgainByteForByte() throws IOException, URISyntaxException {
        byte[] file = Files.readAllBytes(
                Path.of(getClass().getResource("/artifact-v1.safetensors").toURI()));
        assertThat(ArtifactCodec.encode(artifact)).isEqualTo(file);
    }

    @Test
    void standsForTheDefaultsOfWhatCameLater() {
        VaeSpec spec = artifact.manifest().spec();
        assertThat(spec.family()).isEqualTo(Family.VAE);
        assertThat(spec.bound()).isEqualTo(Bound.ELBO);
        assertThat(spec.conditionDim()).isZero();
        assertThat(artifact.manifest().smoothing()).isEqualTo(Smoothing.NONE);
        assertThat(artifact.manifest().conditions()).isEqualTo(Conditions.NONE);
        assertThat(artifact.manifest().training().latents()).isNull();
        assertThat(artifact.manifest().training().curve()).isNull();
        assertThat(artifact.manifest().perKey()).isNull();
        assertThat(artifact.manifest().fit().corruption().maskedRows()).isZero();
    }

    @Test
    void scoresAndJudgesAsItDid() {
        Manifest manifest = artifact.manifest();
        float[] row = {0.5f, -1f, 2f, Float.NaN, 0.25f, 1f};
        try (Scorer scorer = new JavaScorer(manifest.spec(), artifact.tensors())) {
            Judge judge = Judge.of(manifest, 1e-2);
            Verdict verdict = judge.judge(scorer.score(row, 1), 0, row);
            assertThat(verdict.reconstruction()).isCloseTo(8.393350784, within(1e-4));
            assertThat(verdict.kl()).isCloseTo(0.634606481, within(1e-5));
            assertThat(verdict.pValue()).isEqualTo(1.0);
            assertThat(judge.threshold()).isCloseTo(73.632723780, within(1e-6));
        }
    }
}

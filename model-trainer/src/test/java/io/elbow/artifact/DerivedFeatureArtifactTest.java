// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elbow.config.FeatureSource;
import io.elbow.config.FeatureSource.As;
import io.elbow.testing.RandomModels;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Features that are rates and differences, in an artifact. */
class DerivedFeatureArtifactTest {
    private static final VaeSpec SPEC = RandomModels.spec(Likelihood.GAUSSIAN, 3, 1, 0);
    private static final List<FeatureSource> SOURCES = List.of(
            new FeatureSource("net.rx", As.RATE),
            FeatureSource.plain("net.rx"),
            new FeatureSource("queue", As.DIFFERENCE));

    private static ModelArtifact artifact(List<FeatureSource> sources) {
        ModelArtifact plain = RandomModels.artifact(SPEC, 5);
        return ArtifactCodec.create(RandomModels.withSources(plain.manifest(), sources), plain.tensors());
    }

    @Test
    void theyComeBackAsTheyWere() {
        ModelArtifact written = artifact(SOURCES);
        ModelArtifact read = ArtifactCodec.decode(ArtifactCodec.encode(written));
        assertThat(read.modelId()).isEqualTo(written.modelId());
        assertThat(read.manifest().sources()).isEqualTo(SOURCES);
        assertThat(read.manifest().featureNames()).containsExactly("net.rx_per_second", "net.rx", "queue_difference");
        assertThat(ArtifactCodec.encode(read)).isEqualTo(ArtifactCodec.encode(written));
    }

    @Test
    void aFieldOfTheSameNameIsAnotherModel() {
        List<FeatureSource> fields = List.of(
                FeatureSource.plain("net.rx_per_second"),
                FeatureSource.plain("net.rx"),
                FeatureSource.plain("queue_difference"));
        assertThat(artifact(fields).modelId()).isNotEqualTo(artifact(SOURCES).modelId());
        assertThat(artifact(fields).manifest().sources()).isEqualTo(fields);
        assertThat(new String(ArtifactCodec.encode(artifact(fields)), StandardCharsets.ISO_8859_1))
                .doesNotContain("derived");
    }

    @Test
    void whatIsNoFeatureCannotBeDerived() {
        List<DerivedFeature> other = List.of(new DerivedFeature("a_per_second", "a", As.RATE));
        assertThatThrownBy(() -> new Manifest.Columns(List.of("a"), null, null, null, true, other))
                .isInstanceOf(ArtifactException.class)
                .hasMessage("manifest.derived makes a_per_second, which is none of manifest.featureNames [a]");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elbow.features.KeyShift;
import io.elbow.testing.RandomModels;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Levels that are normal for single keys, in an artifact. */
class KeyShiftArtifactTest {
    private static final VaeSpec SPEC = RandomModels.spec(Likelihood.GAUSSIAN, 2, 1, 0);

    private static ModelArtifact artifact(KeyShift... shifts) {
        ModelArtifact plain = RandomModels.artifact(SPEC, 5);
        return ArtifactCodec.create(plain.manifest().withShifts(List.of(shifts)), plain.tensors());
    }

    private static KeyShift shift(int features) {
        double[] factor = new double[features];
        Arrays.fill(factor, 1.5);
        return new KeyShift("a", 1_700_000_000_000L, new double[features], new double[features], factor);
    }

    @Test
    void theyComeBackAsTheyWereAndMakeAnotherModel() {
        ModelArtifact written = artifact(shift(2));
        ModelArtifact read = ArtifactCodec.decode(ArtifactCodec.encode(written));
        assertThat(read.modelId())
                .isEqualTo(written.modelId())
                .isNotEqualTo(artifact().modelId());
        assertThat(read.manifest().shifts()).singleElement().satisfies(shift -> {
            assertThat(shift.key()).isEqualTo("a");
            assertThat(shift.fromMillis()).isEqualTo(1_700_000_000_000L);
            assertThat(shift.factor()).containsExactly(1.5, 1.5);
        });
    }

    @Test
    void aModelWithoutHasTheBytesItAlwaysHad() {
        assertThat(artifact().modelId())
                .isEqualTo(RandomModels.artifact(SPEC, 5).modelId());
        assertThat(new String(ArtifactCodec.encode(artifact()), StandardCharsets.ISO_8859_1))
                .doesNotContain("shifts");
    }

    @Test
    void theyAreOfAllFeatures() {
        assertThatThrownBy(() -> artifact(shift(3)))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("manifest.shifts: features of a must be 2 but are 3");
    }
}

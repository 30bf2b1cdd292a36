// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.budget.NormalRows;
import io.elbow.budget.SurpriseFit;
import io.elbow.testing.RandomModels;
import org.junit.jupiter.api.Test;

class SurpriseArtifactTest {
    private static ModelArtifact with(SurpriseFit surprise) {
        ModelArtifact plain = RandomModels.artifact(RandomModels.spec(Likelihood.GAUSSIAN, 2, 1, 0), 1);
        return ArtifactCodec.create(RandomModels.withSurprise(plain.manifest(), surprise), plain.tensors());
    }

    private static SurpriseFit fit(double high) {
        return SurpriseFit.of(new NormalRows(
                new long[] {0, 1000, 2000, 3000, 4000}, new int[] {0, 0, 0, 1, 1}, new double[] {5, 6, 7, high, 5.5}));
    }

    @Test
    void aModelKeepsWhatABudgetBeginsWith() {
        SurpriseFit fit = fit(1e6);
        assertThat(fit.peaks().times()).containsExactly(3000);
        ModelArtifact read = ArtifactCodec.decode(ArtifactCodec.encode(with(fit)));
        assertThat(read.manifest().surprise()).isEqualTo(fit);
    }

    @Test
    void withoutASinglePeakThereIsNoEmptyTensor() {
        SurpriseFit fit = fit(6);
        assertThat(fit.peaks().times()).isEmpty();
        byte[] bytes = ArtifactCodec.encode(with(fit));
        assertThat(SafetensorsFile.parse(bytes).entries()).doesNotContainKey(ArtifactCodec.PEAKS);
        assertThat(ArtifactCodec.decode(bytes).manifest().surprise()).isEqualTo(fit);
    }

    @Test
    void aModelWithoutItSaysNothingOfIt() {
        ModelArtifact plain = RandomModels.artifact(RandomModels.spec(Likelihood.GAUSSIAN, 2, 1, 0), 1);
        assertThat(plain.manifest().surprise()).isNull();
        assertThat(ArtifactCodec.manifestJson(plain)).doesNotContain("surprise");
    }
}

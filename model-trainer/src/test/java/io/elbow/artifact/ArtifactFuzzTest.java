// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.testing.RandomModels;
import io.elbow.testing.TestSpecs;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever somebody makes of an artifact and signs anew, there is an answer: a model that scores, or a reason. */
@Tag("soak")
class ArtifactFuzzTest {
    private static final int TRIES = 40_000;
    private static final long SEED = 20_260_101;

    @Test
    @Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void answersRandomlyAlteredArtifactsThatAreSignedAnew() {
        ArtifactMutations mutations = new ArtifactMutations(SEED);
        List<ModelArtifact> artifacts = Arrays.stream(Likelihood.values())
                .map(ArtifactFuzzTest::artifact)
                .toList();
        ReadOutcomes outcomes = new ReadOutcomes();
        for (int i = 0; i < TRIES; i++) {
            ModelArtifact artifact = artifacts.get(i / ArtifactMutations.KINDS % artifacts.size());
            outcomes.read(mutations.next(artifact, i % ArtifactMutations.KINDS));
        }
        System.out.println("artifact reader, " + TRIES + " forgeries: " + outcomes.counts() + ", at most "
                + outcomes.mostAllocated() / 1024 + " KiB allocated for one");
        assertThat(outcomes.counts())
                .containsKeys(
                        ReadOutcomes.READ,
                        ReadOutcomes.TRIAL,
                        "refused: artifact format version",
                        "refused: header",
                        "refused: manifest",
                        "refused: model id",
                        "refused: tensor");
    }

    /** Whole, with draws, shingled, small. */
    private static ModelArtifact artifact(Likelihood likelihood) {
        VaeSpec spec = TestSpecs.vae(2, 2, List.of(3, 2), 2, Activation.TANH, likelihood, 0.1, 4);
        return RandomModels.artifact(spec, likelihood.ordinal());
    }
}

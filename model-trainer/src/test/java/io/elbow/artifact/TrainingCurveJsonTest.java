// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.elbow.testing.RandomModels;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainingCurveJsonTest {
    private static final TrainingCurve WHOLE =
            new TrainingCurve(new int[] {7, 15}, new double[] {3.5, 2.25}, new double[] {0.5, 1});

    @Test
    void lossesAndDivergencesComeBack() {
        TrainingCurve read = read(artifact(WHOLE));
        assertThat(read.steps()).containsExactly(7, 15);
        assertThat(read.losses()).containsExactly(3.5, 2.25);
        assertThat(read.kl()).containsExactly(0.5, 1);
    }

    @Test
    void aCurveOfBeforeTheDivergenceWasKeptIsReadWithoutIt() {
        byte[] old =
                Forgery.of(artifact(WHOLE)).manifest(m -> curve(m).remove("kl")).signed();
        TrainingCurve read = ArtifactCodec.decode(old).manifest().training().curve();
        assertThat(read.losses()).containsExactly(3.5, 2.25);
        assertThat(read.kl()).isNull();
    }

    @Test
    void aFamilyWithoutDivergenceWritesNone() {
        ModelArtifact artifact = artifact(new TrainingCurve(new int[] {1}, new double[] {3.5}, null));
        assertThat(ArtifactCodec.manifestJson(artifact))
                .endsWith(",\"trainingCurve\":{\"steps\":[1],\"losses\":[3.5]}}");
    }

    @Test
    void anArtifactNeedsNoCurve() {
        assertThat(read(artifact(null))).isNull();
        assertThat(ArtifactCodec.manifestJson(artifact(null))).doesNotContain("trainingCurve");
    }

    @Test
    void aDivergenceForEveryStepOrNone() {
        byte[] forged = Forgery.of(artifact(WHOLE))
                .manifest(m -> curve(m).putArray("kl").add(1))
                .signed();
        assertThatThrownBy(() -> ArtifactCodec.decode(forged))
                .isInstanceOf(ArtifactException.class)
                .hasMessage("manifest.trainingCurve: a training curve has a divergence for each step, but had 1 for 2");
    }

    private static ObjectNode curve(ObjectNode manifest) {
        return (ObjectNode) manifest.get("trainingCurve");
    }

    private static ModelArtifact artifact(TrainingCurve curve) {
        VaeSpec spec = RandomModels.spec(Likelihood.GAUSSIAN, 3, 1, 0);
        Map<String, Tensor> tensors = RandomModels.tensors(spec, 1);
        return ArtifactCodec.create(RandomModels.withCurve(RandomModels.manifest(spec, tensors, 1), curve), tensors);
    }

    private static TrainingCurve read(ModelArtifact artifact) {
        return ArtifactCodec.decode(ArtifactCodec.encode(artifact))
                .manifest()
                .training()
                .curve();
    }
}

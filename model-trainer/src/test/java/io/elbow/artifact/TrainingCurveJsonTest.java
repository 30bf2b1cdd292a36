// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class TrainingCurveJsonTest {
    private final ObjectNode root = ManifestJson.MAPPER.createObjectNode();

    @Test
    void lossesAndDivergencesComeBack() {
        TrainingCurveJson.write(
                root, new TrainingCurve(new int[] {7, 15}, new double[] {3.5, 2.25}, new double[] {0.5, 1}));
        TrainingCurve read = read();
        assertThat(read.steps()).containsExactly(7, 15);
        assertThat(read.losses()).containsExactly(3.5, 2.25);
        assertThat(read.kl()).containsExactly(0.5, 1);
    }

    @Test
    void aCurveOfBeforeTheDivergenceWasKeptIsReadWithoutIt() throws Exception {
        root.set("trainingCurve", ManifestJson.MAPPER.readTree("{\"steps\":[7,15],\"losses\":[3.5,2.25]}"));
        assertThat(read().losses()).containsExactly(3.5, 2.25);
        assertThat(read().kl()).isNull();
    }

    @Test
    void aFamilyWithoutDivergenceWritesNone() {
        TrainingCurveJson.write(root, new TrainingCurve(new int[] {1}, new double[] {3.5}, null));
        assertThat(root.toString()).isEqualTo("{\"trainingCurve\":{\"steps\":[1],\"losses\":[3.5]}}");
    }

    @Test
    void anArtifactNeedsNoCurve() {
        assertThat(read()).isNull();
    }

    @Test
    void aDivergenceForEveryStepOrNone() throws Exception {
        root.set("trainingCurve", ManifestJson.MAPPER.readTree("{\"steps\":[7,15],\"losses\":[3,2],\"kl\":[1]}"));
        assertThatThrownBy(this::read)
                .isInstanceOf(ArtifactException.class)
                .hasMessage("manifest.trainingCurve: a training curve has a divergence for each step, but had 1 for 2");
    }

    private TrainingCurve read() {
        return TrainingCurveJson.read(JsonFields.of(root, "manifest"));
    }
}

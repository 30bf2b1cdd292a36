// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elbow.artifact.ArtifactCodec;
import io.elbow.artifact.ModelArtifact;
import io.elbow.config.FeatureSource;
import io.elbow.config.FeatureSources;
import io.elbow.job.operator.TestingModels;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ModelChangeAtStartTest {
    private static final List<FeatureSource> READ = FeatureSources.plain(TestingModels.FEATURES);

    private final ModelAcceptance acceptance =
            new ModelAcceptance(TestingModels.DETECTOR, READ, List.of(), artifact -> Optional.empty());
    private final ModelArtifact fitting = TestingModels.model(1, 1);
    private final ModelArtifact other = model(TestingModels.DETECTOR, "disk");

    private static ModelArtifact model(String detector, String... features) {
        return TestingModels.model(detector, List.of(features), 1, 1);
    }

    private static InitialModel first(ModelArtifact model) {
        return InitialModel.of(ArtifactCodec.encode(model));
    }

    private ModelChangeAtStart change(ModelArtifact restored, ModelArtifact started) {
        return ModelChangeAtStart.of(RegistryState.of(first(restored)), first(started), acceptance, READ);
    }

    @Test
    void aRestoredModelOfOtherFeaturesGivesWayToTheOneThatTheJobWasStartedWith() {
        ModelChangeAtStart change = change(other, fitting);
        assertThat(change.isOne()).isTrue();
        assertThat(change.state().champion()).isEqualTo(ArtifactCodec.encode(fitting));
        assertThat(change.before()).isEqualTo(FeatureSources.plain(List.of("disk")));
        assertThat(change.text()).contains("come [cpu, memory], that go [disk]");
    }

    @Test
    void soDoesOneOfConditionsThatAreNotRead() {
        ModelArtifact conditional = TestingModels.conditional("site");
        assertThat(change(conditional, fitting).text()).contains("other conditions");
    }

    @Test
    void aRestoredModelThatScoresWhatIsReadGoesOn() {
        ModelChangeAtStart change = change(fitting, TestingModels.model(1, 2));
        assertThat(change.isOne()).isFalse();
        assertThat(change.state().champion()).isEqualTo(ArtifactCodec.encode(fitting));
    }

    @Test
    void aRestoredModelOfAnotherDetectorIsStillRefused() {
        ModelArtifact foreign = TestingModels.model("another", TestingModels.FEATURES, 1, 1);
        ModelChangeAtStart change = change(foreign, fitting);
        assertThat(change.isOne()).isFalse();
        assertThatThrownBy(() -> new ModelRegistry(TestingModels.DETECTOR, acceptance, change.state(), first(fitting)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("another");
    }

    @Test
    void aJobIsNotStartedWithAModelThatReadsOtherFeaturesThanItself() {
        ModelChangeAtStart change = change(other, other);
        assertThatThrownBy(() -> new ModelRegistry(TestingModels.DETECTOR, acceptance, change.state(), first(other)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("[disk]");
    }
}

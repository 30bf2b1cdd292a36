// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.artifact.ArtifactCodec;
import io.elbow.artifact.ModelArtifact;
import io.elbow.config.FeatureSource;
import io.elbow.config.FeatureSources;
import io.elbow.job.detect.ModelAcceptance.Refusal;
import io.elbow.job.operator.TestingModels;
import io.elbow.protocol.ModelHeaders;
import io.elbow.protocol.ModelMessage;
import io.elbow.protocol.ModelRole;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelAcceptanceTest {
    private static final String CHAMPION = "c".repeat(64);

    private final ModelArtifact model = TestingModels.model(1, 1);

    private static ModelHeaders madeFrom(String parent) {
        return madeFrom(parent, null);
    }

    private static ModelHeaders madeFrom(String parent, String publisher) {
        return ModelHeaders.of(ModelRole.CHAMPION, parent, publisher);
    }

    private Optional<Refusal> refusal(ModelHeaders headers) {
        return ModelAcceptance.championRefusal(model, headers, CHAMPION);
    }

    @Test
    void aModelMadeFromTheChampionOrFromNoneIsTaken() {
        assertThat(refusal(madeFrom(CHAMPION))).isEmpty();
        assertThat(refusal(madeFrom(null))).isEmpty();
    }

    @Test
    void aModelMadeFromAnotherIsStaleAndTheRemedyIsNamed() {
        Refusal refusal = refusal(madeFrom("p".repeat(64))).orElseThrow();
        assertThat(refusal.code()).isEqualTo("stale-parent");
        assertThat(refusal.detail()).contains(model.shortId(), "pppppppppppp", "cccccccccccc", "--force");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rollback", "promote"})
    void whoPutsAKeptModelBackNeedsNotBeItsParent(String publisher) {
        assertThat(refusal(madeFrom("other", publisher))).isEmpty();
        assertThat(refusal(madeFrom("other", "retrain"))).isPresent();
    }

    @Test
    void forceAndWhatTheJobWroteBackAreTaken() {
        ModelRole role = ModelRole.CHAMPION;
        assertThat(refusal(new ModelHeaders(role, "other", null, null, true, ModelMessage.NONE)))
                .isEmpty();
        assertThat(refusal(new ModelHeaders(role, "other", ModelHeaders.BY_JOB, null, false, 6)))
                .isEmpty();
    }

    @Test
    void aForeignModelIsRefusedWhateverItsMessageSays() {
        ModelAcceptance acceptance = new ModelAcceptance(
                TestingModels.DETECTOR,
                FeatureSources.plain(List.of("memory", "cpu")),
                List.of(),
                artifact -> Optional.empty());
        assertThat(acceptance.refusal(model).orElseThrow().code()).isEqualTo("other-features");
    }

    @Test
    void aModelThatSeesRatesIsRefusedWhereValuesAreRead() {
        List<FeatureSource> rates = TestingModels.FEATURES.stream()
                .map(field -> new FeatureSource(field, FeatureSource.As.RATE))
                .toList();
        ModelArtifact ofRates =
                ArtifactCodec.create(TestingModels.withSources(model.manifest(), rates), model.tensors());
        ModelAcceptance acceptance = new ModelAcceptance(
                TestingModels.DETECTOR,
                FeatureSources.plain(TestingModels.FEATURES),
                List.of(),
                artifact -> Optional.empty());
        assertThat(acceptance.refusal(ofRates).orElseThrow().detail())
                .contains("has the features [cpu_per_second, memory_per_second], this job reads [cpu, memory]");
        assertThat(acceptance.refusal(model)).isEmpty();
    }
}

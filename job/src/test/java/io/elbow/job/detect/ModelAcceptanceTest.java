// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.artifact.ArtifactCodec;
import io.elbow.artifact.ModelArtifact;
import io.elbow.job.detect.ModelAcceptance.Refusal;
import io.elbow.job.event.ModelUpdate;
import io.elbow.job.operator.TestingModels;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelAcceptanceTest {
    private static final String CHAMPION = "c".repeat(64);

    private final ModelArtifact model = TestingModels.model(1, 1);

    private ModelUpdate madeFrom(String parent) {
        return ModelUpdate.published(
                TestingModels.DETECTOR, ArtifactCodec.encode(model), ModelUpdate.CHAMPION, parent, 7);
    }

    @Test
    void aModelMadeFromTheChampionOrFromNoneIsTaken() {
        assertThat(ModelAcceptance.refusal(model, madeFrom(CHAMPION), CHAMPION)).isEmpty();
        assertThat(ModelAcceptance.refusal(model, madeFrom(null), CHAMPION)).isEmpty();
    }

    @Test
    void aModelMadeFromAnotherIsStaleAndTheRemedyIsNamed() {
        Refusal refusal = ModelAcceptance.refusal(model, madeFrom("p".repeat(64)), CHAMPION)
                .orElseThrow();
        assertThat(refusal.code()).isEqualTo("stale-parent");
        assertThat(refusal.detail()).contains(model.shortId(), "pppppppppppp", "cccccccccccc", "--force");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rollback", "promote"})
    void whoPutsAKeptModelBackNeedsNotBeItsParent(String publisher) {
        assertThat(ModelAcceptance.refusal(model, madeFrom("other").by(publisher), CHAMPION))
                .isEmpty();
        assertThat(ModelAcceptance.refusal(model, madeFrom("other").by("retrain"), CHAMPION))
                .isPresent();
    }

    @Test
    void forceAndWhatTheJobWroteBackAreTaken() {
        assertThat(ModelAcceptance.refusal(model, madeFrom("other").byForce(), CHAMPION))
                .isEmpty();
        ModelUpdate writtenBack = ModelUpdate.restored(TestingModels.DETECTOR, ArtifactCodec.encode(model), "other", 6);
        assertThat(ModelAcceptance.refusal(model, writtenBack, CHAMPION)).isEmpty();
    }

    @Test
    void aForeignModelIsRefusedWhateverItsMessageSays() {
        ModelAcceptance acceptance = new ModelAcceptance(TestingModels.DETECTOR, List.of("memory", "cpu"), List.of());
        assertThat(acceptance.refusal(model).orElseThrow().code()).isEqualTo("other-features");
    }

    @Test
    void anActivationIsAnInstantOfTheYearsThatRecordsHave() {
        assertThat(ModelAcceptance.activation("1970-01-01T00:00:01.5Z")).isEqualTo(OptionalLong.of(1_500));
        assertThat(ModelAcceptance.activation((String) null)).isEmpty();
        for (String none : List.of("", "tomorrow", "1969-12-31T23:59:59Z", "+10000-01-01T00:00:00Z")) {
            assertThat(ModelAcceptance.activation(none)).as(none).isEmpty();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elbow.artifact.ArtifactCodec;
import io.elbow.artifact.Likelihood;
import io.elbow.artifact.ModelArtifact;
import io.elbow.config.BadInputException;
import io.elbow.kafka.ModelsTopic.Resolved;
import io.elbow.protocol.ModelHeaders;
import io.elbow.protocol.ModelMessage;
import io.elbow.protocol.ModelRole;
import io.elbow.testing.RandomModels;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChosenModelTest {
    private static final ModelArtifact FIRST = model(1);
    private static final ModelArtifact SECOND = model(2);

    private static ModelArtifact model(long seed) {
        return RandomModels.artifact(RandomModels.spec(Likelihood.GAUSSIAN, 2, 1, 0), seed);
    }

    private static ChosenModel of(ModelArtifact champion, ModelArtifact... kept) {
        List<ModelMessage> messages = Arrays.stream(kept)
                .map(model -> message("d/" + model.modelId(), model))
                .toList();
        return new ChosenModel(
                "d-models", new Resolved(Optional.ofNullable(champion).map(model -> message("d", model)), messages, 9));
    }

    private static ModelMessage message(String key, ModelArtifact model) {
        return new ModelMessage(
                key, ArtifactCodec.encode(model), ModelHeaders.of(ModelRole.CHAMPION, null, "train"), 3, 0);
    }

    @Test
    void aKeptModelIsFoundByTheStartOfItsId() {
        ChosenModel chosen = of(FIRST, SECOND, FIRST);
        assertThat(chosen.toPromote(SECOND.shortId()).modelId()).isEqualTo(SECOND.modelId());
        assertThat(chosen.toRollBackTo(SECOND.shortId()).modelId()).isEqualTo(SECOND.modelId());
        assertThat(chosen.replaced()).isEqualTo(FIRST.modelId());
    }

    @Test
    void withoutAChampionAModelIsPromotedAllTheSame() {
        assertThat(of(null, SECOND).toPromote(SECOND.shortId()).modelId()).isEqualTo(SECOND.modelId());
        assertThat(of(null, SECOND).replaced()).isNull();
    }

    @Test
    void whatIsNotThereIsNamedWithTheRemedy() {
        assertThatThrownBy(() -> of(FIRST, FIRST).toPromote("zzz"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContainingAll("d-models keeps no model whose id starts with zzz", "models list");
        assertThatThrownBy(() -> of(FIRST, SECOND, FIRST).toPromote(""))
                .isInstanceOf(BadInputException.class)
                .hasMessageContainingAll("ambiguous", "give more of it");
        assertThatThrownBy(() -> of(FIRST, FIRST).toPromote(FIRST.shortId()))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("is the champion already");
        assertThatThrownBy(() -> of(null).toRollBackTo(null))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("has no champion");
        assertThatThrownBy(() -> of(FIRST, SECOND, FIRST).toRollBackTo(null))
                .isInstanceOf(BadInputException.class)
                .hasMessageContainingAll("names no parent", "models rollback MODEL");
    }
}

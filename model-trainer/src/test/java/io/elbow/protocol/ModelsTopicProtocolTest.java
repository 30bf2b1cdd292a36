// SPDX-License-Identifier: Apache-2.0
package io.elbow.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ModelsTopicProtocolTest {
    private static final EncodedModel MODEL = new EncodedModel("b3", "a2", new byte[] {1});

    private final ModelsTopicProtocol protocol = new ModelsTopicProtocol("metrics");

    @Test
    void aKeyIsTheDetectorsOrNamesOneOfItsModels() {
        assertThat(protocol.keptKey("b3")).isEqualTo("metrics/b3");
        assertThat(protocol.isChampion("metrics")).isTrue();
        assertThat(protocol.isKept("metrics/b3")).isTrue();
        for (String other : new String[] {null, "", "metrics-2", "metrics-2/b3", " metrics", "/"}) {
            assertThat(protocol.isChampion(other)).as(other).isFalse();
            assertThat(protocol.isKept(other)).as(other).isFalse();
        }
        assertThat(ModelsTopicProtocol.modelId("metrics/b3")).isEqualTo("b3");
        assertThat(ModelsTopicProtocol.modelId("metrics")).isNull();
    }

    @Test
    void aChampionComesUnderBothKeysAndAChallengerUnderItsOwn() {
        ModelHeaders champion = ModelHeaders.of(ModelRole.CHAMPION, "a2", "train");
        assertThat(protocol.publishing(MODEL, champion))
                .extracting(ModelMessage::key)
                .containsExactly("metrics/b3", "metrics");
        ModelHeaders challenger = ModelHeaders.of(ModelRole.CHALLENGER, "a2", "train");
        assertThat(protocol.publishing(MODEL, challenger))
                .extracting(ModelMessage::key)
                .containsExactly("metrics/b3");
    }

    @Test
    void theLastArtifactsStayAndTheOldestGo() {
        List<String> kept = List.of("d/1", "d/2", "d/3");
        assertThat(ModelsTopicProtocol.surplus(kept, List.of("d/4"), null, 3)).containsExactly("d/1");
        assertThat(ModelsTopicProtocol.surplus(kept, List.of("d/4", "d/0"), null, 3))
                .containsExactly("d/1", "d/2");
        assertThat(ModelsTopicProtocol.surplus(kept, List.of("d/4"), null, 1)).containsExactly("d/1", "d/2", "d/3");
        assertThat(ModelsTopicProtocol.surplus(kept, List.of("d/4"), null, 4)).isEmpty();
    }

    @Test
    void oneThatIsPublishedAgainTakesNoRoomOfItsOwn() {
        assertThat(ModelsTopicProtocol.surplus(List.of("d/1", "d/2", "d/3"), List.of("d/2"), null, 3))
                .isEmpty();
    }

    @Test
    void theChampionsArtifactGoesLastHoweverOldItIs() {
        List<String> kept = List.of("d/champion", "d/2", "d/3");
        assertThat(ModelsTopicProtocol.surplus(kept, List.of("d/4"), "d/champion", 3))
                .containsExactly("d/2");
        assertThat(ModelsTopicProtocol.surplus(kept, List.of("d/4"), "d/champion", 2))
                .containsExactly("d/2", "d/3");
        assertThat(ModelsTopicProtocol.surplus(kept, List.of("d/4"), "d/champion", 1))
                .containsExactly("d/2", "d/3", "d/champion");
        assertThat(ModelsTopicProtocol.surplus(List.of("d/2"), List.of("d/4"), "d/champion", 3))
                .isEmpty();
    }

    @Test
    void headersComeBackAsTheyWereWritten() {
        ModelHeaders all = new ModelHeaders(ModelRole.CHALLENGER, "a2", "train", "2026-01-31T00:00:00Z", true, 7);
        assertThat(all.write())
                .containsEntry("role", "challenger")
                .containsEntry("parent", "a2")
                .containsEntry("publisher", "train")
                .containsEntry("activation", "2026-01-31T00:00:00Z")
                .containsEntry("force", "true")
                .containsEntry("answers", "7");
        assertThat(ModelHeaders.read(all.write()::get)).isEqualTo(all);
        assertThat(ModelHeaders.NONE.write()).isEmpty();
    }

    @Test
    void aMessageWithoutARoleIsAChampionsAndAnUnknownRoleIsNoneToRun() {
        assertThat(ModelHeaders.read(name -> null)).isEqualTo(ModelHeaders.of(ModelRole.CHAMPION, null, null));
        assertThat(ModelRole.of("candidate-of-a-later-release")).isEqualTo(ModelRole.DROPPED);
    }

    @Test
    void whatIsNoOffsetIsNoAnswerOfTheJobs() {
        assertThat(ModelHeaders.read(name -> name.equals("answers") ? "soon" : null)
                        .isAnswer())
                .isFalse();
        assertThat(ModelHeaders.read(name -> name.equals("answers") ? "0" : null)
                        .isAnswer())
                .isTrue();
    }

    @Test
    void anActivationIsAnInstantOfTheYearsThatRecordsHave() {
        assertThat(activationOf("1970-01-01T00:00:01.5Z").activationMillis()).hasValue(1_500);
        assertThat(activationOf(null).activationMillis()).isEmpty();
        for (String none : List.of("", "tomorrow", "1969-12-31T23:59:59Z", "+10000-01-01T00:00:00Z")) {
            assertThat(activationOf(none).activationMillis()).as(none).isEmpty();
        }
    }

    private static ModelHeaders activationOf(String text) {
        return ModelHeaders.NONE.withActivation(text);
    }
}

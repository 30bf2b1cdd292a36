// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elbow.artifact.ArtifactCodec;
import io.elbow.artifact.ModelArtifact;
import io.elbow.config.FeatureSources;
import io.elbow.job.detect.ModelAcceptance.Refusal;
import io.elbow.job.detect.Transition.Activated;
import io.elbow.job.detect.Transition.Announce;
import io.elbow.job.detect.Transition.EndShadow;
import io.elbow.job.detect.Transition.ForgetPrevious;
import io.elbow.job.detect.Transition.Refuse;
import io.elbow.job.detect.Transition.RepublishChampion;
import io.elbow.job.detect.Transition.StartShadow;
import io.elbow.job.detect.Transition.Swap;
import io.elbow.job.operator.TestingMessages;
import io.elbow.job.operator.TestingModels;
import io.elbow.protocol.ModelHeaders;
import io.elbow.protocol.ModelMessage;
import io.elbow.protocol.ModelRole;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ModelRegistryTest {
    private static final long FROM = 1_000;
    private static final String AT = "1970-01-01T00:00:01Z";
    private static final String LATER = "1970-01-01T00:00:02Z";

    private final ModelArtifact first = TestingModels.model(1, 1);
    private final ModelArtifact second = TestingModels.model(1, 2);
    private final ModelArtifact third = TestingModels.model(1, 3);
    private final ModelRegistry registry = registry(RegistryState.of(initial(first)));

    private static InitialModel initial(ModelArtifact model) {
        return InitialModel.of(ArtifactCodec.encode(model));
    }

    private static ModelRegistry registry(RegistryState state) {
        return registry(state, InitialModel.of(state.champion()));
    }

    private static ModelRegistry registry(RegistryState state, InitialModel first) {
        ModelAcceptance acceptance = new ModelAcceptance(
                TestingModels.DETECTOR,
                FeatureSources.plain(TestingModels.FEATURES),
                List.of(),
                artifact -> Optional.empty());
        return new ModelRegistry(TestingModels.DETECTOR, acceptance, state, first);
    }

    private static ModelMessage champion(ModelArtifact model, long offset) {
        return TestingMessages.champion(ArtifactCodec.encode(model), offset);
    }

    private static String idOf(RegisteredModel model) {
        return model == null ? null : model.id();
    }

    @Test
    void aChampionTakesOverAtOnceAndTheChallengerGoesWithTheOneThatItRanBeside() {
        registry.take(TestingMessages.kept(third, ModelRole.CHALLENGER, 6));
        assertThat(registry.take(champion(second, 7))).singleElement().isInstanceOfSatisfying(Swap.class, swap -> {
            assertThat(swap.model().id()).isEqualTo(second.modelId());
            assertThat(swap.replaced().id()).isEqualTo(first.modelId());
            assertThat(swap.back()).isFalse();
            assertThat(swap.changesModels()).isTrue();
        });
        assertThat(idOf(registry.champion())).isEqualTo(second.modelId());
        assertThat(registry.previous()).isNull();
        assertThat(registry.challenger()).isNull();
        assertThat(registry.state().offset()).isEqualTo(7);
    }

    @Test
    void aRollbackIsASwapBack() {
        assertThat(registry.take(TestingMessages.by(ModelHeaders.BY_ROLLBACK, champion(second, 7))))
                .singleElement()
                .isInstanceOfSatisfying(
                        Swap.class, swap -> assertThat(swap.back()).isTrue());
    }

    @Test
    void whatIsRefusedChangesNothingAndTheChampionIsWrittenBack() {
        ModelMessage refused = TestingMessages.champion(new byte[] {1}, 7);
        List<Transition> transitions = registry.take(refused);
        assertThat(transitions).hasSize(2).noneMatch(Transition::changesModels);
        assertThat(transitions.get(0)).isInstanceOfSatisfying(Refuse.class, refuse -> {
            assertThat(refuse.message()).isEqualTo(refused);
            assertThat(refuse.refusal().code()).isEqualTo("unreadable");
        });
        assertThat(transitions.get(1)).isInstanceOfSatisfying(RepublishChampion.class, republish -> {
            assertThat(republish.message().key()).isEqualTo(TestingModels.DETECTOR);
            assertThat(republish.message().artifact()).isEqualTo(ArtifactCodec.encode(first));
            assertThat(republish.message().headers().answers()).isEqualTo(7);
        });
        assertThat(idOf(registry.champion())).isEqualTo(first.modelId());
    }

    @Test
    void aModelThatFailsItsTrialIsRefused() {
        ModelAcceptance acceptance = new ModelAcceptance(
                TestingModels.DETECTOR,
                FeatureSources.plain(TestingModels.FEATURES),
                List.of(),
                artifact -> Optional.of(new Refusal("not-finite", "it overflows")));
        ModelRegistry strict =
                new ModelRegistry(TestingModels.DETECTOR, acceptance, RegistryState.of(initial(first)), initial(first));
        assertThat(strict.take(champion(second, 7)))
                .first()
                .isInstanceOfSatisfying(
                        Refuse.class,
                        refuse -> assertThat(refuse.refusal().detail()).isEqualTo("it overflows"));
    }

    @Test
    void theChampionItselfAnotherDetectorsModelAndATombstoneAreNothing() {
        assertThat(registry.take(champion(first, 7))).isEmpty();
        byte[] bytes = ArtifactCodec.encode(second);
        for (String key : new String[] {null, "", "another", "another/x"}) {
            assertThat(registry.take(TestingMessages.published(key, bytes, ModelRole.CHAMPION, null, 7)))
                    .isEmpty();
        }
        assertThat(registry.take(TestingMessages.champion(null, 7))).isEmpty();
    }

    @Test
    void aChampionThatCrossedWithANewerOneIsAnsweredOnceMore() {
        registry.take(champion(second, 11));
        assertThat(registry.take(TestingMessages.answer(ArtifactCodec.encode(first), null, 10, 12)))
                .singleElement()
                .isInstanceOf(RepublishChampion.class);
        assertThat(idOf(registry.champion())).isEqualTo(second.modelId());
    }

    @Test
    void anAnnouncedChampionScoresFromItsActivationOnAndTheOneBeforeIsHeldForADay() {
        assertThat(registry.take(TestingMessages.announced(second, 7, AT)))
                .singleElement()
                .isInstanceOfSatisfying(
                        Announce.class,
                        announce -> assertThat(announce.activationMillis()).isEqualTo(FROM));
        assertThat(idOf(registry.previous())).isEqualTo(first.modelId());
        assertThat(registry.isPending()).isTrue();
        assertThat(registry.advance(FROM - 1)).isEmpty();
        assertThat(registry.advance(FROM)).containsExactly(new Activated(FROM));
        assertThat(registry.isPending()).isFalse();
        long held = FROM + ModelRegistry.HELD.toMillis();
        assertThat(registry.advance(held - 1)).isEmpty();
        assertThat(registry.advance(held)).containsExactly(new ForgetPrevious());
        assertThat(registry.previous()).isNull();
        assertThat(registry.activationMillis())
                .as("it is written back with it still")
                .isEqualTo(FROM);
    }

    @Test
    void aFurtherAnnouncementKeepsTheModelThatIsInForce() {
        registry.take(TestingMessages.announced(second, 7, AT));
        registry.take(TestingMessages.announced(third, 8, LATER));
        assertThat(idOf(registry.previous())).isEqualTo(first.modelId());
    }

    @Test
    void aRestoredJobKnowsWhichModelIsInForceBeforeItsFirstWatermark() {
        registry.take(TestingMessages.announced(second, 7, AT));
        registry.advance(FROM);
        ModelRegistry restored = registry(registry.state());
        restored.take(TestingMessages.announced(third, 8, LATER));
        assertThat(idOf(restored.previous())).isEqualTo(second.modelId());
    }

    @Test
    void aChallengerRunsUntilAMessageOfItsKeyNamesAnotherRoleOrRemovesIt() {
        assertThat(registry.take(TestingMessages.kept(second, ModelRole.CHALLENGER, 7)))
                .singleElement()
                .isInstanceOfSatisfying(
                        StartShadow.class,
                        start -> assertThat(start.model().id()).isEqualTo(second.modelId()));
        assertThat(registry.take(TestingMessages.kept(second, ModelRole.CHALLENGER, 8)))
                .as("it runs already")
                .isEmpty();
        assertThat(registry.take(TestingMessages.kept(third, ModelRole.CHAMPION, 9)))
                .as("another's key")
                .isEmpty();
        assertThat(registry.take(TestingMessages.kept(second, ModelRole.DROPPED, 10)))
                .containsExactly(new EndShadow(second.modelId()));
        assertThat(registry.challenger()).isNull();

        registry.take(TestingMessages.kept(second, ModelRole.CHALLENGER, 11));
        ModelMessage tombstone =
                ModelMessage.toPublish(TestingModels.DETECTOR + "/" + second.modelId(), null, ModelHeaders.NONE);
        assertThat(registry.take(tombstone)).containsExactly(new EndShadow(second.modelId()));
    }

    @Test
    void theChampionIsNoChallengerAndAMismatchedOneIsRefusedWithoutAnAnswer() {
        assertThat(registry.take(TestingMessages.kept(first, ModelRole.CHALLENGER, 7)))
                .isEmpty();
        assertThat(registry.take(TestingMessages.kept(TestingModels.model(2, 1), ModelRole.CHALLENGER, 8)))
                .singleElement()
                .isInstanceOfSatisfying(
                        Refuse.class,
                        refuse -> assertThat(refuse.refusal().code()).isEqualTo("other-shingle"));
    }

    @Test
    void whatWasAnnouncedAtTheSubmitIsKnownFromTheStartAndWhatIsOlderIsNothing() {
        InitialModel announced = new InitialModel(ArtifactCodec.encode(second), 42, FROM, null);
        ModelRegistry resumed = registry(registry.state(), announced);
        assertThat(resumed.begin(announced)).singleElement().isInstanceOf(Announce.class);
        assertThat(resumed.take(champion(third, 41))).isEmpty();
        assertThat(idOf(resumed.champion())).isEqualTo(second.modelId());
        assertThat(registry(resumed.state(), announced).begin(announced)).isEmpty();
    }

    @Test
    void aFreshJobOnAnAnnouncedChampionHasTheOneBefore() {
        InitialModel announced = new InitialModel(ArtifactCodec.encode(second), 42, FROM, ArtifactCodec.encode(first));
        ModelRegistry fresh = registry(RegistryState.of(announced), announced);
        assertThat(fresh.begin(announced)).isEmpty();
        assertThat(idOf(fresh.previous())).isEqualTo(first.modelId());
        assertThat(fresh.isPending()).isTrue();
    }

    @Test
    void aStateComesBackWhole() {
        registry.take(TestingMessages.announced(second, 7, AT));
        registry.take(TestingMessages.kept(third, ModelRole.CHALLENGER, 8));
        ModelRegistry restored = registry(RegistryState.of(registry.state().entries()));
        assertThat(idOf(restored.champion())).isEqualTo(second.modelId());
        assertThat(idOf(restored.previous())).isEqualTo(first.modelId());
        assertThat(idOf(restored.challenger())).isEqualTo(third.modelId());
        assertThat(restored.isPending()).isTrue();
        assertThat(restored.activationMillis()).isEqualTo(FROM);
        assertThat(restored.state()).usingRecursiveComparison().isEqualTo(registry.state());
    }

    @Test
    void aStateWithAModelForOtherFeaturesIsRefused() {
        ModelArtifact other = TestingModels.model(TestingModels.DETECTOR, List.of("disk"), 1, 1);
        assertThatThrownBy(() -> registry(RegistryState.of(initial(other))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("[disk]");
    }

    @Test
    void aRestoredModelOfAnotherFormatIsRefusedByName() throws Exception {
        byte[] newer = ofFormat(9, ArtifactCodec.encode(TestingModels.model(1, 1)));

        assertThatThrownBy(() -> registry(RegistryState.of(InitialModel.of(newer))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll(
                        "the state 'model' of operator 'score'", "format version 9", "with the release that wrote it");
    }

    /** With the digest that such a file would have: over itself with zeros in the digest's place. */
    private static byte[] ofFormat(int version, byte[] artifact) throws Exception {
        String blank = new String(artifact, StandardCharsets.ISO_8859_1)
                .replaceFirst("(formatVersion[^:]*:)\\d", "$1" + version)
                .replaceFirst("(\"sha256\":\")[0-9a-f]{64}", "$1" + "0".repeat(64));
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(blank.getBytes(StandardCharsets.ISO_8859_1));
        return blank.replaceFirst("(\"sha256\":\")0{64}", "$1" + HexFormat.of().formatHex(digest))
                .getBytes(StandardCharsets.ISO_8859_1);
    }
}

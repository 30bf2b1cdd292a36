// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import static io.elbow.job.operator.RefreshHarness.CHAMPION;
import static io.elbow.job.operator.RefreshHarness.PASSED;
import static io.elbow.job.operator.RefreshHarness.REFRESHED;
import static io.elbow.job.operator.RefreshHarness.kept;
import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.config.RefreshOptions;
import io.elbow.job.event.DetectorEvent;
import io.elbow.job.operator.RefreshFitter.Fitted;
import io.elbow.protocol.ModelHeaders;
import io.elbow.protocol.ModelMessage;
import io.elbow.protocol.ModelRole;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of a fitted model. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RefreshOperatorPublicationTest {
    @Test
    void publishesAModelThatPassedAndTellsOfIt() throws Exception {
        try (RefreshHarness harness = RefreshHarness.open(RefreshHarness.options())) {
            harness.makeDue();
            TestingFitter.next().result().complete(PASSED);
            harness.takeOutcome();

            assertThat(harness.events())
                    .extracting(
                            DetectorEvent::event, DetectorEvent::model, DetectorEvent::parent, DetectorEvent::reason)
                    .containsExactly(
                            tuple(DetectorEvent.FITTED, "due by time"), tuple(DetectorEvent.PUBLISHED, "as champion"));
            assertThat(harness.published())
                    .extracting(
                            ModelMessage::key,
                            message -> message.headers().role(),
                            message -> message.headers().publisher())
                    .containsExactly(
                            Tuple.tuple(kept(CHAMPION), ModelRole.CHAMPION, "refresh"),
                            Tuple.tuple(kept(REFRESHED), ModelRole.CHAMPION, "refresh"),
                            Tuple.tuple(TestingModels.DETECTOR, ModelRole.CHAMPION, "refresh"));
        }
    }

    @Test
    void neverFitsTwoAtATimeNorBeforeThePublishedModelCameBackFromTheTopic() throws Exception {
        try (RefreshHarness harness = RefreshHarness.open(RefreshHarness.options())) {
            harness.makeDue();
            TestingFitter.Call first = TestingFitter.next();
            harness.refresh();
            first.result().complete(PASSED);
            harness.takeOutcome();
            assertThat(TestingFitter.isIdle()).isTrue();

            for (ModelMessage update : harness.published()) {
                harness.update(update);
            }
            harness.champion(REFRESHED);
            assertThat(TestingFitter.next().order().champion().modelId()).isEqualTo(REFRESHED.modelId());
        }
    }

    @Test
    void refusesWhatWasMadeFromAChampionThatIsGone() throws Exception {
        try (RefreshHarness harness = RefreshHarness.open(RefreshHarness.options())) {
            harness.makeDue();
            TestingFitter.Call call = TestingFitter.next();
            harness.champion(TestingModels.model(1, 3));
            call.result().complete(PASSED);
            harness.takeOutcome();

            assertThat(harness.events().get(1).event()).isEqualTo(DetectorEvent.REFUSED);
            assertThat(harness.published()).isEmpty();
        }
    }

    @Test
    void takesArtifactsOffTheTopicThatThereIsNoRoomFor() throws Exception {
        try (RefreshHarness harness =
                RefreshHarness.open(RefreshHarness.options(), "testing/1", "testing/2", kept(CHAMPION))) {
            harness.makeDue();
            TestingFitter.next().result().complete(PASSED);
            harness.takeOutcome();

            assertThat(harness.published())
                    .filteredOn(update -> update.artifact() == null)
                    .extracting(ModelMessage::key)
                    .containsExactly("testing/1");
        }
    }

    @Test
    void aModelThatSomebodyMustPromoteIsPublishedAsChallengerAlone() throws Exception {
        RefreshOptions manual = RefreshHarness.options(null, RefreshOptions.Promote.MANUAL);
        try (RefreshHarness harness = RefreshHarness.open(manual, kept(CHAMPION))) {
            harness.makeDue();
            TestingFitter.next().result().complete(PASSED);
            harness.takeOutcome();

            List<ModelMessage> published = harness.published();
            assertThat(published).singleElement().satisfies(update -> {
                assertThat(update.key()).isEqualTo(kept(REFRESHED));
                assertThat(update.headers().role()).isEqualTo(ModelRole.CHALLENGER);
                assertThat(update.headers().parent()).isEqualTo(CHAMPION.modelId());
            });
            // As long as nobody decided, there is no other.
            harness.update(published.get(0));
            harness.refresh();
            assertThat(TestingFitter.isIdle()).isTrue();
            harness.update(
                    TestingMessages.by(ModelHeaders.BY_JOB, TestingMessages.kept(REFRESHED, ModelRole.DROPPED, 9)));
            assertThat(TestingFitter.next().order().samples()).isNotEmpty();
        }
    }

    @Test
    void keepsTheChampionWhereTheComparisonSaysSo() throws Exception {
        try (RefreshHarness harness = RefreshHarness.open(RefreshHarness.options())) {
            harness.makeDue();
            TestingFitter.next()
                    .result()
                    .complete(new Fitted(REFRESHED, List.of("it costs more"), Map.of("fit_rows", 10.0)));
            harness.takeOutcome();

            List<DetectorEvent> events = harness.events();
            assertThat(events)
                    .extracting(DetectorEvent::event)
                    .containsExactly(DetectorEvent.FITTED, DetectorEvent.REFUSED);
            assertThat(events.get(1).reason()).isEqualTo("it costs more");
            assertThat(events.get(1).figures()).containsKeys("fit_rows", "samples", "seconds");
            assertThat(harness.published()).isEmpty();
        }
    }

    private static Tuple tuple(String event, String reason) {
        return Tuple.tuple(event, REFRESHED.modelId(), CHAMPION.modelId(), reason);
    }
}

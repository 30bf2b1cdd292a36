// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import static io.elbow.job.operator.RefreshHarness.MIN_SAMPLES;
import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.artifact.ArtifactCodec;
import io.elbow.artifact.ModelArtifact;
import io.elbow.config.RefreshOptions;
import io.elbow.job.event.ControlMessage;
import io.elbow.job.event.ControlMessage.Command;
import io.elbow.job.event.DetectorEvent;
import io.elbow.job.event.ModelUpdate;
import io.elbow.job.event.Sample;
import io.elbow.job.operator.RefreshFitter.Fitted;
import io.elbow.vae.FitFailedException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RefreshOperatorTest {
    private static final ModelArtifact CHAMPION = TestingModels.model(1, 1);
    private static final ModelArtifact REFRESHED = TestingModels.model(1, 2);
    private static final Fitted PASSED = new Fitted(REFRESHED, List.of(), Map.of("fit_rows", 10.0));
    private static final int DUE = 2 * 60;

    @Test
    void publishesAModelThatPassedAndTellsOfIt() throws Exception {
        try (RefreshHarness harness = RefreshHarness.open(RefreshHarness.options())) {
            makeDue(harness);
            TestingFitter.next().result().complete(PASSED);
            harness.takeOutcome();

            assertThat(harness.events())
                    .extracting(
                            DetectorEvent::event, DetectorEvent::model, DetectorEvent::parent, DetectorEvent::reason)
                    .containsExactly(
                            tuple(DetectorEvent.FITTED, "due by time"), tuple(DetectorEvent.PUBLISHED, "as champion"));
            assertThat(harness.published())
                    .extracting(ModelUpdate::key, ModelUpdate::role, ModelUpdate::publisher)
                    .containsExactly(
                            Tuple.tuple(kept(CHAMPION), ModelUpdate.CHAMPION, "refresh"),
                            Tuple.tuple(kept(REFRESHED), ModelUpdate.CHAMPION, "refresh"),
                            Tuple.tuple(TestingModels.DETECTOR, ModelUpdate.CHAMPION, "refresh"));
        }
    }

    @Test
    void fitsWhatTheGuardLetThroughAndNothingElse() throws Exception {
        try (RefreshHarness harness = RefreshHarness.open(RefreshHarness.options())) {
            harness.champion(CHAMPION);
            harness.normals("quiet", 0, 40);
            harness.normals("ill", 0, 20);
            harness.sample("ill", 20, true);
            harness.eventTime(DUE);
            harness.normals("quiet", DUE, 1);

            RefreshFitter.Order order = TestingFitter.next().order();

            // Of the ill key, nothing within the cooldown of two minutes before the anomaly.
            assertThat(order.samples().stream()
                            .filter(sample -> sample.key().equals("ill"))
                            .mapToLong(sample -> sample.timestampMillis() / RefreshHarness.MINUTE)
                            .max())
                    .hasValue(17);
            assertThat(order.samples()).noneMatch(Sample::anomaly);
            assertThat(order.canaries()).extracting(Sample::key).containsExactly("ill");
            assertThat(order.champion().modelId()).isEqualTo(CHAMPION.modelId());
            assertThat(order.alertRate()).isEqualTo(0.01);
        }
    }

    @Test
    void keepsTheChampionWhereTheComparisonSaysSo() throws Exception {
        try (RefreshHarness harness = RefreshHarness.open(RefreshHarness.options())) {
            makeDue(harness);
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

    @Test
    void aFitThatFailsOrRunsOutOfMemoryEndsAloneAndTheNextOneIsAsGoodAsAny() throws Exception {
        List<Throwable> failures = List.of(
                new FitFailedException("the weights are no numbers at step 3"), new OutOfMemoryError("no room"));
        for (Throwable failure : failures) {
            try (RefreshHarness harness = RefreshHarness.open(RefreshHarness.options())) {
                makeDue(harness);
                TestingFitter.next().result().completeExceptionally(failure);
                harness.takeOutcome();

                assertThat(harness.events()).singleElement().satisfies(event -> {
                    assertThat(event.event()).isEqualTo(DetectorEvent.FAILED);
                    assertThat(event.reason()).contains(failure.getMessage());
                });
                harness.update(ModelUpdate.command(ControlMessage.of(Command.REFRESH)));
                TestingFitter.next().result().complete(PASSED);
                harness.takeOutcome();
                assertThat(harness.published()).isNotEmpty();
            }
        }
    }

    @Test
    void cutsAFitOffAtItsTimeLimit() throws Exception {
        try (RefreshHarness harness = RefreshHarness.open(RefreshHarness.options())) {
            makeDue(harness);
            TestingFitter.Call call = TestingFitter.next();
            harness.processingTime(Duration.ofMinutes(14));
            assertThat(call.thread().isInterrupted()).isFalse();
            harness.processingTime(Duration.ofMinutes(16));
            harness.takeOutcome();

            assertThat(harness.events()).singleElement().satisfies(event -> {
                assertThat(event.event()).isEqualTo(DetectorEvent.FAILED);
                assertThat(event.reason()).contains("refresh.time-limit");
            });
        }
    }

    @Test
    void aSnapshotCompletesWhileAFitRunsAndARestoredOperatorLostTheFitAlone() throws Exception {
        OperatorSubtaskState snapshot;
        List<Sample> samples;
        try (RefreshHarness harness = RefreshHarness.open(RefreshHarness.options())) {
            makeDue(harness);
            samples = TestingFitter.next().order().samples();
            snapshot = harness.snapshot();
        }
        try (RefreshHarness harness = RefreshHarness.restored(RefreshHarness.options(), snapshot)) {
            assertThat(TestingFitter.isIdle()).isTrue();
            harness.update(ModelUpdate.command(ControlMessage.of(Command.REFRESH)));
            RefreshFitter.Order order = TestingFitter.next().order();
            assertThat(order.samples())
                    .usingRecursiveFieldByFieldElementComparator()
                    .containsExactlyElementsOf(samples);
            assertThat(order.champion().modelId()).isEqualTo(CHAMPION.modelId());
        }
    }

    @Test
    void whatWaitsForItsVerdictIsRestoredWhole() throws Exception {
        OperatorSubtaskState snapshot;
        try (RefreshHarness harness = RefreshHarness.open(RefreshHarness.options(), "testing/old")) {
            harness.champion(CHAMPION);
            harness.normals("a", 0, MIN_SAMPLES + 10);
            // An incident of 20 minutes, which must last 30 to be learned, and one that was over before.
            harness.sample("over", 0, true);
            for (int minute = 30; minute <= 50; minute++) {
                harness.sample("shifted", minute, true);
            }
            harness.eventTime(50);
            snapshot = harness.snapshot();
        }
        try (RefreshHarness harness = RefreshHarness.restored(RefreshHarness.options(), snapshot)) {
            for (int minute = 51; minute <= 61; minute++) {
                harness.sample("shifted", minute, true);
            }
            harness.eventTime(61);
            harness.update(ModelUpdate.command(ControlMessage.of(Command.REFRESH)));
            TestingFitter.Call call = TestingFitter.next();
            assertThat(call.order().samples())
                    .filteredOn(sample -> sample.key().equals("shifted"))
                    .hasSize(32);
            assertThat(call.order().canaries()).extracting(Sample::key).containsExactly("over");
            call.result().complete(PASSED);
            harness.takeOutcome();
            assertThat(harness.published()).extracting(ModelUpdate::key).doesNotContain("testing/old");
        }
    }

    @Test
    void anIncidentIsLearnedBeforeItsTimeWhereAMessageSaysSo() throws Exception {
        try (RefreshHarness harness = RefreshHarness.open(RefreshHarness.options())) {
            harness.champion(CHAMPION);
            harness.normals("a", 0, MIN_SAMPLES + 10);
            harness.sample("shifted", 10, true);
            harness.sample("shifted", 11, true);
            harness.update(ModelUpdate.command(new ControlMessage(Command.ACCEPT_SHIFT, "shifted", null)));
            harness.sample("shifted", 12, true);
            harness.update(ModelUpdate.command(ControlMessage.of(Command.REFRESH)));

            assertThat(TestingFitter.next().order().samples())
                    .filteredOn(sample -> sample.key().equals("shifted"))
                    .hasSize(3);
        }
    }

    @Test
    void aRequestWaitsForEnoughSamples() throws Exception {
        try (RefreshHarness harness = RefreshHarness.open(RefreshHarness.options())) {
            harness.champion(CHAMPION);
            harness.normals("a", 0, MIN_SAMPLES);
            harness.update(ModelUpdate.command(ControlMessage.of(Command.REFRESH)));
            // The last two minutes wait out the cooldown.
            assertThat(TestingFitter.isIdle()).isTrue();
            harness.normals("a", MIN_SAMPLES, 2);
            assertThat(TestingFitter.next().order().samples()).hasSize(MIN_SAMPLES);
        }
    }

    @Test
    void neverFitsTwoAtATimeNorBeforeThePublishedModelCameBackFromTheTopic() throws Exception {
        try (RefreshHarness harness = RefreshHarness.open(RefreshHarness.options())) {
            makeDue(harness);
            TestingFitter.Call first = TestingFitter.next();
            harness.update(ModelUpdate.command(ControlMessage.of(Command.REFRESH)));
            first.result().complete(PASSED);
            harness.takeOutcome();
            assertThat(TestingFitter.isIdle()).isTrue();

            harness.published().forEach(update -> feed(harness, update));
            harness.champion(REFRESHED);
            assertThat(TestingFitter.next().order().champion().modelId()).isEqualTo(REFRESHED.modelId());
        }
    }

    @Test
    void refusesWhatWasMadeFromAChampionThatIsGone() throws Exception {
        try (RefreshHarness harness = RefreshHarness.open(RefreshHarness.options())) {
            makeDue(harness);
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
            makeDue(harness);
            TestingFitter.next().result().complete(PASSED);
            harness.takeOutcome();

            assertThat(harness.published())
                    .filteredOn(update -> update.artifact() == null)
                    .extracting(ModelUpdate::key)
                    .containsExactly("testing/1");
        }
    }

    @Test
    void aModelThatSomebodyMustPromoteIsPublishedAsChallengerAlone() throws Exception {
        RefreshOptions manual = RefreshHarness.options(null, RefreshOptions.Promote.MANUAL);
        try (RefreshHarness harness = RefreshHarness.open(manual, kept(CHAMPION))) {
            makeDue(harness);
            TestingFitter.next().result().complete(PASSED);
            harness.takeOutcome();

            List<ModelUpdate> published = harness.published();
            assertThat(published).singleElement().satisfies(update -> {
                assertThat(update.key()).isEqualTo(kept(REFRESHED));
                assertThat(update.role()).isEqualTo(ModelUpdate.CHALLENGER);
                assertThat(update.parent()).isEqualTo(CHAMPION.modelId());
            });
            // As long as nobody decided, there is no other.
            feed(harness, published.get(0));
            harness.update(ModelUpdate.command(ControlMessage.of(Command.REFRESH)));
            assertThat(TestingFitter.isIdle()).isTrue();
            feed(
                    harness,
                    ModelUpdate.toPublish(
                            kept(REFRESHED),
                            ArtifactCodec.encode(REFRESHED),
                            ModelUpdate.DROPPED,
                            null,
                            ModelUpdate.JOB));
            assertThat(TestingFitter.next().order().samples()).isNotEmpty();
        }
    }

    @Test
    void theEndOfTheSamplesWaitsForAFit() throws Exception {
        try (RefreshHarness harness = RefreshHarness.open(RefreshHarness.options())) {
            makeDue(harness);
            TestingFitter.next().result().completeAsync(() -> PASSED);
            harness.endSamples();
            assertThat(harness.events())
                    .extracting(DetectorEvent::event)
                    .containsExactly(DetectorEvent.FITTED, DetectorEvent.PUBLISHED);
        }
    }

    @Test
    void closingStopsAFitAndWaitsForIt() throws Exception {
        TestingFitter.Call call;
        try (RefreshHarness harness = RefreshHarness.open(RefreshHarness.options())) {
            makeDue(harness);
            call = TestingFitter.next();
        }
        assertThat(call.thread().isAlive()).isFalse();
    }

    private static void makeDue(RefreshHarness harness) throws Exception {
        harness.champion(CHAMPION);
        harness.normals("a", 0, MIN_SAMPLES + 5);
        harness.eventTime(DUE);
    }

    private static void feed(RefreshHarness harness, ModelUpdate update) {
        try {
            harness.update(update);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static Tuple tuple(String event, String reason) {
        return Tuple.tuple(event, REFRESHED.modelId(), CHAMPION.modelId(), reason);
    }

    private static String kept(ModelArtifact model) {
        return TestingModels.DETECTOR + "/" + model.modelId();
    }
}

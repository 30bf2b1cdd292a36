// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import static io.elbow.job.operator.RefreshHarness.CHAMPION;
import static io.elbow.job.operator.RefreshHarness.DUE;
import static io.elbow.job.operator.RefreshHarness.MIN_SAMPLES;
import static io.elbow.job.operator.RefreshHarness.PASSED;
import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.job.event.ControlMessage;
import io.elbow.job.event.ControlMessage.Command;
import io.elbow.job.event.DetectorEvent;
import io.elbow.job.event.Sample;
import io.elbow.vae.FitFailedException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is fitted, when, and how a fit ends. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RefreshOperatorTest {
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

            // Of the ill key, nothing within the cooldown of two minutes before the anomaly at 20.
            assertThat(order.samples().stream()
                            .filter(sample -> sample.key().equals("ill"))
                            .mapToLong(sample -> sample.timestampMillis() / RefreshHarness.MINUTE)
                            .max())
                    .hasValue(18);
            assertThat(order.samples()).noneMatch(Sample::anomaly);
            assertThat(order.canaries()).extracting(Sample::key).containsExactly("ill");
            assertThat(order.champion().modelId()).isEqualTo(CHAMPION.modelId());
            assertThat(order.alertRate()).isEqualTo(0.01);
        }
    }

    @Test
    void aFitThatFailsOrRunsOutOfMemoryEndsAloneAndTheNextOneIsAsGoodAsAny() throws Exception {
        List<Throwable> failures = List.of(
                new FitFailedException("the weights are no numbers at step 3"), new OutOfMemoryError("no room"));
        for (Throwable failure : failures) {
            try (RefreshHarness harness = RefreshHarness.open(RefreshHarness.options())) {
                harness.makeDue();
                TestingFitter.next().result().completeExceptionally(failure);
                harness.takeOutcome();

                assertThat(harness.events()).singleElement().satisfies(event -> {
                    assertThat(event.event()).isEqualTo(DetectorEvent.FAILED);
                    assertThat(event.reason()).contains(failure.getMessage());
                });
                harness.refresh();
                TestingFitter.next().result().complete(PASSED);
                harness.takeOutcome();
                assertThat(harness.published()).isNotEmpty();
            }
        }
    }

    @Test
    void cutsAFitOffAtItsTimeLimit() throws Exception {
        try (RefreshHarness harness = RefreshHarness.open(RefreshHarness.options())) {
            harness.makeDue();
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
    void anIncidentIsLearnedBeforeItsTimeWhereAMessageSaysSo() throws Exception {
        try (RefreshHarness harness = RefreshHarness.open(RefreshHarness.options())) {
            harness.champion(CHAMPION);
            harness.normals("a", 0, MIN_SAMPLES + 10);
            harness.sample("shifted", 10, true);
            harness.sample("shifted", 11, true);
            harness.command(new ControlMessage(Command.ACCEPT_SHIFT, "shifted", null));
            harness.sample("shifted", 12, true);
            harness.refresh();

            assertThat(TestingFitter.next().order().samples())
                    .filteredOn(sample -> sample.key().equals("shifted"))
                    .hasSize(3);
        }
    }

    @Test
    void samplesOfOtherFeaturesAreForgotten() throws Exception {
        try (RefreshHarness harness = RefreshHarness.open(RefreshHarness.options())) {
            harness.champion(CHAMPION);
            harness.normals("a", 0, MIN_SAMPLES + 2);
            harness.champion(TestingModels.model(TestingModels.DETECTOR, List.of("disk", "cpu"), 1, 3));
            harness.refresh();
            assertThat(TestingFitter.isIdle()).isTrue();
            harness.normals("a", MIN_SAMPLES + 2, MIN_SAMPLES + 2);
            assertThat(TestingFitter.next().order().samples())
                    .allMatch(sample -> sample.timestampMillis() > (MIN_SAMPLES + 1) * RefreshHarness.MINUTE);
        }
    }

    @Test
    void aRequestWaitsForEnoughSamples() throws Exception {
        try (RefreshHarness harness = RefreshHarness.open(RefreshHarness.options())) {
            harness.champion(CHAMPION);
            harness.normals("a", 0, MIN_SAMPLES);
            harness.refresh();
            // The last two minutes wait out the cooldown.
            assertThat(TestingFitter.isIdle()).isTrue();
            harness.normals("a", MIN_SAMPLES, 2);
            assertThat(TestingFitter.next().order().samples()).hasSize(MIN_SAMPLES);
        }
    }
}

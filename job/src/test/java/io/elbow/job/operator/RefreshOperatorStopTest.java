// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import static io.elbow.job.operator.RefreshHarness.CHAMPION;
import static io.elbow.job.operator.RefreshHarness.MIN_SAMPLES;
import static io.elbow.job.operator.RefreshHarness.PASSED;
import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.job.event.DetectorEvent;
import io.elbow.job.event.Sample;
import io.elbow.protocol.ModelMessage;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Snapshots, ends and restores, with a fit under way and without. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RefreshOperatorStopTest {
    @Test
    void aSnapshotCompletesWhileAFitRunsAndARestoredOperatorLostTheFitAlone() throws Exception {
        OperatorSubtaskState snapshot;
        List<Sample> samples;
        try (RefreshHarness harness = RefreshHarness.open(RefreshHarness.options())) {
            harness.makeDue();
            samples = TestingFitter.next().order().samples();
            snapshot = harness.snapshot();
        }
        try (RefreshHarness harness = RefreshHarness.restored(RefreshHarness.options(), snapshot)) {
            assertThat(TestingFitter.isIdle()).isTrue();
            harness.refresh();
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
            harness.refresh();
            TestingFitter.Call call = TestingFitter.next();
            assertThat(call.order().samples())
                    .filteredOn(sample -> sample.key().equals("shifted"))
                    .hasSize(32);
            assertThat(call.order().canaries()).extracting(Sample::key).containsExactly("over");
            call.result().complete(PASSED);
            harness.takeOutcome();
            assertThat(harness.published()).extracting(ModelMessage::key).doesNotContain("testing/old");
        }
    }

    @Test
    void theEndOfTheSamplesWaitsForAFit() throws Exception {
        try (RefreshHarness harness = RefreshHarness.open(RefreshHarness.options())) {
            harness.makeDue();
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
            harness.makeDue();
            call = TestingFitter.next();
        }
        assertThat(call.thread().isAlive()).isFalse();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elbow.job.detect.PromotionPolicy;
import io.elbow.job.detect.StateVersions;
import io.elbow.job.event.DetectorEvent;
import io.elbow.job.event.ScorerNotification;
import io.elbow.job.event.ShadowReport;
import io.elbow.protocol.EncodedModel;
import io.elbow.protocol.ModelMessage;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class PromotionOperatorTest {
    private static OneInputStreamOperatorTestHarness<ScorerNotification, DetectorEvent> harness() throws Exception {
        return harness(StateVersions.PROMOTION);
    }

    private static OneInputStreamOperatorTestHarness<ScorerNotification, DetectorEvent> harness(StateVersions versions)
            throws Exception {
        return new OneInputStreamOperatorTestHarness<>(
                new PromotionOperator(new PromotionPolicy.Settings("d", Duration.ofMillis(100), true, 2), versions));
    }

    @Test
    void aSnapshotWithStateOfAnotherVersionIsRefusedByName() throws Exception {
        OperatorSubtaskState state;
        try (var newer = harness(new StateVersions(Map.of("door", 2)))) {
            newer.open();
            state = newer.snapshot(1, 1);
        }
        try (var harness = harness()) {
            assertThatThrownBy(() -> harness.initializeState(state))
                    .hasStackTraceContaining("operator 'promotion' cannot go on with this snapshot: state 'door' is of"
                            + " version 2, supported is 1. Start the job from it with the release that wrote it");
        }
    }

    private static ScorerNotification counts() {
        ShadowReport report = new ShadowReport();
        report.add(false, 1, false, 1);
        return ScorerNotification.of(1, new ScorerNotification.Counts("C", report));
    }

    @Test
    void aRestoredPromotionGoesOnCountingAndDecidesOnTheWhole() throws Exception {
        OperatorSubtaskState state;
        try (var harness = harness()) {
            harness.open();
            EncodedModel challenger = new EncodedModel("C", "B", new byte[] {7});
            harness.processElement(ScorerNotification.of(0, new ScorerNotification.Challenger(challenger, 0.01)), 0);
            harness.processElement(counts(), 1);
            harness.processWatermark(new Watermark(50));
            state = harness.snapshot(1, 1);
            harness.processElement(counts(), 1);
        }
        try (var harness = harness()) {
            harness.initializeState(state);
            harness.open();
            harness.processWatermark(new Watermark(100));
            assertThat(harness.extractOutputValues())
                    .as("one record is not two")
                    .isEmpty();
            harness.processElement(counts(), 1);
            harness.processWatermark(new Watermark(101));
            assertThat(harness.extractOutputValues())
                    .extracting(DetectorEvent::event)
                    .containsExactly("shadowing", "promoted");
            assertThat(harness.getSideOutput(SideOutputs.MODELS_TO_PUBLISH))
                    .extracting(record -> record.getValue())
                    .extracting(ModelMessage::key)
                    .containsExactly("d/C", "d");
        }
    }
}

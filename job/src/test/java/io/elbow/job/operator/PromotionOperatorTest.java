// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.job.detect.PromotionPolicy;
import io.elbow.job.event.DetectorEvent;
import io.elbow.job.event.ModelUpdate;
import io.elbow.job.event.ScorerNotification;
import io.elbow.job.event.ShadowReport;
import java.time.Duration;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class PromotionOperatorTest {
    private static OneInputStreamOperatorTestHarness<ScorerNotification, DetectorEvent> harness() throws Exception {
        return new OneInputStreamOperatorTestHarness<>(
                new PromotionOperator(new PromotionPolicy.Settings("d", Duration.ofMillis(100), true, 2)));
    }

    private static ScorerNotification counts() {
        ShadowReport report = new ShadowReport();
        report.add(false, 1, false, 1);
        return ScorerNotification.counts("C", report, 1);
    }

    @Test
    void aRestoredDoorGoesOnCountingAndDecidesOnTheWhole() throws Exception {
        OperatorSubtaskState state;
        try (var harness = harness()) {
            harness.open();
            harness.processElement(ScorerNotification.challenger("C", "B", new byte[] {7}, 0, 0.01), 0);
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
            assertThat(harness.getSideOutput(ModelsToPublish.TAG))
                    .extracting(record -> record.getValue())
                    .extracting(ModelUpdate::key)
                    .containsExactly("d/C", "d");
        }
    }
}

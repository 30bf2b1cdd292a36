// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.job.detect.ModelDoor;
import io.elbow.job.event.DetectorEvent;
import io.elbow.job.event.ModelUpdate;
import io.elbow.job.event.ScoreSignal;
import io.elbow.job.event.ShadowReport;
import java.time.Duration;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class DoorOperatorTest {
    private static OneInputStreamOperatorTestHarness<ScoreSignal, DetectorEvent> harness() throws Exception {
        return new OneInputStreamOperatorTestHarness<>(
                new DoorOperator(new ModelDoor.Settings("d", Duration.ofMillis(100), true, 2)));
    }

    private static ScoreSignal counts() {
        ShadowReport report = new ShadowReport();
        report.add(false, 1, false, 1);
        return ScoreSignal.counts("C", report, 1);
    }

    @Test
    void aRestoredDoorGoesOnCountingAndDecidesOnTheWhole() throws Exception {
        OperatorSubtaskState state;
        try (var harness = harness()) {
            harness.open();
            harness.processElement(ScoreSignal.challenger("C", "B", new byte[] {7}, 0, 0.01), 0);
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
            assertThat(harness.getSideOutput(RestoredModels.TAG))
                    .extracting(record -> record.getValue())
                    .extracting(ModelUpdate::key)
                    .containsExactly("d/C", "d");
        }
    }
}

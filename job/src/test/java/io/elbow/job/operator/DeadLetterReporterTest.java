// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.job.event.RejectedRecord;
import io.elbow.job.metrics.MetricsServer;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeadLetterReporterTest {
    private final List<String> said = new ArrayList<>();

    @BeforeEach
    @AfterEach
    void reset() {
        MetricsServer.reset();
    }

    private OneInputStreamOperatorTestHarness<RejectedRecord, RejectedRecord> harness() throws Exception {
        List<String> lines = said;
        DeadLetterReporter.Report report = lines::add;
        return new OneInputStreamOperatorTestHarness<>(
                new DeadLetterReporter(new TaskMeters("d", null), "dead", report));
    }

    private static RejectedRecord letter(long offset) {
        return RejectedRecord.of("missing-key", "E", "no host", "r", 0, offset, null, null, 100);
    }

    @Test
    void handsEachOnAndSaysSoonHowManyThereAre() throws Exception {
        try (var harness = harness()) {
            harness.open();
            for (int i = 0; i < 30; i++) {
                MetricsServer.meters("d").rejected("missing-key");
                harness.processElement(letter(i), i);
            }
            assertThat(harness.extractOutputValues()).hasSize(30);
            assertThat(said).isEmpty();
            harness.setProcessingTime(2_000);
            assertThat(said).singleElement().asString().startsWith("30 dead letters since the start, while 30 records");
        }
    }

    @Test
    void saysTheRestAMinuteLaterAndNothingWhereNothingCame() throws Exception {
        try (var harness = harness()) {
            harness.open();
            harness.processElement(letter(0), 0);
            harness.setProcessingTime(2_000);
            harness.processElement(letter(1), 0);
            harness.processElement(letter(2), 0);
            harness.setProcessingTime(61_000);
            assertThat(said).hasSize(1);
            harness.setProcessingTime(62_000);
            assertThat(said).hasSize(2).element(1).asString().startsWith("3 dead letters");
            harness.setProcessingTime(10_000_000);
            assertThat(said).hasSize(2);
        }
    }

    @Test
    void theEndReportsWhatIsLeft() throws Exception {
        try (var harness = harness()) {
            harness.open();
            harness.processElement(letter(0), 0);
        }
        assertThat(said).hasSize(1);
    }
}

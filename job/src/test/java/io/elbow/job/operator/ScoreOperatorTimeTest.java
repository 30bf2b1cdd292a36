// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.config.ShingleOptions;
import io.elbow.job.event.RejectedRecord;
import io.elbow.job.event.ScoredObservation;
import io.elbow.job.metrics.MetricsServer;
import java.time.Duration;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What event time and processing time do to the keys, and what they do not. */
class ScoreOperatorTimeTest {
    private static final long NOW = 1_767_225_600_000L;
    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final Duration IDLE_TTL = Duration.ofDays(7);

    private ScoreHarness harness;

    @BeforeEach
    void open() throws Exception {
        MetricsServer.reset();
        harness = ScoreHarness.open(TestingModels.model(1, 1), new ShingleOptions(1, 1, null, IDLE_TTL));
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void aRecordAheadMakesItsOwnKeyLateUntilTimeHasCaughtUpAndNoOther() throws Exception {
        harness.normal("ahead", NOW + 20 * HOUR);
        harness.normal("ahead", NOW + 1);
        harness.normal("other", NOW + 1);
        harness.normal("ahead", NOW + 20 * HOUR - 1);
        harness.normal("ahead", NOW + 20 * HOUR);
        harness.flink.endInput1();
        assertThat(harness.scored()).extracting(ScoredObservation::offset).containsExactly(0L, 2L, 4L);
        assertThat(harness.deadLetters()).extracting(RejectedRecord::reason).containsExactly("late", "late");
        assertThat(harness.deadLetters()).extracting(RejectedRecord::offset).containsExactly(1L, 3L);
    }

    @Test
    void whatIsBehindEventTimeIsNotLateUnlessItIsBehindItsOwnKey() throws Exception {
        harness.normal("k", NOW);
        harness.flink.processWatermark1(new Watermark(NOW + HOUR));
        harness.normal("k", NOW + 1);
        harness.normal("new", 0);
        harness.flink.endInput1();
        assertThat(harness.scored()).hasSize(3);
        assertThat(harness.deadLetters()).isEmpty();
    }

    @Test
    void aKeyIsRememberedForTheIdleTimeToLive() throws Exception {
        harness.flink.setStateTtlProcessingTime(0);
        harness.normal("k", NOW);
        harness.flink.prepareSnapshotPreBarrier(1);
        harness.flink.setStateTtlProcessingTime(IDLE_TTL.toMillis() - 1);
        harness.normal("k", NOW - 1);
        assertThat(harness.deadLetters()).extracting(RejectedRecord::reason).containsExactly("late");
    }

    @Test
    void aKeyThatWasReclaimedIsANewOneWhoseOlderRecordsAreNotLate() throws Exception {
        harness.flink.setStateTtlProcessingTime(0);
        harness.normal("k", NOW);
        harness.flink.prepareSnapshotPreBarrier(1);
        harness.flink.setStateTtlProcessingTime(IDLE_TTL.toMillis() + 1);
        // State is reclaimed bit by bit, as other keys' is used.
        for (int i = 0; i < 10; i++) {
            harness.normal("other", NOW + i);
        }
        harness.normal("k", NOW - 1);
        harness.flink.endInput1();
        assertThat(harness.deadLetters()).isEmpty();
        assertThat(harness.scored()).hasSize(12);
    }

    @Test
    void processingTimeAloneNeitherScoresNorRejectsAnything() throws Exception {
        harness.normal("k", NOW);
        harness.flink.endInput1();
        harness.flink.setProcessingTime(NOW + 100 * HOUR);
        assertThat(harness.scored()).hasSize(1);
        assertThat(harness.deadLetters()).isEmpty();
    }
}

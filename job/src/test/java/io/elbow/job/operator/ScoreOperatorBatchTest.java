// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.config.ShingleOptions;
import io.elbow.job.event.FeatureCost;
import io.elbow.job.event.RejectedRecord;
import io.elbow.job.event.ScoredObservation;
import io.elbow.job.metrics.MetricsServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a batch is scored, and what becomes of each record. */
class ScoreOperatorBatchTest {
    private ScoreHarness harness;

    @BeforeEach
    void open() throws Exception {
        MetricsServer.reset();
        harness = ScoreHarness.open(TestingModels.model(1, 1));
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    private void reopen(int shingleLength, ShingleOptions shingle) throws Exception {
        harness.close();
        harness = ScoreHarness.open(TestingModels.model(shingleLength, 1), shingle);
    }

    @Test
    void aFullBatchOfAnyKeysIsScoredInOneCallAndComesOutInArrivalOrder() throws Exception {
        harness.record("b", 10, 1, 0);
        harness.record("a", 20, 2, 0);
        assertThat(harness.scored()).isEmpty();
        harness.record("b", 30, 3, 0);
        assertThat(harness.scored()).extracting(ScoredObservation::key).containsExactly("b", "a", "b");
        assertThat(harness.scored()).extracting(ScoredObservation::score).containsExactly(1.0, 4.0, 9.0);
        assertThat(harness.scorers.last().batches).containsExactly(3);
    }

    @Test
    void everyScoreKeepsItsRecordsTimestampAndSource() throws Exception {
        for (long time : new long[] {10, 20, 30}) {
            harness.normal("k", time);
        }
        assertThat(harness.flink.extractOutputStreamRecords())
                .extracting(StreamRecord::getTimestamp)
                .containsExactly(10L, 20L, 30L);
        assertThat(harness.scored()).extracting(ScoredObservation::offset).containsExactly(0L, 1L, 2L);
    }

    @Test
    void aHalfFullBatchWaitsNoLongerThanTheLinger() throws Exception {
        harness.flink.setProcessingTime(100);
        harness.normal("k", 1);
        harness.flink.setProcessingTime(100 + ScoreHarness.LINGER_MILLIS - 1);
        assertThat(harness.scored()).isEmpty();
        harness.flink.setProcessingTime(100 + ScoreHarness.LINGER_MILLIS);
        assertThat(harness.scored()).hasSize(1);
    }

    @Test
    void aBatchBegunAfterAFullOneHasItsWholeLinger() throws Exception {
        harness.flink.setProcessingTime(100);
        for (long time = 0; time < ScoreHarness.BATCH; time++) {
            harness.normal("k", time);
        }
        harness.flink.setProcessingTime(103);
        harness.normal("k", 10);
        harness.flink.setProcessingTime(107);
        assertThat(harness.scored()).hasSize(ScoreHarness.BATCH);
        harness.flink.setProcessingTime(108);
        assertThat(harness.scored()).hasSize(ScoreHarness.BATCH + 1);
    }

    @Test
    void nothingIsLeftInTheBatchWhenABarrierComes() throws Exception {
        harness.normal("k", 1);
        harness.flink.prepareSnapshotPreBarrier(1);
        assertThat(harness.scored()).hasSize(1);
    }

    @Test
    void aWatermarkDoesNotOvertakeTheRecordsBeforeIt() throws Exception {
        harness.normal("k", 1);
        harness.flink.processWatermark1(new Watermark(1));
        assertThat(harness.flink.getOutput()).hasSize(2).last().isEqualTo(new Watermark(1));
    }

    @Test
    void anIdlenessStatusDoesNotOvertakeTheRecordsBeforeIt() throws Exception {
        harness.normal("k", 1);
        harness.flink.processWatermarkStatus1(WatermarkStatus.IDLE);
        assertThat(harness.flink.getOutput()).hasSize(2).last().isEqualTo(WatermarkStatus.IDLE);
    }

    @Test
    void eventTimeIsTheRecordsWhateverTheModelsInputSays() throws Exception {
        harness.flink.processWatermark1(new Watermark(5));
        assertThat(harness.flink.getOutput()).containsExactly(new Watermark(5));
        harness.flink.processWatermark2(Watermark.MAX_WATERMARK);
        harness.flink.processWatermarkStatus2(WatermarkStatus.IDLE);
        harness.flink.processWatermarkStatus1(WatermarkStatus.IDLE);
        assertThat(harness.flink.getOutput()).containsExactly(new Watermark(5), WatermarkStatus.IDLE);
    }

    @Test
    void theEndOfTheRecordsIsScoredAndTheEndOfTheModelsChangesNothing() throws Exception {
        harness.normal("k", 1);
        harness.flink.endInput2();
        assertThat(harness.scored()).isEmpty();
        harness.flink.endInput1();
        assertThat(harness.scored()).hasSize(1);
    }

    @Test
    void aLateRecordIsADeadLetterWithItsBytesAndOneOfEqualTimeIsScored() throws Exception {
        harness.normal("k", 10);
        harness.normal("k", 9);
        harness.normal("k", 10);
        harness.normal("other", 1);
        assertThat(harness.scored()).extracting(ScoredObservation::offset).containsExactly(0L, 2L, 3L);
        assertThat(harness.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.reason()).isEqualTo("late");
            assertThat(letter.offset()).isEqualTo(1);
            assertThat(letter.rawValue()).asString(StandardCharsets.UTF_8).isEqualTo("raw-1");
        });
        assertThat(ScoreHarness.count("elbow.records", "outcome", "late")).isEqualTo(1);
        assertThat(ScoreHarness.count("elbow.records", "outcome", "scored")).isEqualTo(3);
    }

    @Test
    void aKeyWarmsUpUntilItHasEnoughRows() throws Exception {
        reopen(3, new ShingleOptions(3, 2, null, null));
        harness.record("k", 1, 1, 0);
        harness.record("other", 1, 5, 0);
        harness.record("k", 2, 2, 0);
        harness.record("k", 3, 3, 0);
        harness.flink.endInput1();
        // Two rows of the three: the third counts as missing, at its baselines of 1 nat an input.
        assertThat(harness.scored()).extracting(ScoredObservation::score).containsExactly(1.0 + 4 + 2, 1.0 + 4 + 9);
        assertThat(ScoreHarness.count("elbow.records", "outcome", "warming_up")).isEqualTo(2);
    }

    @Test
    void afterAGapInEventTimeTheShingleStartsAnew() throws Exception {
        reopen(2, new ShingleOptions(2, 2, Duration.ofMillis(50), null));
        harness.record("k", 0, 9, 0);
        harness.record("k", 51, 1, 0);
        harness.record("k", 101, 2, 0);
        harness.flink.endInput1();
        assertThat(harness.scored()).extracting(ScoredObservation::score).containsExactly(5.0);
    }

    @Test
    void anAnomalyNamesItsCostliestFeaturesInTheUsersUnits() throws Exception {
        harness.record("k", 1, 2, -10);
        harness.record("k", 2, 9, 0);
        harness.record("k", 3, 1, 0);
        assertThat(harness.scored()).extracting(ScoredObservation::anomaly).containsExactly(true, false, false);
        ScoredObservation anomaly = harness.scored().get(0);
        assertThat(anomaly.threshold()).isEqualTo(TestingModels.threshold());
        assertThat(anomaly.features()).extracting(FeatureCost::name).containsExactly("memory", "cpu");
        FeatureCost memory = anomaly.features()[0];
        assertThat(memory.value()).isEqualTo(0.0);
        assertThat(memory.expected()).isEqualTo(105.0);
        assertThat(memory.nats()).isEqualTo(100.0);
        assertThat(memory.excess()).isEqualTo(99.0);
        assertThat(harness.scored().get(2).features()).isEmpty();
        assertThat(harness.scorers.last().expectedCalls).isEqualTo(1);
    }

    @Test
    void withoutAnAnomalyTheDecoderIsNotAskedAgain() throws Exception {
        for (long time = 0; time < ScoreHarness.BATCH; time++) {
            harness.normal("k", time);
        }
        assertThat(harness.scorers.last().expectedCalls).isZero();
    }

    @Test
    void whatIsMeteredAddsUp() throws Exception {
        for (long time : new long[] {5, 6, 4, 7, 8, 1}) {
            harness.normal("k", time);
        }
        harness.flink.endInput1();
        List<RejectedRecord> letters = harness.deadLetters();
        assertThat(harness.scored().size() + letters.size()).isEqualTo(6);
        assertThat(MetricsServer.registry().get("elbow.batch.size").summary().totalAmount())
                .isEqualTo(harness.scored().size());
        assertThat(MetricsServer.registry().get("elbow.score.excess").summary().count())
                .isEqualTo(harness.scored().size());
    }

    @Test
    void closingFreesTheScorer() throws Exception {
        harness.close();
        assertThat(harness.scorers.last().closed).isTrue();
    }
}

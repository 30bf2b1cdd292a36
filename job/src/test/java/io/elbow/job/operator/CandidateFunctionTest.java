// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.budget.Candidate.Kind;
import io.elbow.config.AlertOptions;
import io.elbow.job.detect.ScoredObservations;
import io.elbow.job.event.Alert;
import io.elbow.job.event.AlertCandidate;
import io.elbow.job.event.ScoredObservation;
import io.elbow.job.metrics.MetricsServer;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With a cooldown of 100 ms and a first threshold of 4, so that from 2 on a record is a candidate. */
class CandidateFunctionTest {
    private static final Duration COOLDOWN = Duration.ofMillis(100);

    private KeyedOneInputStreamOperatorTestHarness<String, ScoredObservation, AlertCandidate> harness;

    @BeforeEach
    void open() throws Exception {
        MetricsServer.reset();
        harness = harness();
        harness.open();
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, ScoredObservation, AlertCandidate> harness()
            throws Exception {
        return new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(new CandidateFunction("detector", COOLDOWN)),
                ScoredObservation::key,
                Types.STRING);
    }

    private static ScoredObservation record(String key, long millis, double surprise) {
        return ScoredObservations.of(key, millis, surprise >= 4, surprise >= 8)
                .withSurprise(surprise, 4, false, surprise >= 4, surprise >= 8);
    }

    private void take(ScoredObservation... scored) throws Exception {
        for (ScoredObservation one : scored) {
            harness.processElement(one, one.timestampMillis());
        }
    }

    private List<AlertCandidate> sent() {
        return harness.extractOutputValues();
    }

    @Test
    void aRunSendsItsStartEachRiseByAQuarterAndItsEndWithTheWorstRecord() throws Exception {
        take(record("a", 0, 1.9), record("a", 10, 2), record("a", 20, 2.4), record("a", 30, 8), record("a", 40, 3));
        harness.processWatermark(new Watermark(140));
        assertThat(sent()).extracting(AlertCandidate::kind).containsExactly(Kind.START, Kind.RISE, Kind.END);
        assertThat(sent()).extracting(AlertCandidate::timestampMillis).containsExactly(10L, 30L, 140L);
        Alert closing = sent().get(2).alert();
        assertThat(closing.status()).isEqualTo(Alert.CLOSED);
        assertThat(closing.severity()).isEqualTo(Alert.CRITICAL);
        assertThat(closing.surprise()).isEqualTo(8);
        assertThat(closing.offset()).isEqualTo(30);
        assertThat(sent().get(1).alert().id()).isEqualTo(sent().get(1).alert().incident());
    }

    @Test
    void nothingIsLeftOfARunThatIsOver() throws Exception {
        take(record("a", 0, 3), record("a", 50, 3));
        harness.processWatermark(new Watermark(150));
        assertThat(harness.numKeyedStateEntries()).isZero();
        assertThat(harness.numEventTimeTimers()).isZero();
    }

    @Test
    void recordsWithoutSurpriseLeaveNoTrace() throws Exception {
        take(ScoredObservations.anomaly("a", 0), record("b", 0, 0.5));
        assertThat(sent()).isEmpty();
        assertThat(harness.numKeyedStateEntries()).isZero();
    }

    @Test
    void aGapOfExactlyTheCooldownStillBelongsToTheIncident() throws Exception {
        take(record("a", 0, 3), record("a", 100, 3), record("a", 201, 3));
        assertThat(sent()).extracting(AlertCandidate::kind).containsExactly(Kind.START, Kind.END, Kind.START);
        assertThat(sent()).extracting(AlertCandidate::timestampMillis).containsExactly(0L, 200L, 201L);
    }

    @Test
    void theKeysOwnNextRecordEndsARunWithTheSameMessageAsTheWatermark() throws Exception {
        take(record("a", 0, 5), record("a", 300, 0));
        AlertCandidate byRecord = sent().get(1);
        close();
        open();
        take(record("a", 0, 5));
        harness.processWatermark(new Watermark(100));
        AlertCandidate byWatermark = sent().get(1);
        assertThat(byRecord).usingRecursiveComparison().isEqualTo(byWatermark);
    }

    @Test
    void aRunBehindEventTimeHasAWholeCooldownToGoOn() throws Exception {
        harness.processWatermark(new Watermark(1_000));
        take(record("a", 300, 3));
        harness.processWatermark(new Watermark(1_050));
        take(record("a", 350, 3));
        harness.processWatermark(new Watermark(1_149));
        assertThat(sent()).hasSize(1);
        harness.processWatermark(new Watermark(1_150));
        assertThat(sent()).extracting(AlertCandidate::timestampMillis).containsExactly(300L, 450L);
    }

    @Test
    void aRunSurvivesARestore() throws Exception {
        take(record("a", 0, 9), record("a", 30, 3));
        OperatorSubtaskState state = harness.snapshot(1, 1);
        harness.close();
        harness = harness();
        harness.initializeState(state);
        harness.open();
        harness.processWatermark(new Watermark(500));
        assertThat(sent()).singleElement().satisfies(end -> {
            assertThat(end.kind()).isEqualTo(Kind.END);
            assertThat(end.surprise()).isEqualTo(9);
            assertThat(end.alert().offset()).isZero();
            assertThat(end.timestampMillis()).isEqualTo(130);
        });
    }

    @Test
    void aSnapshotOfAJobThatWentByARateIsAStart() throws Exception {
        OperatorSubtaskState state;
        try (var before = new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(
                        new AlertFunction(new TaskMeters("detector", null), new AlertOptions(0.01, COOLDOWN))),
                ScoredObservation::key,
                Types.STRING)) {
            before.open();
            before.processElement(ScoredObservations.anomaly("a", 0), 0);
            state = before.snapshot(1, 1);
        }
        harness.close();
        harness = harness();
        harness.initializeState(state);
        harness.open();
        take(record("a", 10, 3));
        harness.processWatermark(new Watermark(500));
        assertThat(sent()).extracting(AlertCandidate::timestampMillis).containsExactly(10L, 110L);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elbow.budget.Candidate.Kind;
import io.elbow.config.AlertBudget;
import io.elbow.job.detect.StateVersions;
import io.elbow.job.event.Alert;
import io.elbow.job.event.AlertCandidate;
import io.elbow.job.event.FeatureCost;
import io.elbow.job.metrics.MetricsServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One incident a day, a cooldown of five minutes and a first threshold of 4; times are minutes. */
class BudgetOperatorTest {
    private static final long MINUTE = 60_000;
    private static final double FIRST = 4;
    private static final Duration COOLDOWN = Duration.ofMinutes(5);

    private OneInputStreamOperatorTestHarness<AlertCandidate, Alert> harness;

    @BeforeEach
    void open() throws Exception {
        MetricsServer.reset();
        harness = harness(StateVersions.BUDGET);
        harness.open();
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    private static OneInputStreamOperatorTestHarness<AlertCandidate, Alert> harness(StateVersions versions)
            throws Exception {
        return new OneInputStreamOperatorTestHarness<>(new BudgetOperator(
                new TaskMeters("detector", null), new AlertBudget(1, Duration.ofDays(1)), COOLDOWN, versions));
    }

    private void restart() throws Exception {
        OperatorSubtaskState state = harness.snapshot(1, 1);
        harness.close();
        harness = harness(StateVersions.BUDGET);
        harness.initializeState(state);
        harness.open();
    }

    private static AlertCandidate start(String key, long minute, double surprise) {
        return candidate(Kind.START, key, minute, surprise, 0, minute);
    }

    private static AlertCandidate end(String key, long minute, double peak) {
        return candidate(Kind.END, key, minute, peak, 0, minute);
    }

    private static AlertCandidate candidate(
            Kind kind, String key, long minute, double surprise, int partition, long offset) {
        boolean end = kind == Kind.END;
        String id = kind + "-" + key + "-" + minute;
        Alert alert = new Alert(
                id,
                end ? null : id,
                end ? Alert.CLOSED : Alert.OPEN,
                "detector",
                key,
                minute * MINUTE,
                Alert.WARNING,
                9,
                8,
                1e-5,
                9,
                0,
                new FeatureCost[0],
                "model",
                "records",
                partition,
                offset,
                9,
                new String[0],
                false,
                surprise,
                FIRST);
        return new AlertCandidate(kind, minute * MINUTE, surprise, FIRST, false, alert);
    }

    private void take(AlertCandidate... candidates) throws Exception {
        for (AlertCandidate one : candidates) {
            harness.processElement(one, one.timestampMillis());
        }
    }

    private void reach(long minute) throws Exception {
        harness.processWatermark(new Watermark(minute * MINUTE));
    }

    private List<String> sent() {
        return harness.extractOutputValues().stream()
                .map(alert -> alert.status() + " " + alert.key() + " of " + alert.incident())
                .toList();
    }

    @Test
    void aCandidateWaitsUntilEventTimeHasReachedIt() throws Exception {
        take(start("a", 10, 5));
        reach(9);
        assertThat(sent()).isEmpty();
        reach(10);
        assertThat(sent()).containsExactly("open a of START-a-10");
    }

    @Test
    void candidatesAreDecidedInTheOrderOfEventTimeThenPartitionThenOffset() throws Exception {
        take(
                candidate(Kind.START, "d", 20, 5, 1, 1),
                candidate(Kind.START, "c", 20, 5, 0, 9),
                candidate(Kind.START, "b", 20, 5, 0, 8),
                candidate(Kind.START, "a", 19, 5, 3, 99));
        reach(30);
        assertThat(harness.extractOutputValues()).extracting(Alert::key).containsExactly("a", "b", "c", "d");
    }

    @Test
    void theClosingMessageHasTheIncidentsIdAndTheThresholdThatItReached() throws Exception {
        take(start("a", 10, 5), candidate(Kind.RISE, "a", 12, 7, 0, 12), end("a", 17, 7));
        reach(17);
        assertThat(sent()).containsExactly("open a of START-a-10", "closed a of START-a-10");
        assertThat(harness.extractOutputValues()).extracting(Alert::surprise).containsExactly(5.0, 7.0);
        assertThat(harness.extractOutputValues())
                .extracting(Alert::surpriseThreshold)
                .containsExactly(FIRST, FIRST);
    }

    @Test
    void whatStaysBelowTheThresholdSendsNothingUntilItRisesAboveIt() throws Exception {
        take(start("a", 10, 2), end("a", 15, 2), start("b", 20, 3), candidate(Kind.RISE, "b", 21, 6, 0, 21));
        reach(30);
        assertThat(sent()).containsExactly("open b of RISE-b-21");
        assertThat(ScoreHarness.count("elbow.alerts.suppressed", "reason", "below-threshold"))
                .as("the starts of a and b")
                .isEqualTo(2);
    }

    @Test
    void beyondThreeTimesTheBudgetIncidentsAreHeldBackAndCounted() throws Exception {
        List<AlertCandidate> candidates = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            candidates.add(start("k" + i, 10 + 10 * i, 100));
            candidates.add(end("k" + i, 16 + 10 * i, 100));
        }
        take(candidates.toArray(AlertCandidate[]::new));
        reach(100);
        assertThat(harness.extractOutputValues())
                .extracting(Alert::key)
                .containsExactly("k0", "k0", "k1", "k1", "k2", "k2");
        assertThat(ScoreHarness.count("elbow.alerts.held.back")).isEqualTo(2);
        assertThat(ScoreHarness.count("elbow.alerts.suppressed", "reason", "held-back"))
                .isEqualTo(2);
        assertThat(ScoreHarness.count("elbow.alerts", "severity", "warning", "status", "open"))
                .isEqualTo(3);
    }

    @Test
    void whatComesBehindEventTimeIsDecidedOnArrivalAndCounted() throws Exception {
        reach(50);
        take(start("a", 10, 5));
        assertThat(sent()).containsExactly("open a of START-a-10");
        assertThat(ScoreHarness.count("elbow.alerts.late.candidates")).isEqualTo(1);
        take(end("a", 15, 5));
        assertThat(sent()).containsExactly("open a of START-a-10", "closed a of START-a-10");
    }

    @Test
    void whereAllPartitionsAreIdleTheLastCandidateIsDecidedAtOnce() throws Exception {
        take(start("a", 10, 5));
        harness.processWatermarkStatus(WatermarkStatus.IDLE);
        assertThat(sent()).containsExactly("open a of START-a-10");
        harness.processWatermarkStatus(WatermarkStatus.ACTIVE);
        take(end("a", 15, 5));
        reach(15);
        assertThat(sent()).hasSize(2);
        assertThat(ScoreHarness.count("elbow.alerts.late.candidates")).isZero();
    }

    @Test
    void aRestoreInTheMiddleGoesOnWithWhatWaitsWhatIsOpenAndWhatWasHeldBack() throws Exception {
        List<String> whole = run(false);
        harness.close();
        MetricsServer.reset();
        harness = harness(StateVersions.BUDGET);
        harness.open();
        List<String> restored = run(true);
        assertThat(restored).isEqualTo(whole);
        assertThat(whole).hasSizeGreaterThan(6);
    }

    private List<String> run(boolean restarts) throws Exception {
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            long minute = 300L * i;
            take(start("k" + i % 3, minute, 4.5 + i % 7), end("k" + i % 3, minute + 20, 4.5 + i % 7));
            if (restarts && i % 4 == 1) {
                sent.addAll(sent());
                restart();
            }
            reach(minute + 10);
        }
        sent.addAll(sent());
        return sent;
    }

    @Test
    void aSnapshotOfAnotherVersionIsRefusedByName() throws Exception {
        OperatorSubtaskState state;
        try (var newer = harness(new StateVersions(Map.of("budget", 2)))) {
            newer.open();
            state = newer.snapshot(1, 1);
        }
        try (var older = harness(StateVersions.BUDGET)) {
            assertThatThrownBy(() -> older.initializeState(state))
                    .hasStackTraceContaining("operator 'budget' cannot go on with this snapshot: state 'budget' is of"
                            + " version 2, supported is 1. Start the job from it with the release that wrote it");
        }
    }
}

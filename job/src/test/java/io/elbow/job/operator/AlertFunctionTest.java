// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import static io.elbow.job.detect.ScoredObservations.anomaly;
import static io.elbow.job.detect.ScoredObservations.critical;
import static io.elbow.job.detect.ScoredObservations.normal;
import static io.elbow.job.detect.ScoredObservations.warming;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elbow.config.AlertOptions;
import io.elbow.job.detect.StateVersions;
import io.elbow.job.event.Alert;
import io.elbow.job.event.AlertJson;
import io.elbow.job.event.ScoredObservation;
import io.elbow.job.metrics.MetricsServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AlertFunctionTest {
    private KeyedOneInputStreamOperatorTestHarness<String, ScoredObservation, Alert> harness;

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

    private static KeyedOneInputStreamOperatorTestHarness<String, ScoredObservation, Alert> harness() throws Exception {
        return harness(StateVersions.ALERT);
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, ScoredObservation, Alert> harness(
            StateVersions versions) throws Exception {
        AlertFunction function = new AlertFunction(
                new TaskMeters("detector", null), new AlertOptions(0.01, Duration.ofMillis(100)), versions);
        return new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(function), ScoredObservation::key, Types.STRING);
    }

    private void take(ScoredObservation... scored) throws Exception {
        for (ScoredObservation one : scored) {
            harness.processElement(one, one.timestampMillis());
        }
    }

    private List<Alert> alerts() {
        return harness.extractOutputValues();
    }

    @Test
    void normalRecordsLeaveNoTrace() throws Exception {
        take(normal("a", 1), normal("b", 2));
        assertThat(alerts()).isEmpty();
        assertThat(harness.numKeyedStateEntries()).isZero();
        assertThat(harness.numEventTimeTimers()).isZero();
    }

    @Test
    void theWatermarkClosesAnIncidentAndNothingIsLeftOfIt() throws Exception {
        take(anomaly("a", 0), anomaly("a", 50));
        harness.processWatermark(new Watermark(149));
        assertThat(alerts()).extracting(Alert::status).containsExactly("open");
        harness.processWatermark(new Watermark(150));
        assertThat(alerts()).extracting(Alert::status).containsExactly("open", "closed");
        assertThat(alerts().get(1).timestampMillis()).isEqualTo(150);
        assertThat(harness.numKeyedStateEntries()).isZero();
        assertThat(harness.numEventTimeTimers()).isZero();
    }

    @Test
    void aWatermarkFarAheadClosesAnIncidentThatWasProlonged() throws Exception {
        take(anomaly("a", 0), anomaly("a", 90));
        harness.processWatermark(Watermark.MAX_WATERMARK);
        assertThat(alerts()).extracting(Alert::timestampMillis).containsExactly(0L, 190L);
        assertThat(harness.numKeyedStateEntries()).isZero();
    }

    @Test
    void anIncidentClosedByItsKeysNextRecordIsNotClosedAgainByTheTimer() throws Exception {
        take(anomaly("a", 0), normal("a", 100));
        assertThat(alerts()).extracting(Alert::status).containsExactly("open", "closed");
        assertThat(harness.numKeyedStateEntries()).isZero();
        harness.processWatermark(Watermark.MAX_WATERMARK);
        assertThat(alerts()).hasSize(2);
        assertThat(harness.numEventTimeTimers()).isZero();
    }

    @Test
    void aTimerOfAnIncidentThatIsOverDoesNotCloseTheNextOne() throws Exception {
        take(anomaly("a", 0), anomaly("a", 100));
        harness.processWatermark(new Watermark(199));
        assertThat(alerts()).extracting(Alert::status).containsExactly("open", "closed", "open");
        harness.processWatermark(new Watermark(200));
        assertThat(alerts()).extracting(Alert::status).containsExactly("open", "closed", "open", "closed");
    }

    @Test
    void aKeyThatWasOvertakenHasItsIncidentClosedEarlyAndTheNextAnomalyOpensAnother() throws Exception {
        take(anomaly("a", 0));
        harness.processWatermark(new Watermark(5_000));
        take(anomaly("a", 50), normal("a", 150));
        assertThat(alerts()).extracting(Alert::status).containsExactly("open", "closed", "open", "closed");
        assertThat(alerts()).extracting(Alert::timestampMillis).containsExactly(0L, 100L, 50L, 150L);
        assertThat(alerts().get(2).incident()).isNotEqualTo(alerts().get(0).incident());
    }

    @Test
    void anIncidentBehindEventTimeIsOneIncidentAndClosesByItsKeysNextRecord() throws Exception {
        harness.processWatermark(new Watermark(1_000));
        take(anomaly("a", 300), anomaly("a", 350), normal("a", 500));
        assertThat(alerts()).extracting(Alert::status).containsExactly("open", "closed");
        assertThat(alerts().get(1).timestampMillis()).isEqualTo(450);
    }

    @Test
    void anIncidentBehindEventTimeHasAWholeCooldownOfEventTimeToGoOn() throws Exception {
        harness.processWatermark(new Watermark(1_000));
        take(anomaly("a", 300));
        harness.processWatermark(new Watermark(1_050));
        take(anomaly("a", 350));
        harness.processWatermark(new Watermark(1_149));
        assertThat(alerts()).extracting(Alert::status).containsExactly("open");
        harness.processWatermark(new Watermark(1_150));
        assertThat(alerts()).extracting(Alert::timestampMillis).containsExactly(300L, 450L);
        assertThat(harness.numKeyedStateEntries()).isZero();
        assertThat(harness.numEventTimeTimers()).isZero();
    }

    @Test
    void aTimerOfAnEarlierIncidentDoesNotCutTheNextOneShortBehindEventTime() throws Exception {
        harness.processWatermark(new Watermark(1_000));
        take(anomaly("a", 300));
        harness.processWatermark(new Watermark(1_050));
        take(anomaly("a", 600));
        harness.processWatermark(new Watermark(1_149));
        assertThat(alerts()).extracting(Alert::status).containsExactly("open", "closed", "open");
        harness.processWatermark(new Watermark(1_150));
        assertThat(alerts()).extracting(Alert::timestampMillis).containsExactly(300L, 400L, 600L, 700L);
    }

    @Test
    void whereNoRecordComesAtAllEventTimeStandsStillAndAnIncidentStaysOpen() throws Exception {
        take(anomaly("a", 0));
        harness.processWatermark(new Watermark(99));
        harness.setProcessingTime(Duration.ofDays(3650).toMillis());
        assertThat(alerts()).extracting(Alert::status).containsExactly("open");
    }

    @Test
    void keysHaveIncidentsOfTheirOwn() throws Exception {
        take(anomaly("a", 0), anomaly("b", 10), anomaly("a", 20));
        assertThat(alerts()).extracting(Alert::key).containsExactly("a", "b");
        harness.processWatermark(Watermark.MAX_WATERMARK);
        assertThat(alerts()).extracting(Alert::key).containsExactly("a", "b", "b", "a");
    }

    @Test
    void anOpenIncidentSurvivesARestore() throws Exception {
        take(critical("a", 0), anomaly("a", 30));
        OperatorSubtaskState state = harness.snapshot(1, 1);
        String opening = alerts().get(0).id();
        harness.close();
        harness = harness();
        harness.initializeState(state);
        harness.open();
        take(anomaly("a", 60));
        harness.processWatermark(Watermark.MAX_WATERMARK);
        assertThat(alerts()).singleElement().satisfies(alert -> {
            assertThat(alert.status()).isEqualTo("closed");
            assertThat(alert.incident()).isEqualTo(opening);
            assertThat(alert.severity()).isEqualTo("critical");
            assertThat(alert.timestampMillis()).isEqualTo(160);
            // The worst record, from before the snapshot.
            assertThat(alert.offset()).isZero();
        });
    }

    @Test
    void theAlertsOfAKeyThatWarmsUpSaySoAfterARestoreToo() throws Exception {
        take(warming(critical("a", 0)), anomaly("b", 0));
        assertThat(alerts()).extracting(Alert::warming).containsExactly(true, false);
        OperatorSubtaskState state = harness.snapshot(1, 1);
        harness.close();
        harness = harness();
        harness.initializeState(state);
        harness.open();
        // Its last anomaly is one of a key that is known by now; the worst one, which the message carries, is not.
        take(anomaly("a", 60));
        harness.processWatermark(Watermark.MAX_WATERMARK);
        assertThat(alerts())
                .allMatch(alert -> alert.status().equals(Alert.CLOSED))
                .extracting(alert -> alert.key() + " " + alert.warming())
                .containsExactlyInAnyOrder("a true", "b false");
        assertThat(new String(AlertJson.write(alerts().get(0)), StandardCharsets.UTF_8))
                .doesNotContain("warming");
    }

    @Test
    void alertsAreCountedBySeverityAndStatus() throws Exception {
        take(critical("a", 0));
        harness.processWatermark(Watermark.MAX_WATERMARK);
        assertThat(ScoreHarness.count("elbow.alerts", "severity", "critical", "status", "open"))
                .isEqualTo(1);
        assertThat(ScoreHarness.count("elbow.alerts", "severity", "critical", "status", "closed"))
                .isEqualTo(1);
    }

    @Test
    void aSnapshotWithIncidentsOfAnotherVersionIsRefusedByName() throws Exception {
        OperatorSubtaskState state;
        try (var newer = harness(new StateVersions(Map.of("incident", 2)))) {
            newer.open();
            newer.processElement(anomaly("a", 0), 0);
            state = newer.snapshot(1, 1);
        }
        try (var older = harness()) {
            assertThatThrownBy(() -> older.initializeState(state))
                    .hasStackTraceContaining("operator 'alert' cannot go on with this snapshot: state 'incident' is of"
                            + " version 2, supported is 1. Start the job from it with the release that wrote it");
        }
    }
}

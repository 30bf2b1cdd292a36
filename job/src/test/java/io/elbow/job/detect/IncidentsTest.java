// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import static io.elbow.job.detect.ScoredObservations.anomaly;
import static io.elbow.job.detect.ScoredObservations.critical;
import static io.elbow.job.detect.ScoredObservations.normal;
import static io.elbow.job.detect.ScoredObservations.scored;
import static io.elbow.job.detect.ScoredObservations.withoutSource;
import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.job.event.Alert;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class IncidentsTest {
    private static final long COOLDOWN = 100;

    private final Incidents incidents = new Incidents("detector", Duration.ofMillis(COOLDOWN));
    private final IncidentState state = new IncidentState();

    @Test
    void aNormalRecordSaysNothing() {
        assertThat(incidents.onScored(state, normal("k", 1))).isEmpty();
        assertThat(state.isOpen()).isFalse();
    }

    @Test
    void theFirstAnomalyOpensAnIncidentAndCarriesItsRecord() {
        List<Alert> alerts = incidents.onScored(state, anomaly("k", 7));
        assertThat(alerts).singleElement().satisfies(alert -> {
            assertThat(alert.status()).isEqualTo("open");
            assertThat(alert.severity()).isEqualTo("warning");
            assertThat(alert.incident()).isEqualTo(alert.id());
            assertThat(alert.id()).isEqualTo(AlertIds.ofSource("detector", "open", "metrics", 3, 7));
            assertThat(alert.timestampMillis()).isEqualTo(7);
            assertThat(alert.score()).isEqualTo(57);
            assertThat(alert.features()).hasSize(1);
            assertThat(alert.topic()).isEqualTo("metrics");
            assertThat(alert.partition()).isEqualTo(3);
            assertThat(alert.offset()).isEqualTo(7);
        });
    }

    @Test
    void furtherAnomaliesWithinTheCooldownAreSilentAndPutTheCloseOff() {
        incidents.onScored(state, anomaly("k", 0));
        assertThat(incidents.onScored(state, anomaly("k", 99))).isEmpty();
        assertThat(incidents.onEventTime(state, 198)).isEmpty();
        assertThat(incidents.timerAt(state)).isEqualTo(199);
    }

    @Test
    void theIncidentClosesACooldownAfterItsLastAnomaly() {
        String opening = incidents.onScored(state, anomaly("k", 0)).get(0).id();
        incidents.onScored(state, anomaly("k", 60));
        List<Alert> closed = incidents.onEventTime(state, 160);
        assertThat(closed).singleElement().satisfies(alert -> {
            assertThat(alert.status()).isEqualTo("closed");
            assertThat(alert.incident()).isEqualTo(opening);
            assertThat(alert.id()).isEqualTo(AlertIds.ofSource("detector", "closed", "metrics", 3, 60));
            assertThat(alert.timestampMillis()).isEqualTo(160);
            assertThat(alert.offset()).isEqualTo(60);
            assertThat(alert.score()).isEqualTo(110);
        });
        assertThat(state.isOpen()).isFalse();
    }

    @Test
    void theClosingMessageCarriesTheWorstRecord() {
        incidents.onScored(state, anomaly("k", 0));
        incidents.onScored(state, scored("k", 10, 900, 1e-7));
        incidents.onScored(state, scored("k", 20, 950, 1e-7));
        incidents.onScored(state, anomaly("k", 60));
        Alert closed = incidents.onEventTime(state, 160).get(0);
        assertThat(closed.score()).isEqualTo(950);
        assertThat(closed.offset()).isEqualTo(20);
        assertThat(closed.timestampMillis()).isEqualTo(160);
        // Its id is the last anomaly's, as before.
        assertThat(closed.id()).isEqualTo(AlertIds.ofSource("detector", "closed", "metrics", 3, 60));
    }

    @Test
    void worseIsWhatIsRarerWhateverModelScoredIt() {
        incidents.onScored(state, scored("k", 0, 5_000, 1e-5));
        incidents.onScored(state, scored("k", 10, 70, 1e-6));
        assertThat(incidents.onEventTime(state, 110).get(0).score()).isEqualTo(70);
    }

    @Test
    void anIncidentThatAnEarlierVersionOpenedClosesWithItsLastRecord() {
        incidents.onScored(state, anomaly("k", 0));
        state.worst = null;
        assertThat(incidents.onEventTime(state, 100).get(0).offset()).isZero();
        incidents.onScored(state, anomaly("k", 200));
        state.worst = null;
        incidents.onScored(state, scored("k", 210, 1, 1e-5));
        assertThat(incidents.onEventTime(state, 310).get(0).offset()).isEqualTo(200);
    }

    @Test
    void theKeysOwnNextRecordClosesWithTheSameMessageAsTheWatermark() {
        incidents.onScored(state, anomaly("k", 5));
        Alert byRecord = incidents.onScored(state, normal("k", 5 + COOLDOWN)).get(0);
        IncidentState other = new IncidentState();
        incidents.onScored(other, anomaly("k", 5));
        Alert byWatermark = incidents.onEventTime(other, 5 + 7 * COOLDOWN).get(0);
        assertThat(byRecord).usingRecursiveComparison().isEqualTo(byWatermark);
    }

    @Test
    void anAnomalyExactlyACooldownLaterClosesTheOldIncidentAndOpensANewOne() {
        String first = incidents.onScored(state, anomaly("k", 0)).get(0).id();
        List<Alert> alerts = incidents.onScored(state, anomaly("k", COOLDOWN));
        assertThat(alerts).extracting(Alert::status).containsExactly("closed", "open");
        assertThat(alerts.get(0).incident()).isEqualTo(first);
        assertThat(alerts.get(1).incident()).isNotEqualTo(first);
    }

    @Test
    void theClosingMessageHasTheIncidentsHighestSeverity() {
        incidents.onScored(state, anomaly("k", 0));
        incidents.onScored(state, critical("k", 1));
        incidents.onScored(state, anomaly("k", 2));
        assertThat(incidents.onEventTime(state, 102))
                .extracting(Alert::severity)
                .containsExactly("critical");
    }

    @Test
    void aCriticalIncidentDoesNotMakeTheNextOneCritical() {
        incidents.onScored(state, critical("k", 0));
        incidents.onScored(state, anomaly("k", 200));
        assertThat(incidents.onEventTime(state, 300))
                .extracting(Alert::severity)
                .containsExactly("warning");
    }

    @Test
    void withoutASourceTheIdComesFromKeyAndEventTime() {
        Alert open = incidents.onScored(state, withoutSource(anomaly("k", 7))).get(0);
        Alert closed = incidents.onEventTime(state, 107).get(0);
        assertThat(open.id()).isEqualTo(AlertIds.ofEventTime("detector", "open", "k", 7));
        assertThat(closed.id()).isEqualTo(AlertIds.ofEventTime("detector", "closed", "k", 107));
    }

    @Test
    void anIncidentHeldBehindEventTimeIsDueACooldownLaterAndClosesWithTheSameMessage() {
        incidents.onScored(state, anomaly("k", 300));
        incidents.hold(state, 10_000_000);
        assertThat(incidents.dueAt(state) - 10_000_000).isEqualTo(incidents.timerAt(state) - 300);
        assertThat(incidents.onEventTime(state, incidents.dueAt(state)))
                .singleElement()
                .satisfies(closed -> assertThat(closed.timestampMillis()).isEqualTo(timerOf(300)));
        assertThat(state.heldUntilMillis).isZero();
    }

    private long timerOf(long lastAnomalyMillis) {
        IncidentState other = new IncidentState();
        incidents.onScored(other, anomaly("k", lastAnomalyMillis));
        return incidents.timerAt(other);
    }

    @Test
    void anAnomalyAtTheEndOfTimeDoesNotOverflowIntoACloseBeforeItsOpening() {
        incidents.onScored(state, anomaly("k", Long.MAX_VALUE - 1));
        assertThat(incidents.timerAt(state)).isEqualTo(Long.MAX_VALUE);
        assertThat(incidents.onEventTime(state, Long.MAX_VALUE - 1)).isEmpty();
    }
}

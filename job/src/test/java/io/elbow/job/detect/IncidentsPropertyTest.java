// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.job.event.Alert;
import io.elbow.job.event.ScoredObservation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class IncidentsPropertyTest {
    private static final long COOLDOWN = 10;

    private final Incidents incidents = new Incidents("detector", Duration.ofMillis(COOLDOWN));

    @Property(seed = "20260101")
    void everyOpeningHasExactlyOneClosingOnceEventTimeHasEnded(@ForAll("records") List<ScoredObservation> records) {
        List<Alert> alerts = run(records, null);
        Set<String> open = new HashSet<>();
        for (Alert alert : alerts) {
            if (alert.status().equals(Alert.OPEN)) {
                assertThat(open).as("one incident at a time").isEmpty();
                open.add(alert.incident());
            } else {
                assertThat(open.remove(alert.incident()))
                        .as("closes the open one")
                        .isTrue();
            }
        }
        assertThat(open).isEmpty();
        assertThat(alerts).extracting(Alert::id).doesNotHaveDuplicates();
        assertThat(alerts.isEmpty()).isEqualTo(records.stream().noneMatch(ScoredObservation::anomaly));
    }

    @Property(seed = "20260101")
    void watermarksThatDoNotPassAheadOfTheKeysTimeChangeNothing(
            @ForAll("records") List<ScoredObservation> records, @ForAll long seed) {
        assertThat(run(records, new SplittableRandom(seed)))
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactlyElementsOf(run(records, null));
    }

    @Property(seed = "20260101")
    void anIncidentLastsACooldownBeyondItsLastAnomalyAndNoAnomalyIsLeftOut(
            @ForAll("records") List<ScoredObservation> records) {
        List<Alert> alerts = run(records, null);
        for (ScoredObservation record : records) {
            if (record.anomaly()) {
                assertThat(alerts)
                        .as("an incident around %d", record.timestampMillis())
                        .anySatisfy(alert -> {
                            assertThat(alert.status()).isEqualTo(Alert.CLOSED);
                            assertThat(alert.timestampMillis())
                                    .isGreaterThanOrEqualTo(record.timestampMillis() + COOLDOWN);
                        });
            }
        }
        alerts.stream().filter(alert -> alert.status().equals(Alert.CLOSED)).forEach(alert -> {
            assertThat(records)
                    .anyMatch(record ->
                            record.anomaly() && record.timestampMillis() + COOLDOWN == alert.timestampMillis());
            assertThat(alert.offset()).isLessThanOrEqualTo(alert.timestampMillis() - COOLDOWN);
        });
    }

    /** @param random where not null, adds watermarks between two records, each before the later one's time */
    private List<Alert> run(List<ScoredObservation> records, SplittableRandom random) {
        IncidentState state = new IncidentState();
        List<Alert> alerts = new ArrayList<>();
        long previous = 0;
        for (ScoredObservation record : records) {
            if (random != null && record.timestampMillis() > previous) {
                long watermark = random.nextLong(previous, record.timestampMillis());
                alerts.addAll(incidents.onEventTime(state, watermark));
            }
            alerts.addAll(incidents.onScored(state, record));
            previous = record.timestampMillis();
        }
        alerts.addAll(incidents.onEventTime(state, Long.MAX_VALUE));
        return alerts;
    }

    @Provide
    Arbitrary<List<ScoredObservation>> records() {
        Arbitrary<long[]> step = Combinators.combine(
                        Arbitraries.longs().between(1, 2 * COOLDOWN),
                        Arbitraries.integers().between(0, 3))
                .as((gap, kind) -> new long[] {gap, kind});
        return step.list().ofMaxSize(40).map(steps -> {
            List<ScoredObservation> records = new ArrayList<>();
            long time = 0;
            for (long[] one : steps) {
                time += one[0];
                records.add(ScoredObservations.of("k", time, one[1] >= 2, one[1] == 3));
            }
            return records;
        });
    }
}

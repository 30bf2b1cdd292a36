// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.elbow.data.Dataset;
import io.elbow.scoring.Evaluation.Scored;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlertedRowsTest {
    private static final Duration COOLDOWN = Duration.ofMinutes(5);
    private static final long MINUTE = 60_000;

    /** One row a minute: {@code .} normal, {@code a} an anomaly, {@code l} labelled, {@code f} labelled and found. */
    private static List<Scored> rows(String key, String text, boolean timed) {
        List<Scored> rows = new ArrayList<>();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean labelled = c == 'l' || c == 'f';
            boolean anomaly = c == 'a' || c == 'f';
            Dataset.Row row =
                    new Dataset.Row(i, key, timed ? "t" + i : "", timed ? i * MINUTE : i, new double[] {0}, labelled);
            rows.add(new Scored(row, new Verdict(0, 0, 0, 1, anomaly, false, 0), new double[] {0}));
        }
        return rows;
    }

    @Test
    void anAlertInALabelledIncidentFindsItAndOneWithoutALabelledRowIsFalse() {
        AlertedRows alerted = AlertedRows.of(rows("k", "..llfl....lll......a.....", true), true, COOLDOWN);
        assertThat(alerted.incidents()).isEqualTo(2);
        assertThat(alerted.found()).isEqualTo(1);
        assertThat(alerted.opened()).isEqualTo(2);
        assertThat(alerted.falseAlerts()).isEqualTo(1);
    }

    @Test
    void anomaliesWithinACooldownAreOneAlertAndAtItsEndAnotherBegins() {
        assertThat(AlertedRows.of(rows("k", "a....a...a", true), true, COOLDOWN).opened())
                .isEqualTo(2);
        assertThat(AlertedRows.of(rows("k", "a...a...a", true), true, COOLDOWN).opened())
                .isEqualTo(1);
    }

    @Test
    void anAlertThatReachesIntoAnIncidentIsTrueThoughItBeganBefore() {
        AlertedRows alerted = AlertedRows.of(rows("k", "..a.fl", true), true, COOLDOWN);
        assertThat(alerted.found()).isEqualTo(1);
        assertThat(alerted.falseAlerts()).isZero();
    }

    @Test
    void twoIncidentsWithinOneAlertAreBothFound() {
        assertThat(AlertedRows.of(rows("k", "f.f", true), true, COOLDOWN))
                .satisfies(alerted -> assertThat(alerted.found()).isEqualTo(2))
                .satisfies(alerted -> assertThat(alerted.incidents()).isEqualTo(2))
                .satisfies(alerted -> assertThat(alerted.opened()).isEqualTo(1));
    }

    @Test
    void keysAreCountedApartAndTheDaysAreThoseOfAll() {
        List<Scored> rows = new ArrayList<>(rows("a", "f..", true));
        rows.addAll(rows("b", "l".repeat(1_441), true));
        AlertedRows alerted = AlertedRows.of(rows, true, COOLDOWN);
        assertThat(alerted.incidents()).isEqualTo(2);
        assertThat(alerted.found()).isEqualTo(1);
        assertThat(alerted.days()).isEqualTo(1);
        assertThat(alerted.perDay()).isEqualTo(1);
    }

    @Test
    void withoutTimesANormalRowEndsAnAlertAndThereAreNoDays() {
        AlertedRows alerted = AlertedRows.of(rows("k", "aa.a......", false), true, COOLDOWN);
        assertThat(alerted.opened()).isEqualTo(2);
        assertThat(alerted.perDay()).isNaN();
        assertThat(alerted.perThousandRows()).isCloseTo(200, within(1e-9));
    }

    @Test
    void pointsAreCountedOneByOne() {
        AlertedRows alerted = AlertedRows.of(rows("", "ffl..a", false), false, COOLDOWN);
        assertThat(alerted.incidents()).isEqualTo(3);
        assertThat(alerted.found()).isEqualTo(2);
        assertThat(alerted.opened()).isEqualTo(3);
        assertThat(alerted.falseAlerts()).isEqualTo(1);
    }
}

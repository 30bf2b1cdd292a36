// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CooldownHintTest {
    private static final Duration COOLDOWN = Duration.ofMinutes(10);

    /** An anomaly every so many minutes, with a cooldown of ten: each further than that opens an incident. */
    private static CooldownHint every(int minutes, int times) {
        CooldownHint hint = new CooldownHint(COOLDOWN);
        for (int i = 0; i < times; i++) {
            long millis = Duration.ofMinutes((long) minutes * i).toMillis();
            hint.anomaly("k", millis, minutes < 10 ? "one" : "incident " + i);
        }
        return hint;
    }

    @Test
    void anAnomalyEveryElevenMinutesAsksForTwelve() {
        assertThat(every(11, 131).hint()).hasValue(new CooldownHint.Hint(Duration.ofMinutes(12), 131, 1));
    }

    @Test
    void aGapOfExactlyTheCooldownAsksForALongerOne() {
        assertThat(every(10, 100).hint())
                .hasValueSatisfying(hint -> assertThat(hint.cooldown()).isEqualTo(Duration.ofMinutes(11)));
    }

    @Test
    void oneLongIncidentIsNoFlapping() {
        assertThat(every(5, 100).hint()).isEmpty();
    }

    @Test
    void incidentsFarApartAreIncidents() {
        assertThat(every(45, 100).hint()).isEmpty();
    }

    @Test
    void aFewAlertsNeedNoHint() {
        assertThat(every(11, CooldownHint.LEAST_SAVED).hint()).isEmpty();
        assertThat(every(11, CooldownHint.LEAST_SAVED + 1).hint()).isPresent();
    }

    @Test
    void alertsOfOtherKeysAreNotJoined() {
        CooldownHint hint = new CooldownHint(COOLDOWN);
        for (int i = 0; i < 100; i++) {
            hint.anomaly("k" + i, i * 60_000L, "incident " + i);
        }
        assertThat(hint.hint()).isEmpty();
    }

    @Property
    void theHintedCooldownJoinsWhatItSaysInAnyUnit(
            @ForAll @IntRange(min = 1, max = 100_000) int cooldownSeconds,
            @ForAll @IntRange(min = 100, max = 399) int share) {
        long gap = 10L * cooldownSeconds * share;
        CooldownHint hint = new CooldownHint(Duration.ofSeconds(cooldownSeconds));
        for (int i = 0; i < 20; i++) {
            hint.anomaly("k", i * gap, "incident " + i);
        }
        CooldownHint.Hint found = hint.hint().orElseThrow();
        assertThat(found.cooldown()).isGreaterThan(Duration.ofMillis(gap));
        assertThat(found.alerts()).isEqualTo(1);
        assertThat(found.now()).isEqualTo(20);
    }
}

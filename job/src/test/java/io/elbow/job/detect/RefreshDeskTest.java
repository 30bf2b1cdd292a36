// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.config.ConfigLoader;
import io.elbow.config.RefreshOptions;
import io.elbow.job.event.Sample;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RefreshDeskTest {
    private static final long MINUTE = 60_000;
    private static final RefreshOptions OPTIONS =
            ConfigLoader.parse("""
                    name: d
                    kafka: {topics: {records: r, alerts: a, models: m, dead-letters: l}}
                    refresh: {adapt-after: 1h, guard: 0.01}
                    """, "test", Map.of()).refresh();

    private final RefreshDesk desk = new RefreshDesk(OPTIONS, Duration.ofMinutes(5));

    @Test
    void whatTheGuardKeepsFromBeingLearnedIsKeptToCalibrateOn() {
        desk.take(Samples.normal("a", MINUTE, 0.5, 0));
        desk.take(Samples.normal("b", MINUTE, 0.005, 0));
        desk.take(Samples.anomaly("c", MINUTE));
        desk.advance(20 * MINUTE);
        assertThat(desk.learned()).extracting(Sample::key).containsExactly("a");
        assertThat(desk.guarded()).extracting(Sample::key).containsExactly("b", "c");
    }

    @Test
    void whatIsMostlyMissingIsKeptForNothing() {
        desk.take(Samples.normal("b", MINUTE, 0.005, 0.9));
        assertThat(desk.guarded()).isEmpty();
    }

    @Test
    void whatLastedAndIsLearnedIsNoLongerKeptOut() {
        for (int minute = 0; minute <= 60; minute++) {
            desk.take(Samples.anomaly("shifted", minute * MINUTE));
        }
        desk.take(Samples.anomaly("other", 60 * MINUTE));
        assertThat(desk.learned()).extracting(Sample::key).containsOnly("shifted");
        assertThat(desk.guarded()).extracting(Sample::key).containsExactly("other");
    }

    @Test
    void whatSomebodyAcceptsIsNoLongerKeptOut() {
        desk.take(Samples.anomaly("shifted", MINUTE));
        assertThat(desk.accept("shifted")).isEqualTo(1);
        assertThat(desk.guarded()).isEmpty();
        desk.take(Samples.anomaly("other", MINUTE));
        assertThat(desk.accept("unknown")).isZero();
        assertThat(desk.guarded()).hasSize(1);
    }

    @Test
    void aRestoredDeskHoldsWhatTheOldOneHeld() {
        desk.take(Samples.normal("a", MINUTE, 0.5, 0));
        desk.take(Samples.normal("b", MINUTE, 0.005, 0));
        desk.take(Samples.anomaly("c", MINUTE));
        RefreshDesk restored = new RefreshDesk(OPTIONS, Duration.ofMinutes(5));
        restored.restore(desk.contents(), 1);
        for (RefreshDesk one : List.of(desk, restored)) {
            one.advance(20 * MINUTE);
        }
        assertThat(restored.learned()).isEqualTo(desk.learned()).hasSize(1);
        assertThat(restored.guarded()).isEqualTo(desk.guarded()).hasSize(2);
        assertThat(restored.canaries()).isEqualTo(desk.canaries()).hasSize(1);
    }
}

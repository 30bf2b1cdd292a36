// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.features.LastingShift;
import io.elbow.job.event.Sample;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PendingAnomaliesTest {
    private static final long MINUTE = 60_000;
    private static final Duration COOLDOWN = Duration.ofMinutes(5);
    private static final Duration ADAPT = Duration.ofMinutes(30);

    private final PendingAnomalies shifts = reservoir();

    private static PendingAnomalies reservoir() {
        return new PendingAnomalies(1_000_000, COOLDOWN, ADAPT, 7);
    }

    private static Sample at(String key, long minute) {
        return Samples.anomaly(key, minute * MINUTE);
    }

    @Property(seed = "20260101", tries = 300)
    void itLearnsWhatTheLawOfLastingShiftsAccepts(
            @ForAll @Size(max = 60) List<@IntRange(min = 1, max = 9) Integer> steps) {
        PendingAnomalies reservoir = reservoir();
        Set<Long> learned = new TreeSet<>();
        List<Long> times = new ArrayList<>();
        long minute = 0;
        for (int step : steps) {
            minute += step;
            times.add(minute * MINUTE);
            reservoir.offer(at("k", minute)).forEach(sample -> learned.add(sample.timestampMillis()));
        }
        long[] all = times.stream().mapToLong(Long::longValue).toArray();
        boolean[] anomalous = new boolean[all.length];
        Arrays.fill(anomalous, true);
        boolean[] lasting = LastingShift.rows(all, anomalous, COOLDOWN, ADAPT);
        Set<Long> expected = new TreeSet<>();
        for (int i = 0; i < all.length; i++) {
            if (lasting[i]) {
                expected.add(all[i]);
            }
        }
        assertThat(learned).isEqualTo(expected);
    }

    @Test
    void anIncidentThatEndsEarlyBecomesCanaries() {
        for (int minute = 0; minute < 20; minute += 4) {
            assertThat(shifts.offer(at("k", minute))).isEmpty();
        }
        shifts.advance(30 * MINUTE);
        assertThat(shifts.pending()).isEmpty();
        assertThat(shifts.canaries()).hasSize(5);
        assertThat(shifts.spans()).isEmpty();
    }

    @Test
    void oneThatLastedLeavesNoCanaries() {
        for (int minute = 0; minute <= 40; minute += 4) {
            shifts.offer(at("k", minute));
        }
        shifts.advance(60 * MINUTE);
        assertThat(shifts.canaries()).isEmpty();
    }

    @Test
    void anAcceptedKeyIsLearnedAtOnceAndAlone() {
        shifts.offer(at("a", 0));
        shifts.offer(at("b", 0));
        assertThat(shifts.accept("a")).extracting(Sample::key).containsExactly("a");
        assertThat(shifts.offer(at("a", 1))).hasSize(1);
        assertThat(shifts.offer(at("b", 1))).isEmpty();
        assertThat(shifts.accept("unknown")).isEmpty();
    }

    @Test
    void itGoesOnWhereItStopped() {
        shifts.offer(at("k", 0));
        PendingAnomalies restored = reservoir();
        restored.restore(shifts.pending(), shifts.canaries(), shifts.spans(), shifts.sweptMillis());
        for (int minute = 4; minute < 30; minute += 4) {
            assertThat(restored.offer(at("k", minute))).isEmpty();
        }
        assertThat(restored.offer(at("k", 32))).hasSize(9);
    }

    @Test
    void millionsOfKeysInTroubleStayWithinItsRoom() {
        PendingAnomalies small = new PendingAnomalies(100_000, COOLDOWN, ADAPT, 7);
        for (int i = 0; i < 20_000; i++) {
            small.offer(at("key-" + i, 0));
        }
        long held = small.pending().stream().mapToLong(Sample::bytes).sum();
        assertThat(held).isLessThanOrEqualTo(75_000);
        // An eighth of the room.
        assertThat(small.spans().keySet().stream().mapToLong(Sample::keyBytes).sum())
                .isBetween(10_000L, 100_000L / 8);
    }

    @Test
    void aShiftThatLastsTakesBackWhatItsKeysEarlierIncidentsSaid() {
        shifts.offer(at("k", 0));
        shifts.offer(at("other", 0));
        shifts.advance(10 * MINUTE);
        assertThat(shifts.canaries()).hasSize(2);
        for (int minute = 20; minute <= 52; minute += 4) {
            shifts.offer(at("k", minute));
        }
        assertThat(shifts.canaries()).extracting(Sample::key).containsExactly("other");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.elbow.config.ConfigLoader;
import io.elbow.config.RefreshOptions;
import io.elbow.job.detect.RefreshPolicy.Cause;
import io.elbow.job.detect.SampleStore.Calibration;
import io.elbow.job.event.Sample;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SampleStoreTest {
    private static final long MINUTE = 60_000;
    private static final Duration COOLDOWN = Duration.ofMinutes(5);
    private static final double RATE = 0.01;
    private static final Calibration CALIBRATION = new Calibration(5_000, RATE);
    private static final String MODEL = "m";
    private static final int KEYS = 5;

    private static final RefreshOptions OPTIONS =
            ConfigLoader.parse("""
                    name: d
                    kafka: {topics: {records: r, alerts: a, models: m, dead-letters: l}}
                    refresh: {adapt-after: 1h, guard: 0.01}
                    """, "test", Map.of()).refresh();

    private final SampleStore store = new SampleStore(OPTIONS, Duration.ofMinutes(5));

    private static SampleStore store(int memoryBytes) {
        RefreshOptions options = new RefreshOptions(
                new RefreshOptions.Timing(null, null, true),
                new RefreshOptions.Samples(10, Duration.ofMinutes(30), memoryBytes, RATE),
                new RefreshOptions.Effort(1, Duration.ofMinutes(15)),
                new RefreshOptions.Takeover(null, RefreshOptions.Promote.AUTO));
        return new SampleStore(options, COOLDOWN);
    }

    private static SampleStore begun(int memoryBytes) {
        SampleStore store = store(memoryBytes);
        store.champion(MODEL, CALIBRATION);
        return store;
    }

    @Property(seed = "20260101", tries = 500)
    void whatWasRestoredGoesOnAsIfItHadNeverStopped(
            @ForAll @Size(min = 1, max = 400) List<@IntRange(max = 99_999) Integer> steps,
            @ForAll @IntRange(max = 400) int stop) {
        // So little that each part has to give something up.
        int memory = 100_000;
        SampleStore whole = begun(memory);
        SampleStore stopped = begun(memory);
        for (int i = 0; i < steps.size(); i++) {
            if (i == stop) {
                SampleStore restored = store(memory);
                restored.restore(stopped.contents(), CALIBRATION);
                stopped = restored;
            }
            step(whole, steps.get(i), i);
            step(stopped, steps.get(i), i);
        }
        assertThat(stopped.contents()).usingRecursiveComparison().isEqualTo(whole.contents());
        assertThat(stopped.due()).isEqualTo(whole.due());
        assertThat(stopped.bytes()).isEqualTo(whole.bytes());
    }

    /** A minute goes by; a record of one of a few keys comes, or event time goes on. */
    private static void step(SampleStore store, int step, int minute) {
        String key = "key-" + step % KEYS;
        double uniform = step / 1e5;
        switch (step / KEYS % 10) {
            case 0, 1 -> store.take(large(key, minute, 1e-6, true));
            case 2 -> store.advance((minute - 2) * MINUTE);
            default -> store.take(large(key, minute, RATE + (1 - RATE) * uniform, false));
        }
    }

    private static Sample large(String key, int minute, double pValue, boolean anomaly) {
        double[] rows = new double[200];
        rows[0] = minute;
        return new Sample(key, minute * MINUTE, rows, new String[0], 0, pValue, anomaly, 0, MODEL);
    }

    @Test
    void anIncidentHoweverLongIsNoDrift() {
        SampleStore store = begun(1_000_000);
        SplittableRandom random = new SplittableRandom(20260101);
        for (int i = 0; i < 5_000; i++) {
            store.take(normal(i, random.nextDouble()));
            store.take(Samples.anomaly("ill", i * MINUTE));
        }
        store.advance(5_000 * MINUTE);
        assertThat(store.due()).isEmpty();
    }

    @Test
    void normalRecordsThatScoreHigherAreDrift() {
        SampleStore store = begun(1_000_000);
        SplittableRandom random = new SplittableRandom(20260101);
        for (int i = 0; i < 1_000; i++) {
            store.take(normal(i, Math.pow(random.nextDouble(), 4)));
        }
        store.advance(1_000 * MINUTE);
        assertThat(store.due()).contains(Cause.DRIFT);
    }

    private static Sample normal(int minute, double uniform) {
        return Samples.normal("well", minute * MINUTE, RATE + (1 - RATE) * uniform, 0);
    }

    @Test
    void whatTheGuardKeepsFromBeingLearnedIsKeptToCalibrateOn() {
        store.take(Samples.normal("a", MINUTE, 0.5, 0));
        store.take(Samples.normal("b", MINUTE, 0.005, 0));
        store.take(Samples.anomaly("c", MINUTE));
        store.advance(20 * MINUTE);
        assertThat(store.learned()).extracting(Sample::key).containsExactly("a");
        assertThat(store.guarded()).extracting(Sample::key).containsExactly("b", "c");
    }

    @Test
    void whatIsMostlyMissingIsKeptForNothing() {
        store.take(Samples.normal("b", MINUTE, 0.005, 0.9));
        assertThat(store.guarded()).isEmpty();
    }

    @Test
    void whatLastedAndIsLearnedIsNoLongerKeptOut() {
        for (int minute = 0; minute <= 60; minute++) {
            store.take(Samples.anomaly("shifted", minute * MINUTE));
        }
        store.take(Samples.anomaly("other", 60 * MINUTE));
        assertThat(store.learned()).extracting(Sample::key).containsOnly("shifted");
        assertThat(store.guarded()).extracting(Sample::key).containsExactly("other");
    }

    @Test
    void whatSomebodyAcceptsIsNoLongerKeptOut() {
        store.take(Samples.anomaly("shifted", MINUTE));
        assertThat(store.accept("shifted")).isEqualTo(1);
        assertThat(store.guarded()).isEmpty();
        store.take(Samples.anomaly("other", MINUTE));
        assertThat(store.accept("unknown")).isZero();
        assertThat(store.guarded()).hasSize(1);
    }

    @Test
    void aRestoredDeskHoldsWhatTheOldOneHeld() {
        store.take(Samples.normal("a", MINUTE, 0.5, 0));
        store.take(Samples.normal("b", MINUTE, 0.005, 0));
        store.take(Samples.anomaly("c", MINUTE));
        SampleStore restored = new SampleStore(OPTIONS, Duration.ofMinutes(5));
        restored.restore(store.contents(), null);
        for (SampleStore one : List.of(store, restored)) {
            one.advance(20 * MINUTE);
        }
        assertThat(restored.learned()).isEqualTo(store.learned()).hasSize(1);
        assertThat(restored.guarded()).isEqualTo(store.guarded()).hasSize(2);
        assertThat(restored.canaries()).isEqualTo(store.canaries()).hasSize(1);
    }
}

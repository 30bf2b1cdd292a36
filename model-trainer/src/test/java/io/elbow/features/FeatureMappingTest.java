// SPDX-License-Identifier: Apache-2.0
package io.elbow.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.elbow.config.FeatureSource;
import io.elbow.config.FeatureSource.As;
import io.elbow.config.PerKeyOptions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FeatureMappingTest {
    private static final FeatureSource CPU = FeatureSource.plain("cpu");
    private static final FeatureSource MEMORY = FeatureSource.plain("memory");
    private static final FeatureSource DISK = FeatureSource.plain("disk");
    private static final FeatureSource SENT = new FeatureSource("sent", As.RATE);
    private static final FeatureSource QUEUE = new FeatureSource("queue", As.DIFFERENCE);
    private static final FeatureMapping TO_DISK = new FeatureMapping(List.of(CPU, MEMORY), List.of(DISK, CPU));

    private final Standardizer global = new Standardizer(new double[] {0, 0}, new double[] {1, 1});

    private PerKeyStandardizer knowing(List<String> names, float[] rows, float[] means, float[] variances) {
        PerKeyOptions options = new PerKeyOptions(20, Duration.ofHours(1), null);
        return new PerKeyStandardizer(
                global, new PerKeyFit(options, new float[] {0.01f, 0.01f}, names, rows, means, variances));
    }

    private PerKeyStandardizer knowingNone() {
        return knowing(List.of(), new float[0], new float[0], new float[0]);
    }

    private KeyMemory memory() {
        KeyMemory memory = new KeyMemory();
        memory.statistics = knowingNone().start("k");
        memory.statistics.rows = 5_000;
        System.arraycopy(new float[] {0.5f, -0.5f, 0.04f, 0.09f}, 0, memory.statistics.moments, 0, 4);
        return memory;
    }

    @Test
    void theSeriesGoesOnWithWhatStays() {
        KeyMemory memory = new KeyMemory();
        memory.series.append(new double[] {1, 10}, 1_000, 3, null);
        memory.series.append(new double[] {2, 20}, 2_000, 3, null);
        TO_DISK.apply(memory);
        memory.series.append(new double[] {7, 3}, 3_000, 3, Duration.ofSeconds(1));
        assertThat(memory.series.shingle(3)).containsExactly(Double.NaN, 1, Double.NaN, 2, 7, 3);
        assertThat(memory.series.isLate(2_999)).isTrue();
    }

    @Test
    void aKeyWithoutRowsHasNoneToCarryOver() {
        KeyMemory memory = new KeyMemory();
        TO_DISK.apply(memory);
        assertThat(memory.series.size).isZero();
    }

    @Test
    void aRateGoesOnFromTheValueBefore() {
        List<FeatureSource> earlier = List.of(SENT, QUEUE, CPU);
        List<FeatureSource> now = List.of(CPU, new FeatureSource("received", As.RATE), SENT);
        KeyMemory memory = new KeyMemory();
        memory.previous = new PreviousValues();
        new Derivation(earlier).derive(memory.previous, new double[] {100, 5, 1}, 1_000);
        new FeatureMapping(earlier, now).apply(memory);
        assertThat(new Derivation(now).derive(memory.previous, new double[] {1, 50, 130}, 3_000))
                .containsExactly(1, Double.NaN, 15);
        assertThat(new Derivation(now).derive(memory.previous, new double[] {1, 60, 130}, 4_000))
                .containsExactly(1, 10, 0);
    }

    @Test
    void statisticsOfWhatStaysAreKeptAndNewOnesAreAsTrained() {
        KeyMemory memory = memory();
        TO_DISK.apply(memory);
        PerKeyStandardizer knows =
                knowing(List.of("k"), new float[] {900}, new float[] {0.8f, 0}, new float[] {0.01f, 1});
        knows.complete(memory.statistics, "k");
        assertThat(memory.statistics.moments)
                .startsWith(0.8f, 0.5f, 0.01f, 0.04f)
                .doesNotContain(Float.NaN);
        assertThat(memory.statistics.rows).isEqualTo(5_000);
        assertThat(knows.of(memory.statistics).mean()[1]).isCloseTo(0.5, within(1e-2));
    }

    @Test
    void aKeyThatTrainingDidNotKnowLearnsItsNewFeaturesSoon() {
        KeyMemory memory = memory();
        TO_DISK.apply(memory);
        knowingNone().complete(memory.statistics, "k");
        assertThat(memory.statistics.rows).isEqualTo(PerKeyStandardizer.WARMING);
        assertThat(memory.statistics.moments[1]).isEqualTo(0.5f);
        assertThat(memory.statistics.moments).doesNotContain(Float.NaN);
    }

    @Test
    void whatIsCompleteStaysAsItIs() {
        KeyStatistics statistics = memory().statistics;
        float[] moments = statistics.moments.clone();
        knowingNone().complete(statistics, "k");
        assertThat(statistics.rows).isEqualTo(5_000);
        assertThat(statistics.moments).isEqualTo(moments);
    }
}

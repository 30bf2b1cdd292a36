// SPDX-License-Identifier: Apache-2.0
package io.elbow.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.elbow.config.PerKeyOptions;
import io.elbow.data.Dataset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PerKeyFittingTest {
    private static final PerKeyOptions OPTIONS = PerKeyOptions.DEFAULT;

    @Test
    void eachKeyHasItsOwnMomentsAndAllKeysShareTheVarianceWithinKeys() {
        List<Dataset.Row> rows = new ArrayList<>(rows("a", 400, 10, 1, 1));
        rows.addAll(rows("b", 100, 40, 3, 2));
        Standardizer global =
                Standardizer.fit(rows.stream().map(Dataset.Row::values).toList(), 1);
        PerKeyFit fit = PerKeyFitting.fit(OPTIONS, global, rows);
        assertThat(fit.names()).containsExactly("a", "b");
        assertThat(fit.rows()).containsExactly(400, 100);
        double deviation = global.deviation()[0];
        assertThat(global.mean()[0] + deviation * fit.means()[0]).isCloseTo(10, within(0.2));
        assertThat(global.mean()[0] + deviation * fit.means()[1]).isCloseTo(40, within(1.0));
        assertThat(deviation * Math.sqrt(fit.variances()[0])).isCloseTo(1, within(0.1));
        assertThat(deviation * Math.sqrt(fit.variances()[1])).isCloseTo(3, within(0.5));
        double within = (400 * fit.variances()[0] + 100 * fit.variances()[1]) / 500;
        assertThat(fit.within()[0]).isCloseTo((float) within, within(1e-6f));
    }

    @Test
    void withinAndBetweenMakeTheWhole() {
        List<Dataset.Row> rows = new ArrayList<>();
        for (int k = 0; k < 20; k++) {
            rows.addAll(rows("k" + k, 50 + k, 3 * k, 1 + k % 3, k));
        }
        Standardizer global =
                Standardizer.fit(rows.stream().map(Dataset.Row::values).toList(), 1);
        PerKeyFit fit = PerKeyFitting.fit(OPTIONS, global, rows);
        double between = 0;
        for (int k = 0; k < 20; k++) {
            between += fit.rows()[k] * fit.means()[k] * fit.means()[k] / rows.size();
        }
        assertThat(fit.within()[0] + between).isCloseTo(1, within(1e-5));
    }

    @Test
    void aMissingValueCountsAsARowOfTheGlobalStatistics() {
        Standardizer global = new Standardizer(new double[] {5}, new double[] {2});
        List<Dataset.Row> rows = List.of(row("a", Double.NaN), row("a", Double.NaN), row("a", 9));
        PerKeyFit fit = PerKeyFitting.fit(OPTIONS, global, rows);
        assertThat(fit.means()[0]).isCloseTo(2f / 3, within(1e-6f));
        assertThat(fit.variances()[0]).isGreaterThan(2f / 3);
    }

    @Test
    void aSuccessorKnowsItsParentsKeysAndLetsNewRowsOutweighThem() {
        Standardizer global = new Standardizer(new double[] {0}, new double[] {1});
        PerKeyFit parent = new PerKeyFit(
                OPTIONS,
                new float[] {0.25f},
                List.of("gone", "moved"),
                new float[] {7_000, 9_000},
                new float[] {4, 4},
                new float[] {1, 1});
        PerKeyFit fit = PerKeyFitting.fit(parent, global, rows("moved", 10_000, -4, 1, 3));
        assertThat(fit.within()).containsExactly(0.25f);
        assertThat(fit.names()).containsExactly("gone", "moved");
        assertThat(fit.means()[0]).isEqualTo(4);
        assertThat(fit.rows()[0]).isEqualTo((float) OPTIONS.priorRows());
        assertThat(fit.means()[1]).isCloseTo(-4, within(0.15f));
        assertThat(fit.rows()[1]).isEqualTo(10_000 + (float) OPTIONS.priorRows());
    }

    @Test
    void anArtifactKeepsTheKeysWithTheMostRows() {
        int keys = PerKeyFit.MAX_KEYS + 10;
        float[] rows = new float[keys];
        IntStream.range(0, keys).forEach(k -> rows[k] = k < 10 ? 1 : 1 + k);
        PerKeyFit all = new PerKeyFit(
                OPTIONS,
                new float[] {1},
                IntStream.range(0, keys).mapToObj(k -> "k" + k).toList(),
                rows,
                rows.clone(),
                rows.clone());
        PerKeyFit kept = all.bounded();
        assertThat(kept.names()).hasSize(PerKeyFit.MAX_KEYS).startsWith("k10").doesNotContain("k0", "k9");
        assertThat(kept.rows()).startsWith(11f);
        assertThat(kept.means()).startsWith(11f);
        assertThat(kept.bounded()).isSameAs(kept);
        assertThat(PerKeyFit.room(784)).isEqualTo(668);
    }

    @Test
    void numbersThatDoNotFitAreRefused() {
        assertThatThrownBy(() -> new PerKeyFit(
                        OPTIONS, new float[] {1}, List.of("a"), new float[] {1}, new float[2], new float[1]))
                .hasMessageContaining("1 keys and 1 features have 1 row counts, 2 means and 1 variances");
        assertThatThrownBy(() ->
                        new PerKeyFit(OPTIONS, new float[] {-1}, List.of(), new float[0], new float[0], new float[0]))
                .hasMessage("per-key within[0] must be at least 0 and finite but is -1.0");
    }

    private static List<Dataset.Row> rows(String key, int count, double mean, double deviation, long seed) {
        Random random = new Random(seed);
        return IntStream.range(0, count)
                .mapToObj(i -> row(key, mean + deviation * random.nextGaussian()))
                .toList();
    }

    private static Dataset.Row row(String key, double value) {
        return new Dataset.Row(0, key, "", 0, new double[] {value}, false);
    }
}

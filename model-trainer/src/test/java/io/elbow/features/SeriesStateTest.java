// SPDX-License-Identifier: Apache-2.0
package io.elbow.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SeriesStateTest {
    private static final float MISSING = Float.NaN;

    private static float[] shingle(SeriesState state, int length, int features) {
        float[] target = new float[length * features];
        state.shingle(Standardizer.identity(features), length, target, 0);
        return target;
    }

    private static SeriesState holding(int length, double... values) {
        SeriesState state = new SeriesState();
        for (int i = 0; i < values.length; i++) {
            state.append(new double[] {values[i]}, i, length, null);
        }
        return state;
    }

    @Test
    void putsTheNewestRowLastAndMissingRowsInFront() {
        assertThat(shingle(holding(4, 1, 2), 4, 1)).containsExactly(MISSING, MISSING, 1, 2);
        assertThat(shingle(new SeriesState(), 2, 1)).containsExactly(MISSING, MISSING);
    }

    @Test
    void writesRowAfterRowFromTheOffset() {
        SeriesState state = new SeriesState();
        state.append(new double[] {1, 2}, 0, 2, null);
        state.append(new double[] {3, Double.NaN}, 1, 2, null);
        float[] target = new float[6];
        state.shingle(new Standardizer(new double[] {1, 0}, new double[] {2, 1}), 2, target, 1);
        assertThat(target).containsExactly(0, 0, 2, 1, MISSING, 0);
    }

    @Test
    void keepsAnArrayOfOneShingle() {
        SeriesState state = holding(3, 1, 2, 3, 4, 5);
        assertThat(state.rows).containsExactly(3, 4, 5);
        assertThat(state.size).isEqualTo(3);
    }

    @Test
    void startsAnewAfterAGap() {
        Duration gap = Duration.ofSeconds(10);
        SeriesState state = new SeriesState();
        state.append(new double[] {1}, 0, 3, gap);
        state.append(new double[] {2}, 10_000, 3, gap);
        assertThat(state.size).isEqualTo(2);
        state.append(new double[] {3}, 20_001, 3, gap);
        assertThat(state.size).isEqualTo(1);
        assertThat(shingle(state, 3, 1)).containsExactly(MISSING, MISSING, 3);
    }

    @Test
    void calledWithAnotherLengthKeepsTheNewestRows() {
        SeriesState state = holding(4, 1, 2, 3, 4);
        state.append(new double[] {5}, 5, 2, null);
        assertThat(shingle(state, 2, 1)).containsExactly(4, 5);
        state.append(new double[] {6}, 6, 5, null);
        assertThat(shingle(state, 5, 1)).containsExactly(MISSING, MISSING, 4, 5, 6);
    }

    @Test
    void writesAShorterShingleThanItHolds() {
        assertThat(shingle(holding(4, 1, 2, 3, 4), 2, 1)).containsExactly(3, 4);
    }

    @Test
    void startsAnewWhereTheRowsHaveOtherFeatures() {
        SeriesState state = holding(2, 1, 2);
        state.append(new double[] {7, 8}, 9, 2, null);
        assertThat(shingle(state, 2, 2)).containsExactly(MISSING, MISSING, 7, 8);
        assertThatIllegalArgumentException().isThrownBy(() -> shingle(state, 2, 3));
    }

    @Test
    void isLateOnlyWhenOlderThanTheNewestTaken() {
        SeriesState state = new SeriesState();
        assertThat(state.isLate(Long.MIN_VALUE)).isFalse();
        state.append(new double[] {1}, 100, 1, null);
        assertThat(state.isLate(99)).isTrue();
        assertThat(state.isLate(100)).isFalse();
    }

    @Property(seed = "20260101")
    void holdsTheLastRowsAndNeverMore(
            @ForAll @Size(max = 40) List<@IntRange(min = -100, max = 100) Integer> values,
            @ForAll @IntRange(min = 1, max = 9) int length,
            @ForAll @IntRange(min = 1, max = 3) int features) {
        SeriesState state = new SeriesState();
        List<Float> expected = new ArrayList<>();
        for (int i = 0; i < length * features; i++) {
            expected.add(Float.NaN);
        }
        for (int i = 0; i < values.size(); i++) {
            double[] row = new double[features];
            for (int f = 0; f < features; f++) {
                row[f] = values.get(i) + f;
                expected.add((float) row[f]);
            }
            state.append(row, i, length, null);
            assertThat(state.rows).hasSize(length * features);
            assertThat(state.size).isEqualTo(Math.min(i + 1, length));
        }
        List<Float> last = expected.subList(expected.size() - length * features, expected.size());
        float[] shingle = shingle(state, length, features);
        for (int i = 0; i < shingle.length; i++) {
            assertThat(shingle[i]).isEqualTo(last.get(i));
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class StandardizerTest {
    private static Standardizer fitColumn(double... column) {
        return Standardizer.fit(
                java.util.Arrays.stream(column).mapToObj(x -> new double[] {x}).toList(), 1);
    }

    @Test
    void usesThePopulationDeviation() {
        Standardizer fitted = fitColumn(2, 4, 4, 4, 5, 5, 7, 9);
        assertThat(fitted.mean()[0]).isCloseTo(5.0, within(1e-12));
        assertThat(fitted.deviation()[0]).isCloseTo(2.0, within(1e-12));
    }

    @Test
    void leavesMissingCellsOut() {
        Standardizer fitted = fitColumn(1, Double.NaN, 3);
        assertThat(fitted.mean()[0]).isEqualTo(2.0);
        assertThat(fitted.deviation()[0]).isEqualTo(1.0);
        assertThat(fitColumn(10, Double.NaN, 20).deviation()[0]).isEqualTo(5.0);
    }

    @Test
    void givesAConstantColumnTheDeviationOne() {
        assertThat(fitColumn(0.1, 0.1, 0.1).deviation()).containsExactly(1.0);
        assertThat(fitColumn(0.3, 0.1 + 0.2).deviation()).containsExactly(1.0);
        assertThat(fitColumn(0, 0).deviation()).containsExactly(1.0);
        assertThat(fitColumn(0, 1e-8).deviation()[0]).isEqualTo(5e-9);
        assertThat(fitColumn(0, 1e-200).deviation()[0]).isEqualTo(5e-201);
    }

    @Test
    void leavesAColumnWithoutAnyValueAsItIs() {
        Standardizer fitted = fitColumn(Double.NaN, Double.NaN);
        assertThat(fitted.mean()).containsExactly(0.0);
        assertThat(fitted.deviation()).containsExactly(1.0);
        assertThat(Standardizer.fit(List.of(), 2).deviation()).containsExactly(1.0, 1.0);
    }

    @Test
    void staysExactFarFromZero() {
        Standardizer fitted = fitColumn(1e12 + 1, 1e12 + 2, 1e12 + 3, 1e12 + 4);
        assertThat(fitted.mean()[0]).isEqualTo(1e12 + 2.5);
        assertThat(fitted.deviation()[0]).isCloseTo(Math.sqrt(1.25), within(1e-9));
    }

    @Test
    void survivesTheLargestDoubles() {
        Standardizer fitted = fitColumn(1e308, -1e308, 1e308, -1e308);
        assertThat(fitted.deviation()[0]).isCloseTo(1e308, within(1e298));
        assertThat(fitted.apply(0, 1e308)).isCloseTo(1f, within(1e-6f));
    }

    @Test
    void guardsWhatIsFarOutside() {
        Standardizer identity = Standardizer.identity(1);
        assertThat(identity.apply(0, 1e300)).isEqualTo(1e4f);
        assertThat(identity.apply(0, -1e300)).isEqualTo(-1e4f);
        assertThat(identity.apply(0, 9_999.0)).isEqualTo(9_999f);
        assertThat(identity.apply(0, Double.NaN)).isNaN();
    }

    @Test
    void refusesRowsOfAnotherWidth() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Standardizer.fit(List.of(new double[2], new double[3]), 2))
                .withMessageContaining("2 values but had 3");
        assertThatIllegalArgumentException().isThrownBy(() -> new Standardizer(new double[1], new double[2]));
    }

    @Property(seed = "20260101")
    void invertUndoesApply(
            @ForAll @Size(min = 2, max = 30) List<@DoubleRange(min = -1e6, max = 1e6) Double> column,
            @ForAll @DoubleRange(min = -1e6, max = 1e6) double value) {
        Standardizer fitted =
                fitColumn(column.stream().mapToDouble(Double::doubleValue).toArray());
        float z = fitted.apply(0, value);
        double tolerance = 1e-6 * (Math.abs(z) * fitted.deviation()[0] + 1);
        if (Math.abs(z) < Standardizer.GUARD) {
            assertThat(fitted.invert(0, z)).isCloseTo(value, within(tolerance));
        }
    }

    @Property(seed = "20260101")
    void aKneeKeepsTheOrderAndIsUndoneByInvert(
            @ForAll @DoubleRange(min = 0.5, max = 10) double knee,
            @ForAll @DoubleRange(min = -9e3, max = 9e3) double low,
            @ForAll @DoubleRange(min = -9e3, max = 9e3) double high) {
        Standardizer bent = Standardizer.identity(1).withKnee(knee);
        float z = bent.apply(0, high);
        assertThat(bent.apply(0, Math.min(low, high))).isLessThanOrEqualTo(bent.apply(0, Math.max(low, high)));
        assertThat(bent.invert(0, z)).isCloseTo(high, within(1e-4 * (1 + Math.abs(high))));
        if (Math.abs(high) <= knee) {
            assertThat(z).isEqualTo((float) high);
        } else {
            assertThat(Math.abs(z)).isCloseTo((float) (knee * (1 + Math.log(Math.abs(high) / knee))), within(1e-4f));
        }
    }

    @Property(seed = "20260101")
    void standardisedTrainingDataHaveMeanZeroAndDeviationOne(
            @ForAll @Size(min = 2, max = 30) List<@DoubleRange(min = -1e3, max = 1e3) Double> column) {
        double[] values = column.stream().mapToDouble(Double::doubleValue).toArray();
        Standardizer fitted = fitColumn(values);
        double sum = 0;
        double squares = 0;
        for (double value : values) {
            float z = fitted.apply(0, value);
            sum += z;
            squares += (double) z * z;
        }
        assertThat(sum / values.length).isCloseTo(0, within(1e-4));
        if (fitted.deviation()[0] != 1.0) {
            assertThat(squares / values.length).isCloseTo(1, within(1e-4));
        }
    }

    @Test
    void theBendIsTheLogarithmOfHowMuchLessTheKneeLetsValuesGrow() {
        Standardizer scaler = new Standardizer(new double[] {1}, new double[] {2}, 3);
        double value = 1 + 2 * 10;
        double slope = ((double) scaler.apply(0, value + 1) - scaler.apply(0, value - 1)) / 2;
        // In deviations a step of 1 is a half.
        assertThat(scaler.logBend(new double[] {value})).isCloseTo(-Math.log(2 * slope), within(1e-2));
        assertThat(scaler.logBend(new double[] {2})).isZero();
        assertThat(scaler.logBend(new double[] {Double.NaN})).isZero();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.elbow.artifact.Likelihood;
import io.elbow.artifact.Tensor;
import io.elbow.artifact.VaeSpec;
import io.elbow.artifact.VaeTensors;
import io.elbow.testing.RandomModels;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class ClosedFormsTest {
    @Test
    void klIsZeroWhenThePosteriorIsThePrior() {
        assertThat(ClosedForms.klToStandardNormal(new double[3], new double[3])).isZero();
    }

    @Test
    void klFollowsItsClosedForm() {
        // 1/2 (1 + 4 - log 4 - 1) + 1/2 (4 + 1/4 + log 4 - 1)
        double expected = 0.5 * (4 - Math.log(4)) + 0.5 * (3.25 + Math.log(4));
        assertThat(ClosedForms.klToStandardNormal(new double[] {1, -2}, new double[] {Math.log(4), -Math.log(4)}))
                .isCloseTo(expected, within(1e-14));
    }

    @Property(seed = "20260101")
    void klIsNeverNegative(
            @ForAll @DoubleRange(min = -5, max = 5) double mean,
            @ForAll @DoubleRange(min = -12, max = 6) double logVariance) {
        assertThat(ClosedForms.klToStandardNormal(mean, logVariance)).isGreaterThanOrEqualTo(0.0);
        assertThat(ClosedForms.klToStandardNormal(mean * 1e-9, logVariance * 1e-9))
                .isGreaterThanOrEqualTo(0.0);
    }

    @Test
    void gaussianNatsAreTheFullNegativeLogDensity() {
        assertThat(ClosedForms.gaussianNats(1.5, 1.0, 0.5))
                .isCloseTo(-Math.log(Math.exp(-0.5) / (0.5 * Math.sqrt(2 * Math.PI))), within(1e-14));
        assertThat(ClosedForms.gaussianNats(0, 0, 0.05)).isNegative();
    }

    @Property(seed = "20260101")
    void bothGaussiansAgree(
            @ForAll @DoubleRange(min = -50, max = 50) double x,
            @ForAll @DoubleRange(min = 0.05, max = 20) double sigma) {
        double byVariance = ClosedForms.gaussianNatsByLogVariance(x, 1, 2 * Math.log(sigma));
        double bySigma = ClosedForms.gaussianNats(x, 1, sigma);
        assertThat(byVariance).isCloseTo(bySigma, within(1e-10 * (1 + Math.abs(bySigma))));
    }

    @Property(seed = "20260101")
    void bernoulliNatsAreMinusTheLogProbability(
            @ForAll @DoubleRange(min = -30, max = 30) double logit, @ForAll @DoubleRange(min = 0, max = 1) double x) {
        double p = 1 / (1 + Math.exp(-logit));
        double q = 1 / (1 + Math.exp(logit));
        double expected = -x * Math.log(p) - (1 - x) * Math.log(q);
        assertThat(ClosedForms.bernoulliNats(x, logit)).isCloseTo(expected, within(1e-11));
    }

    @Test
    void bernoulliNatsDoNotOverflow() {
        assertThat(ClosedForms.bernoulliNats(1, 1e4)).isZero();
        assertThat(ClosedForms.bernoulliNats(0, 1e4)).isEqualTo(1e4);
        assertThat(ClosedForms.bernoulliNats(1, -1e4)).isEqualTo(1e4);
    }

    @Test
    void theFloorIsTheNatsOfAPerfectReconstruction() {
        assertThat(floor(Likelihood.GAUSSIAN, Map.of()))
                .isCloseTo(6 * ClosedForms.gaussianNats(0, 0, 0.3), within(1e-12));
        assertThat(floor(Likelihood.GAUSSIAN_RECORD, Map.of()))
                .isCloseTo(6 * ClosedForms.gaussianNats(0, 0, 0.3), within(1e-12));
        assertThat(floor(Likelihood.BERNOULLI, Map.of())).isZero();

        float[] raw = {0, -1, 2, -30, 30, 0.5f};
        double expected = 0;
        for (float value : new float[] {0, -1, 2, -20, 20, 0.5f}) {
            expected += ClosedForms.gaussianNatsByLogVariance(0, 0, Math.log(0.09 + Math.exp(value)));
        }
        assertThat(floor(Likelihood.GAUSSIAN_FEATURE, Map.of(VaeTensors.OBSERVATION_LOG_VARIANCE, Tensor.of(raw, 6))))
                .isCloseTo(expected, within(1e-9));
    }

    private static double floor(Likelihood likelihood, Map<String, Tensor> tensors) {
        VaeSpec spec = RandomModels.spec(likelihood, 2, 3, 0);
        return Floors.of(spec, tensors);
    }
}

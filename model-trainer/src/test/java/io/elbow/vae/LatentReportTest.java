// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.elbow.artifact.Activation;
import io.elbow.artifact.LatentSummary;
import io.elbow.artifact.Likelihood;
import io.elbow.artifact.Tensor;
import io.elbow.artifact.VaeSpec;
import io.elbow.testing.TestSpecs;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LatentReportTest {
    private static final int ROWS = 600;

    /** Two latents of a linear encoder: the first is 3 + 2 x, the second 0.05 x, both of variance exp(-1). */
    @Test
    void theMomentsAreThoseOfTheMixtureOfPosteriors() {
        VaeSpec spec = TestSpecs.vae(1, 1, List.of(), 2, Activation.SILU, Likelihood.GAUSSIAN, 0.3, 2);
        SortedMap<String, Tensor> tensors = new TreeMap<>(RandomModels.tensors(spec, 1));
        tensors.put("encoder.mean.weight", new Tensor(new int[] {2, 1}, new float[] {2, 0.05f}));
        tensors.put("encoder.mean.bias", new Tensor(new int[] {2}, new float[] {3, 0}));
        tensors.put("encoder.log-variance.weight", new Tensor(new int[] {2, 1}, new float[2]));
        tensors.put("encoder.log-variance.bias", new Tensor(new int[] {2}, new float[2]));
        float[] x = new float[ROWS];
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < ROWS; i++) {
            x[i] = (float) random.nextGaussian();
        }
        x[17] = Float.NaN;
        double[] seen = new double[ROWS];
        Arrays.setAll(seen, i -> Float.isNaN(x[i]) ? 0 : x[i]);
        double mean = Arrays.stream(seen).average().orElseThrow();
        double meanSquare = Arrays.stream(seen).map(v -> v * v).average().orElseThrow();
        double variance = meanSquare - mean * mean;

        LatentSummary summary = LatentReport.of(spec, tensors, rows(x));
        double constant = 0.5 * (Math.exp(-1) + 1 - 1);
        assertThat(summary.kl()[0]).isCloseTo(0.5 * (9 + 12 * mean + 4 * meanSquare) + constant, within(1e-4));
        assertThat(summary.kl()[1]).isCloseTo(0.5 * 0.0025 * meanSquare + constant, within(1e-5));
        assertThat(summary.active()).isEqualTo(1);
        assertThat(summary.largestMean()).isCloseTo(3 + 2 * mean, within(1e-4));
        assertThat(summary.meanVariance())
                .isCloseTo((4 * variance + 0.0025 * variance) / 2 + Math.exp(-1), within(1e-4));
        assertThat(summary.collapsed()).isFalse();
    }

    @Test
    void fewerThanATwentiethOfTheLatentsIsACollapse() {
        assertThat(new LatentSummary(new double[32], 1, 0, 1).collapsed()).isTrue();
        assertThat(new LatentSummary(new double[32], 2, 0, 1).collapsed()).isFalse();
        assertThat(new LatentSummary(new double[1], 0, 0, 1).collapsed()).isTrue();
    }

    private static TrainingRows rows(float[] x) {
        return new TrainingRows() {
            @Override
            public int size() {
                return x.length;
            }

            @Override
            public void copyTo(int index, float[] target, int offset) {
                target[offset] = x[index];
            }
        };
    }
}

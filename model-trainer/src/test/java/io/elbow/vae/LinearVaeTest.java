// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.elbow.artifact.Activation;
import io.elbow.artifact.FitOptions;
import io.elbow.artifact.Likelihood;
import io.elbow.artifact.VaeSpec;
import io.elbow.scoring.ElboTerms;
import io.elbow.scoring.JavaScorer;
import io.elbow.testing.TestSpecs;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.junit.jupiter.api.Test;

/** The whole of training and scoring against a model whose maximum likelihood has a closed form. */
class LinearVaeTest {
    private static final int ROWS = 500;
    private static final int INPUTS = 8;
    private static final int LATENTS = 3;

    @Test
    void reachesTheLikelihoodOfProbabilisticPca() {
        float[][] rows = linearGaussianRows(new SplittableRandom(61));
        Ppca exact = Ppca.of(rows);
        VaeSpec spec =
                TestSpecs.vae(INPUTS, 1, List.of(), LATENTS, Activation.SILU, Likelihood.GAUSSIAN, exact.sigma, 4096);
        FitOptions options = TestSpecs.fit(4000, 0, 250, 5e-3, 100, 0, 0.998, 1, false, 62);
        FitResult result = Trainers.create(spec, options).fit(trainingRows(rows), FitListener.SILENT);
        double negativeElbo = meanScore(spec, result, rows);
        // A bound, but for the draws' error of some hundredths of a nat.
        assertThat(negativeElbo).isGreaterThan(exact.meanNats - 0.05);
        assertThat(negativeElbo).isCloseTo(exact.meanNats, within(0.1));
    }

    /**
     * The maximum of the likelihood: sigma^2 is the mean of the covariance's discarded eigenvalues, and a row costs 1/2
     * (d log 2 pi + sum of the kept log eigenvalues + (d - q) log sigma^2 + d). Tipping and Bishop, Probabilistic
     * Principal Component Analysis (1999), equations 4 and 8.
     */
    private record Ppca(double sigma, double meanNats) {
        static Ppca of(float[][] rows) {
            double[] values = new EigenDecompositionSymmetric(new Array2DRowRealMatrix(covariance(rows)))
                    .getEigenvalues()
                    .clone();
            Arrays.sort(values);
            int discarded = INPUTS - LATENTS;
            double variance = Arrays.stream(values, 0, discarded).average().orElseThrow();
            double logDeterminant = discarded * Math.log(variance)
                    + Arrays.stream(values, discarded, INPUTS).map(Math::log).sum();
            return new Ppca(Math.sqrt(variance), 0.5 * (INPUTS * Math.log(2 * Math.PI) + logDeterminant + INPUTS));
        }

        private static double[][] covariance(float[][] rows) {
            double[] mean = new double[INPUTS];
            for (float[] row : rows) {
                Arrays.setAll(mean, i -> mean[i] + row[i] / rows.length);
            }
            double[][] covariance = new double[INPUTS][INPUTS];
            for (float[] row : rows) {
                for (int i = 0; i < INPUTS; i++) {
                    for (int j = 0; j < INPUTS; j++) {
                        covariance[i][j] += (row[i] - mean[i]) * (row[j] - mean[j]) / rows.length;
                    }
                }
            }
            return covariance;
        }
    }

    private static float[][] linearGaussianRows(SplittableRandom random) {
        double[][] loadings = new double[INPUTS][LATENTS];
        for (double[] loading : loadings) {
            Arrays.setAll(loading, j -> 0.8 * random.nextGaussian());
        }
        float[][] rows = new float[ROWS][INPUTS];
        for (float[] row : rows) {
            double[] z = new double[LATENTS];
            Arrays.setAll(z, j -> random.nextGaussian());
            for (int i = 0; i < INPUTS; i++) {
                double x = 0.3 * i - 1 + 0.4 * random.nextGaussian();
                for (int j = 0; j < LATENTS; j++) {
                    x += loadings[i][j] * z[j];
                }
                row[i] = (float) x;
            }
        }
        return rows;
    }

    private static TrainingRows trainingRows(float[][] rows) {
        return new TrainingRows() {
            @Override
            public int size() {
                return rows.length;
            }

            @Override
            public void copyTo(int index, float[] target, int offset) {
                System.arraycopy(rows[index], 0, target, offset, INPUTS);
            }
        };
    }

    private static double meanScore(VaeSpec spec, FitResult result, float[][] rows) {
        float[] flat = new float[ROWS * INPUTS];
        for (int row = 0; row < ROWS; row++) {
            System.arraycopy(rows[row], 0, flat, row * INPUTS, INPUTS);
        }
        try (JavaScorer scorer = new JavaScorer(spec, result.tensors())) {
            ElboTerms terms = scorer.score(flat, ROWS);
            double sum = 0;
            for (float nats : terms.nats()) {
                sum += nats;
            }
            for (float kl : terms.kl()) {
                sum += kl;
            }
            return sum / ROWS;
        }
    }
}

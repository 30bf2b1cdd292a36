// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import io.elbow.artifact.Tensor;
import io.elbow.artifact.VaeSpec;
import io.elbow.artifact.VaeTensors;
import io.elbow.data.DataException;
import io.elbow.features.Order;
import io.elbow.scoring.ElboTerms;
import io.elbow.scoring.PcaScorer;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.EigenDecompositionSymmetric;

/**
 * Fits principal components: the eigenvectors of the rows' covariance with the largest eigenvalues, as many as explain
 * 90 % of the variance, and the variance that they leave unexplained in each input, at least sigma^2. A missing value
 * counts as its input's mean.
 */
final class PcaTrainer implements Trainer {
    private static final double EXPLAINED = 0.9;

    private final VaeSpec spec;
    private final boolean open;
    private final int inputs;

    /**
     * Makes a trainer.
     *
     * @param open whether the rows decide the number of components, instead of the specification
     */
    PcaTrainer(VaeSpec spec, boolean open) {
        this.spec = spec;
        this.open = open;
        inputs = spec.inputDim();
    }

    /** Ignores {@code start}: the solution is exact and takes one step. */
    @Override
    public FitResult fit(TrainingRows rows, Map<String, Tensor> start, FitListener listener, StopRequest stop) {
        if (inputs < 2 || (!open && spec.latentDim() >= inputs)) {
            throw new DataException("family pca needs fewer components than inputs, but there are " + inputs + " inputs"
                    + (open ? "" : " and --latent is " + spec.latentDim()) + "; give more features, a longer --shingle"
                    + " or a smaller --latent");
        }
        double[] mean = mean(rows);
        EigenDecompositionSymmetric eigen = new EigenDecompositionSymmetric(covariance(rows, mean));
        double[] values = eigen.getEigenvalues();
        int[] order = Order.descending(values);
        VaeSpec fitted = spec.withLatentDim(open ? components(values, order) : spec.latentDim());
        float[] components = new float[fitted.latentDim() * inputs];
        for (int c = 0; c < fitted.latentDim(); c++) {
            double[] vector = eigen.getEigenvector(order[c]).toArray();
            double sign = sign(vector);
            for (int i = 0; i < inputs; i++) {
                components[c * inputs + i] = (float) (sign * vector[i]);
            }
        }
        Map<String, Tensor> tensors = new TreeMap<>();
        tensors.put(VaeTensors.PCA_MEAN, new Tensor(new int[] {inputs}, floats(mean)));
        tensors.put(VaeTensors.PCA_COMPONENTS, new Tensor(new int[] {fitted.latentDim(), inputs}, components));
        return withVariances(fitted, tensors, rows, listener);
    }

    /**
     * Finds the mean square of each input's residuals. It scores with unit variances, where an input costs half its
     * squared residual plus a constant.
     */
    private FitResult withVariances(
            VaeSpec fitted, Map<String, Tensor> tensors, TrainingRows rows, FitListener listener) {
        tensors.put(VaeTensors.PCA_LOG_VARIANCE, new Tensor(new int[] {inputs}, new float[inputs]));
        PcaScorer scorer = new PcaScorer(fitted, tensors);
        double[] squares = new double[inputs];
        long[] counts = new long[inputs];
        float[] row = new float[inputs];
        for (int r = 0; r < rows.size(); r++) {
            rows.copyTo(r, row, 0);
            float[] expected = scorer.expected(row, 1);
            for (int i = 0; i < inputs; i++) {
                if (!Float.isNaN(row[i])) {
                    double residual = (double) row[i] - expected[i];
                    squares[i] += residual * residual;
                    counts[i]++;
                }
            }
        }
        double least = spec.sigma() * spec.sigma();
        double[] logVariances = new double[inputs];
        Arrays.setAll(logVariances, i -> Math.log(Math.max(least, counts[i] == 0 ? 1 : squares[i] / counts[i])));
        tensors.put(VaeTensors.PCA_LOG_VARIANCE, new Tensor(new int[] {inputs}, floats(logVariances)));
        double score = meanScore(new PcaScorer(fitted, tensors), rows);
        listener.onStep(FitStep.plain(1, 1, rows.size(), score));
        return new FitResult(fitted, tensors, 1, score, false);
    }

    private double meanScore(PcaScorer scorer, TrainingRows rows) {
        float[] row = new float[inputs];
        double sum = 0;
        for (int r = 0; r < rows.size(); r++) {
            rows.copyTo(r, row, 0);
            ElboTerms terms = scorer.score(row, 1);
            for (int i = 0; i < inputs; i++) {
                sum += Float.isNaN(row[i]) ? 0 : terms.nats()[i];
            }
        }
        return sum / rows.size();
    }

    private double[] mean(TrainingRows rows) {
        double[] sums = new double[inputs];
        long[] counts = new long[inputs];
        float[] row = new float[inputs];
        for (int r = 0; r < rows.size(); r++) {
            rows.copyTo(r, row, 0);
            for (int i = 0; i < inputs; i++) {
                sums[i] += Float.isNaN(row[i]) ? 0 : row[i];
                counts[i] += Float.isNaN(row[i]) ? 0 : 1;
            }
        }
        Arrays.setAll(sums, i -> counts[i] == 0 ? 0 : sums[i] / counts[i]);
        return sums;
    }

    private Array2DRowRealMatrix covariance(TrainingRows rows, double[] mean) {
        double[][] sums = new double[inputs][inputs];
        float[] row = new float[inputs];
        double[] centred = new double[inputs];
        for (int r = 0; r < rows.size(); r++) {
            rows.copyTo(r, row, 0);
            Arrays.setAll(centred, i -> Float.isNaN(row[i]) ? 0 : row[i] - mean[i]);
            for (int i = 0; i < inputs; i++) {
                double[] products = sums[i];
                double factor = centred[i];
                for (int j = i; j < inputs; j++) {
                    products[j] += factor * centred[j];
                }
            }
        }
        for (int i = 0; i < inputs; i++) {
            for (int j = i; j < inputs; j++) {
                sums[i][j] /= rows.size();
                sums[j][i] = sums[i][j];
            }
        }
        return new Array2DRowRealMatrix(sums, false);
    }

    /**
     * The smallest number of components that explains 90 % of the variance. It is never all of them, because then
     * nothing would be left to score.
     */
    private int components(double[] values, int[] order) {
        double total = Arrays.stream(values).filter(v -> v > 0).sum();
        double sum = 0;
        for (int c = 0; c < inputs - 1; c++) {
            sum += values[order[c]];
            if (sum >= EXPLAINED * total) {
                return c + 1;
            }
        }
        return inputs - 1;
    }

    /**
     * The sign that makes the vector's largest entry positive, because an eigenvector and its negative are both
     * correct.
     */
    private static double sign(double[] vector) {
        double largest = 0;
        for (double entry : vector) {
            largest = Math.abs(entry) > Math.abs(largest) ? entry : largest;
        }
        return largest < 0 ? -1 : 1;
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}

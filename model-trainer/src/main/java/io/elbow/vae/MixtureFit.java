// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import io.elbow.artifact.Tensor;
import io.elbow.artifact.VaeTensors;
import io.elbow.scoring.ClosedForms;
import java.util.Arrays;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * One run of expectation-maximisation, in double precision. It computes responsibilities from the parameters and then
 * parameters from the responsibilities, until a round gains less than 1e-4 nats a row. A missing value is ignored in
 * both.
 */
final class MixtureFit {
    private static final int MOST_ITERATIONS = 100;
    private static final double LEAST_GAIN = 1e-4;
    private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

    /** The least weight of a component, in rows, so that its logarithm is finite. */
    private static final double LEAST_MASS = 1e-6;

    private final float[][] rows;
    private final int inputs;
    private final double leastVariance;
    private final double[] logWeights;
    private final double[][] means;
    private final double[][] variances;
    private double meanNats = Double.POSITIVE_INFINITY;
    private int iterations;

    private MixtureFit(float[][] rows, int count, double leastVariance) {
        this.rows = rows;
        this.leastVariance = leastVariance;
        inputs = rows[0].length;
        logWeights = new double[count];
        means = new double[count][inputs];
        variances = new double[count][inputs];
        for (double[] variance : variances) {
            Arrays.fill(variance, Math.max(1, leastVariance));
        }
    }

    /**
     * Starts from centres drawn among the rows. The chance of a row grows with its squared distance to the centres so
     * far.
     */
    static MixtureFit seeded(float[][] rows, int count, double leastVariance, RandomGenerator random) {
        MixtureFit fit = new MixtureFit(rows, count, leastVariance);
        double[][] responsibilities = fit.nearest(random);
        fit.maximise(responsibilities);
        return fit.converged();
    }

    /** Starts from the parameters of an earlier fit. */
    static MixtureFit from(float[][] rows, Map<String, Tensor> start, double leastVariance) {
        float[] logits = start.get(VaeTensors.MIXTURE_WEIGHT_LOGITS).values();
        float[] means = start.get(VaeTensors.MIXTURE_MEANS).values();
        float[] logVariances = start.get(VaeTensors.MIXTURE_LOG_VARIANCES).values();
        MixtureFit fit = new MixtureFit(rows, logits.length, leastVariance);
        for (int k = 0; k < logits.length; k++) {
            fit.logWeights[k] = logits[k];
            for (int i = 0; i < fit.inputs; i++) {
                fit.means[k][i] = means[k * fit.inputs + i];
                fit.variances[k][i] = Math.max(leastVariance, Math.exp(logVariances[k * fit.inputs + i]));
            }
        }
        return fit.converged();
    }

    int count() {
        return logWeights.length;
    }

    double[] logWeights() {
        return logWeights;
    }

    double[][] means() {
        return means;
    }

    double[][] variances() {
        return variances;
    }

    int iterations() {
        return iterations;
    }

    /** Mean -log p of a row, by the parameters at the beginning of the last round. */
    double meanNats() {
        return meanNats;
    }

    private MixtureFit converged() {
        double[][] responsibilities = new double[rows.length][count()];
        double before = Double.POSITIVE_INFINITY;
        while (iterations < MOST_ITERATIONS) {
            meanNats = expect(responsibilities);
            iterations++;
            if (!(before - meanNats >= LEAST_GAIN)) {
                break;
            }
            before = meanNats;
            maximise(responsibilities);
        }
        return this;
    }

    /** Writes the responsibilities, [rows][count], and returns the mean -log p. */
    private double expect(double[][] responsibilities) {
        double[][] precisions = new double[count()][inputs];
        double[][] constants = new double[count()][inputs];
        for (int k = 0; k < count(); k++) {
            for (int i = 0; i < inputs; i++) {
                precisions[k][i] = 1 / variances[k][i];
                constants[k][i] = LOG_TWO_PI + Math.log(variances[k][i]);
            }
        }
        double sum = 0;
        for (int r = 0; r < rows.length; r++) {
            double[] logs = responsibilities[r];
            for (int k = 0; k < logs.length; k++) {
                logs[k] = logWeights[k] - 0.5 * doubledNats(rows[r], means[k], precisions[k], constants[k]);
            }
            sum -= ClosedForms.normalizeLogs(logs);
        }
        return sum / rows.length;
    }

    private static double doubledNats(float[] row, double[] mean, double[] precision, double[] constant) {
        double sum = 0;
        for (int i = 0; i < row.length; i++) {
            double difference = row[i] - mean[i];
            sum += Float.isNaN(row[i]) ? 0 : constant[i] + precision[i] * difference * difference;
        }
        return sum;
    }

    private void maximise(double[][] responsibilities) {
        for (int k = 0; k < count(); k++) {
            double mass = 0;
            double[] present = new double[inputs];
            double[] sums = new double[inputs];
            for (int r = 0; r < rows.length; r++) {
                double share = responsibilities[r][k];
                mass += share;
                for (int i = 0; i < inputs && share > 0; i++) {
                    boolean missing = Float.isNaN(rows[r][i]);
                    present[i] += missing ? 0 : share;
                    sums[i] += missing ? 0 : share * rows[r][i];
                }
            }
            logWeights[k] = Math.log(Math.max(LEAST_MASS, mass) / (rows.length + count() * LEAST_MASS));
            moments(k, responsibilities, present, sums);
        }
    }

    /**
     * Updates a component's means and variances. An input that is missing in nearly all rows of the component keeps its
     * parameters.
     */
    private void moments(int k, double[][] responsibilities, double[] present, double[] sums) {
        double[] squares = new double[inputs];
        for (int i = 0; i < inputs; i++) {
            means[k][i] = present[i] > LEAST_MASS ? sums[i] / present[i] : means[k][i];
        }
        for (int r = 0; r < rows.length; r++) {
            double share = responsibilities[r][k];
            for (int i = 0; i < inputs && share > 0; i++) {
                double difference = rows[r][i] - means[k][i];
                squares[i] += Float.isNaN(rows[r][i]) ? 0 : share * difference * difference;
            }
        }
        for (int i = 0; i < inputs; i++) {
            variances[k][i] =
                    present[i] > LEAST_MASS ? Math.max(leastVariance, squares[i] / present[i]) : variances[k][i];
        }
    }

    /** k-means++: draws the centres and assigns each row to the nearest one, [rows][count]. */
    private double[][] nearest(RandomGenerator random) {
        double[] distances = new double[rows.length];
        int[] owners = new int[rows.length];
        Arrays.fill(distances, Double.POSITIVE_INFINITY);
        int centre = random.nextInt(rows.length);
        for (int k = 0; k < count(); k++) {
            double total = 0;
            for (int r = 0; r < rows.length; r++) {
                double distance = squaredDistance(rows[r], rows[centre]);
                if (distance < distances[r]) {
                    distances[r] = distance;
                    owners[r] = k;
                }
                total += distances[r];
            }
            centre = drawn(distances, total * random.nextDouble());
        }
        double[][] responsibilities = new double[rows.length][count()];
        for (int r = 0; r < rows.length; r++) {
            responsibilities[r][owners[r]] = 1;
        }
        return responsibilities;
    }

    private static int drawn(double[] shares, double point) {
        double left = point;
        for (int i = 0; i < shares.length; i++) {
            left -= shares[i];
            if (left < 0) {
                return i;
            }
        }
        return shares.length - 1;
    }

    /** The squared distance of two rows. A missing value counts as 0, the training mean. */
    private static double squaredDistance(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            double difference = (Float.isNaN(a[i]) ? 0 : a[i]) - (double) (Float.isNaN(b[i]) ? 0 : b[i]);
            sum += difference * difference;
        }
        return sum;
    }
}

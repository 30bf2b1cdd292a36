// SPDX-License-Identifier: Apache-2.0
package io.elbow.report;

import io.elbow.features.Order;
import java.util.stream.IntStream;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.EigenDecompositionSymmetric;

/**
 * Posterior means, projected onto the two axes of their largest variance.
 *
 * @param points [rows][2]
 * @param anomalous whether each point is anomalous
 * @param shares of the whole variance along each of the two axes
 */
public record LatentPlane(double[][] points, boolean[] anomalous, double[] shares) {
    /**
     * Projects posterior means.
     *
     * @param normal [rows][latentDim], at least one row
     * @param anomalous [rows][latentDim]
     */
    public static LatentPlane of(double[][] normal, double[][] anomalous) {
        int rows = normal.length + anomalous.length;
        double[][] means = new double[rows][];
        boolean[] labels = new boolean[rows];
        for (int i = 0; i < rows; i++) {
            labels[i] = i >= normal.length;
            means[i] = labels[i] ? anomalous[i - normal.length] : normal[i];
        }
        double[] centre = centre(means);
        EigenDecompositionSymmetric eigen = new EigenDecompositionSymmetric(covariance(means, centre));
        double[] values = eigen.getEigenvalues();
        int[] order = Order.descending(values);
        double total = IntStream.range(0, values.length)
                .mapToDouble(i -> Math.max(0, values[i]))
                .sum();
        double[][] points = new double[rows][2];
        double[] shares = new double[2];
        for (int axis = 0; axis < Math.min(2, order.length); axis++) {
            double[] direction = eigen.getEigenvector(order[axis]).toArray();
            shares[axis] = total > 0 ? Math.max(0, values[order[axis]]) / total : 0;
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < centre.length; j++) {
                    points[i][axis] += direction[j] * (means[i][j] - centre[j]);
                }
            }
        }
        return new LatentPlane(points, labels, shares);
    }

    private static double[] centre(double[][] means) {
        double[] centre = new double[means[0].length];
        for (double[] mean : means) {
            for (int j = 0; j < centre.length; j++) {
                centre[j] += mean[j] / means.length;
            }
        }
        return centre;
    }

    private static Array2DRowRealMatrix covariance(double[][] means, double[] centre) {
        int dimension = centre.length;
        double[][] covariance = new double[dimension][dimension];
        for (double[] mean : means) {
            for (int i = 0; i < dimension; i++) {
                for (int j = 0; j <= i; j++) {
                    covariance[i][j] += (mean[i] - centre[i]) * (mean[j] - centre[j]) / means.length;
                }
            }
        }
        for (int i = 0; i < dimension; i++) {
            for (int j = 0; j < i; j++) {
                covariance[j][i] = covariance[i][j];
            }
        }
        return new Array2DRowRealMatrix(covariance, false);
    }
}

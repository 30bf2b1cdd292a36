// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Leaves out the rows that stand apart from all others, for training data that has anomalies in it.
 *
 * <p>A row's measure is its distance to its k-th nearest reference row, where k is 3 % of the reference rows
 * (Ramaswamy, Rastogi and Shim, Efficient Algorithms for Mining Outliers from Large Data Sets, 2000): only if that many
 * anomalies were alike would they keep each other. Missing inputs count as the mean.
 *
 * <p>Its cost is limited. At most {@value #MOST_ROWS} rows are measured; if there are more, that many are drawn by the
 * seed, and the fit uses only these. At most {@value #MOST_REFERENCES} rows are references, fewer if there are many or
 * wide rows.
 */
final class Trimming {
    static final int MOST_ROWS = 100_000;
    static final int MOST_REFERENCES = 2_000;

    private static final int LEAST_REFERENCES = 200;
    private static final double NEIGHBOUR_SHARE = 0.03;
    private static final int LEAST_NEIGHBOUR = 5;

    /** Limit on the differences of two numbers, about ten seconds of work. */
    private static final double MOST_WORK = 2e10;

    private final Source source;
    private final int inputDim;

    private Trimming(Source source, int inputDim) {
        this.source = source;
        this.inputDim = inputDim;
    }

    /** Provides the inputs of rows. */
    interface Source {
        /** Writes the row's inputs, [inputDim], standardised; NaN: missing. */
        void copyTo(int row, float[] target);
    }

    /**
     * Returns the rows to fit on, in their order.
     *
     * @param rows indices that the source understands
     * @param share of the rows to leave out, in [0, 0.5)
     */
    static int[] kept(int[] rows, int inputDim, double share, RandomGenerator random, Source source) {
        int[] looked = chosen(rows, MOST_ROWS, random);
        int drop = (int) (share * looked.length);
        if (drop == 0) {
            return looked;
        }
        double[] apart = new Trimming(source, inputDim).distances(looked, random);
        int[] byDistance = IntStream.range(0, looked.length)
                .boxed()
                .sorted((a, b) -> Double.compare(apart[a], apart[b]))
                .mapToInt(Integer::intValue)
                .limit(looked.length - drop)
                .sorted()
                .toArray();
        return Arrays.stream(byDistance).map(i -> looked[i]).toArray();
    }

    /** Draws that many of the rows, in their order. */
    private static int[] chosen(int[] rows, int most, RandomGenerator random) {
        if (rows.length <= most) {
            return rows;
        }
        int[] chosen = new int[most];
        int taken = 0;
        // Selection sampling: Knuth, The Art of Computer Programming 2, algorithm 3.4.2 S.
        for (int i = 0; taken < most; i++) {
            if (random.nextInt(rows.length - i) < most - taken) {
                chosen[taken++] = rows[i];
            }
        }
        return chosen;
    }

    private double[] distances(int[] rows, RandomGenerator random) {
        int most = (int) Math.min(MOST_REFERENCES, MOST_WORK / rows.length / inputDim);
        int[] references = chosen(rows, Math.max(LEAST_REFERENCES, most), random);
        float[][] points = new float[references.length][];
        for (int i = 0; i < references.length; i++) {
            points[i] = point(references[i]);
        }
        // A reference is its own nearest neighbour, which is one among many and does not matter.
        int neighbour =
                Math.min(references.length - 1, Math.max(LEAST_NEIGHBOUR, (int) (NEIGHBOUR_SHARE * references.length)));
        float[] squares = new float[references.length];
        double[] distances = new double[rows.length];
        for (int row = 0; row < rows.length; row++) {
            float[] point = point(rows[row]);
            for (int i = 0; i < squares.length; i++) {
                squares[i] = square(point, points[i]);
            }
            Arrays.sort(squares);
            distances[row] = squares[neighbour];
        }
        return distances;
    }

    private float[] point(int row) {
        float[] point = new float[inputDim];
        source.copyTo(row, point);
        for (int i = 0; i < inputDim; i++) {
            point[i] = Float.isNaN(point[i]) ? 0 : point[i];
        }
        return point;
    }

    private static float square(float[] a, float[] b) {
        float sum = 0;
        for (int i = 0; i < a.length; i++) {
            float difference = a[i] - b[i];
            sum += difference * difference;
        }
        return sum;
    }
}

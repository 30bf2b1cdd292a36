// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import io.elbow.artifact.Tensor;
import java.util.random.RandomGenerator;

/**
 * Standard normal draws that are the same on every JDK. {@link RandomGenerator#nextGaussian()} promises a distribution
 * and no sequence: on JDK 25 it gives another value than on JDK 17 once in some millions of draws, and a fit takes more
 * than that.
 *
 * <p>The ziggurat of Doornik, An Improved Ziggurat Method to Generate Normal Random Samples (2005): layers of equal
 * area, of which one draw takes one long. {@link StrictMath} is the same everywhere.
 */
public final class NormalDraws {
    private static final int LAYERS = 128;
    /** Where the tail begins, so that {@link #LAYERS} layers of {@link #AREA} cover the density. */
    private static final double TAIL = 3.442619855899;

    private static final double AREA = 9.91256303526217e-3;
    private static final double UNIT = 0x1p-53;
    /** [LAYERS + 1], the right edge of each layer, from the bottom. */
    private static final double[] EDGES = edges();
    /** [LAYERS], the share of each layer's width that lies below the density on its whole height. */
    private static final double[] INNER = inner();

    private NormalDraws() {}

    /** The next standard normal value of a generator whose longs are the same on every JDK. */
    public static double next(RandomGenerator random) {
        while (true) {
            long bits = random.nextLong();
            double u = 2 * ((bits >>> 11) * UNIT) - 1;
            int layer = (int) (bits & (LAYERS - 1));
            if (Math.abs(u) < INNER[layer]) {
                return u * EDGES[layer];
            }
            if (layer == 0) {
                return Math.copySign(tail(random), u);
            }
            double x = u * EDGES[layer];
            double below = density(EDGES[layer]) / density(x);
            double above = density(EDGES[layer + 1]) / density(x);
            if (above + uniform(random) * (below - above) < 1) {
                return x;
            }
        }
    }

    /**
     * Draws vectors in antithetic pairs, a draw and its negative, for a model's noise.
     *
     * @param count number of vectors, even
     * @return [count, width]
     */
    public static Tensor antithetic(int count, int width, RandomGenerator random) {
        int half = count / 2 * width;
        float[] noise = new float[2 * half];
        for (int i = 0; i < half; i++) {
            noise[i] = (float) next(random);
            noise[half + i] = -noise[i];
        }
        return new Tensor(new int[] {count, width}, noise);
    }

    /**
     * A value beyond {@link #TAIL}: Marsaglia, Generating a Variable from the Tail of the Normal Distribution (1964).
     */
    private static double tail(RandomGenerator random) {
        double x;
        double y;
        do {
            x = -StrictMath.log(uniform(random)) / TAIL;
            y = -StrictMath.log(uniform(random));
        } while (2 * y < x * x);
        return TAIL + x;
    }

    /** In (0, 1). */
    private static double uniform(RandomGenerator random) {
        return ((random.nextLong() >>> 11) + 0.5) * UNIT;
    }

    /** The normal density, not scaled. */
    private static double density(double x) {
        return StrictMath.exp(-0.5 * x * x);
    }

    private static double[] edges() {
        double[] edges = new double[LAYERS + 1];
        edges[0] = AREA / density(TAIL);
        edges[1] = TAIL;
        for (int i = 2; i < LAYERS; i++) {
            double height = AREA / edges[i - 1] + density(edges[i - 1]);
            edges[i] = StrictMath.sqrt(-2 * StrictMath.log(height));
        }
        return edges;
    }

    private static double[] inner() {
        double[] inner = new double[LAYERS];
        for (int i = 0; i < LAYERS; i++) {
            inner[i] = EDGES[i + 1] / EDGES[i];
        }
        return inner;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import io.elbow.artifact.Tensor;
import io.elbow.artifact.VaeSpec;
import io.elbow.artifact.VaeTensors;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Draws the first weights: hidden layers U(+-sqrt(6 / fanIn)) (He et al. 2015), heads U(+-sqrt(3 / fanIn)), the
 * log-variance heads a tenth of that so that the first posterior hardly depends on the input, biases 0.
 */
final class Initializer {
    private Initializer() {}

    static SortedMap<String, Tensor> weights(VaeSpec spec, RandomGenerator random) {
        SortedMap<String, Tensor> weights = new TreeMap<>();
        VaeTensors.shapes(spec).forEach((name, shape) -> {
            if (!name.equals(VaeTensors.NOISE)) {
                weights.put(name, new Tensor(shape, values(name, shape, random)));
            }
        });
        return weights;
    }

    private static float[] values(String name, int[] shape, RandomGenerator random) {
        float[] values = new float[shape.length == 2 ? shape[0] * shape[1] : shape[0]];
        if (shape.length == 2) {
            double bound = bound(name, shape[1]);
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (bound * (2 * random.nextDouble() - 1));
            }
        }
        return values;
    }

    private static double bound(String name, int fanIn) {
        if (name.contains("log-variance")) {
            return 0.1 * Math.sqrt(3.0 / fanIn);
        }
        boolean head = name.equals("encoder.mean.weight")
                || name.equals("decoder.output.weight")
                || name.equals(VaeTensors.PRIOR_MEAN + ".weight");
        return Math.sqrt((head ? 3.0 : 6.0) / fanIn);
    }
}

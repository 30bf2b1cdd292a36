// SPDX-License-Identifier: Apache-2.0
package io.elbow.scoring;

import io.elbow.artifact.Tensor;
import io.elbow.artifact.VaeSpec;
import io.elbow.artifact.VaeTensors;
import java.util.Arrays;
import java.util.Map;

/** Averages -log p(x_i given z) of one row over its draws. Each likelihood has its own implementation. */
abstract class RowNats {
    /** The sums over the draws of the current row, [inputDim]. */
    final double[] sums;

    RowNats(int inputDim) {
        this.sums = new double[inputDim];
    }

    static RowNats of(VaeSpec spec, Map<String, Tensor> tensors) {
        int inputs = spec.inputDim();
        double[] variances = new double[inputs];
        return switch (spec.likelihood()) {
            case GAUSSIAN -> {
                Arrays.fill(variances, spec.sigma() * spec.sigma());
                yield new FixedVariance(variances);
            }
            case GAUSSIAN_FEATURE -> {
                float[] raw = tensors.get(VaeTensors.OBSERVATION_LOG_VARIANCE).values();
                Arrays.setAll(variances, i -> ObservationVariance.of(spec.sigma(), raw[i]));
                yield new FixedVariance(variances);
            }
            case GAUSSIAN_RECORD -> new VarianceOfRecord(inputs, spec.sigma());
            case BERNOULLI -> new Bernoulli(inputs);
        };
    }

    /** Starts a row. */
    void begin() {
        Arrays.fill(sums, 0);
    }

    /**
     * Adds a draw.
     *
     * @param x [inputDim..], the row; what follows its inputs is ignored
     * @param output [inputDim], the decoder's mean or logits
     * @param rawVariance [inputDim], read for {@code gaussian-record} only
     */
    abstract void add(float[] x, float[] output, float[] rawVariance);

    /** Writes the averages to {@code nats} from {@code offset} on. */
    abstract void finish(int draws, float[] nats, int offset);

    /** Adds squared errors and scales them once at the end, because the variance is the same for every draw. */
    private static final class FixedVariance extends RowNats {
        private final double[] constants;
        private final double[] halfPrecisions;

        FixedVariance(double[] variances) {
            super(variances.length);
            constants = Arrays.stream(variances)
                    .map(v -> 0.5 * Math.log(v) + ClosedForms.HALF_LOG_TWO_PI)
                    .toArray();
            halfPrecisions = Arrays.stream(variances).map(v -> 0.5 / v).toArray();
        }

        @Override
        void add(float[] x, float[] output, float[] rawVariance) {
            for (int i = 0; i < sums.length; i++) {
                double error = x[i] - output[i];
                sums[i] += error * error;
            }
        }

        @Override
        void finish(int draws, float[] nats, int offset) {
            for (int i = 0; i < sums.length; i++) {
                nats[offset + i] = (float) (constants[i] + halfPrecisions[i] * sums[i] / draws);
            }
        }
    }

    private static final class VarianceOfRecord extends RowNats {
        private final double sigma;

        VarianceOfRecord(int inputDim, double sigma) {
            super(inputDim);
            this.sigma = sigma;
        }

        @Override
        void add(float[] x, float[] output, float[] rawVariance) {
            for (int i = 0; i < sums.length; i++) {
                double error = x[i] - output[i];
                double variance = ObservationVariance.of(sigma, rawVariance[i]);
                sums[i] += Math.log(variance) + error * error / variance;
            }
        }

        @Override
        void finish(int draws, float[] nats, int offset) {
            for (int i = 0; i < sums.length; i++) {
                nats[offset + i] = (float) (ClosedForms.HALF_LOG_TWO_PI + 0.5 * sums[i] / draws);
            }
        }
    }

    /**
     * Multiplies the values of 1 + exp(-|logit|) over the draws, so that one logarithm of the product replaces many.
     */
    private static final class Bernoulli extends RowNats {
        private static final double LARGE = 1e200;
        private final double[] products;

        Bernoulli(int inputDim) {
            super(inputDim);
            products = new double[inputDim];
        }

        @Override
        void begin() {
            super.begin();
            Arrays.fill(products, 1);
        }

        @Override
        void add(float[] x, float[] output, float[] rawVariance) {
            for (int i = 0; i < sums.length; i++) {
                double logit = output[i];
                sums[i] += Math.max(logit, 0.0) - x[i] * logit;
                products[i] *= 1.0 + Math.exp(-Math.abs(logit));
                if (products[i] > LARGE) {
                    sums[i] += Math.log(products[i]);
                    products[i] = 1;
                }
            }
        }

        @Override
        void finish(int draws, float[] nats, int offset) {
            for (int i = 0; i < sums.length; i++) {
                nats[offset + i] = (float) ((sums[i] + Math.log(products[i])) / draws);
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import ai.djl.ndarray.NDArray;
import io.elbow.artifact.VaeSpec;

/** p(x given z): computes what one input costs, given the decoder's output. */
interface ObservationModel {
    double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

    /** -log p(x_i given z), nats, [batch, inputDim]. */
    NDArray nats(NDArray x, Network.Decoded decoded);

    /** The mean of x given z, [batch, inputDim]. */
    default NDArray mean(Network.Decoded decoded) {
        return decoded.output();
    }

    static ObservationModel of(VaeSpec spec) {
        return switch (spec.likelihood()) {
            case GAUSSIAN -> new FixedGaussian(spec.sigma());
            case GAUSSIAN_FEATURE, GAUSSIAN_RECORD -> new LearnedGaussian(spec.sigma());
            case BERNOULLI -> new Bernoulli();
        };
    }

    /**
     * N(x; f(z), sigma^2 I) with one fixed sigma: (x - f)^2 / (2 sigma^2) + log sigma + 1/2 log 2 pi. Kingma and
     * Welling, Auto-Encoding Variational Bayes (2013), appendix C.2, with a fixed variance.
     */
    record FixedGaussian(double sigma) implements ObservationModel {
        @Override
        public NDArray nats(NDArray x, Network.Decoded decoded) {
            NDArray squared = decoded.output().sub(x).square();
            return Scaled.by(0.5 / (sigma * sigma), squared).add(Math.log(sigma) + HALF_LOG_TWO_PI);
        }
    }

    /**
     * N(x; f(z), v) with v = leastSigma^2 + exp(raw), learned per feature or given by the decoder per record: 1/2 ((x -
     * f)^2 / v + log v) + 1/2 log 2 pi. The smallest deviation prevents a variance of zero, and an unbounded density,
     * for a feature that is predicted perfectly.
     */
    record LearnedGaussian(double leastSigma) implements ObservationModel {
        private static final double RAW_LIMIT = 20;

        @Override
        public NDArray nats(NDArray x, Network.Decoded decoded) {
            NDArray variance =
                    decoded.rawLogVariance().clip(-RAW_LIMIT, RAW_LIMIT).exp().add(leastSigma * leastSigma);
            NDArray squared = decoded.output().sub(x).square();
            return Scaled.by(0.5, squared.div(variance).add(variance.log())).add(HALF_LOG_TWO_PI);
        }
    }

    /**
     * Cross-entropy of x in [0, 1] against logits l: softplus(l) - x l. For x in {0, 1} it is a negative log density.
     * For grey values it is not one, but it orders rows alike.
     */
    record Bernoulli() implements ObservationModel {
        @Override
        public NDArray nats(NDArray x, Network.Decoded decoded) {
            NDArray logits = decoded.output();
            return logits.getNDArrayInternal().softPlus().sub(logits.mul(x));
        }

        @Override
        public NDArray mean(Network.Decoded decoded) {
            return decoded.output().getNDArrayInternal().sigmoid();
        }
    }
}

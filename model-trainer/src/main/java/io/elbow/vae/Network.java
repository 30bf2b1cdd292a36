// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.elbow.artifact.Activation;
import io.elbow.artifact.DecoderOutput;
import io.elbow.artifact.Family;
import io.elbow.artifact.Likelihood;
import io.elbow.artifact.Tensor;
import io.elbow.artifact.VaeSpec;
import io.elbow.artifact.VaeTensors;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The encoder and decoder as functions of named weights. The same code trains and scores, except for what
 * {@link FoldedTanh} rewrites.
 *
 * <p>A condition enters as further inputs of encoder and decoder, and the prior's mean is a function of it: Sohn, Lee
 * and Yan, Learning Structured Output Representation using Deep Conditional Generative Models (2015).
 *
 * <p>Shapes: x [batch, inputDim], posterior mean and log-variance [batch, latentDim], z [batch, latentDim].
 */
final class Network {
    private static final double LOG_VARIANCE_SHIFT = -1;
    private static final double LEAST_LOG_VARIANCE = -12;
    private static final double LARGEST_LOG_VARIANCE = 6;

    private final VaeSpec spec;
    private final Map<String, NDArray> weights;
    private final UnaryOperator<NDArray> encoderActivation;
    private final UnaryOperator<NDArray> decoderActivation;

    Network(VaeSpec spec, Map<String, NDArray> weights) {
        this(spec, weights, of(spec.activation()));
    }

    private Network(VaeSpec spec, Map<String, NDArray> weights, UnaryOperator<NDArray> decoderActivation) {
        this.spec = spec;
        this.weights = weights;
        encoderActivation = of(spec.activation().ofEncoder());
        this.decoderActivation = decoderActivation;
    }

    /** The network without gradients, which costs less; {@code manager} owns its weights. */
    static Network toScore(VaeSpec spec, NDManager manager, Map<String, Tensor> tensors) {
        return spec.activation() == Activation.SILU_TANH
                ? new Network(spec, NativeArrays.weights(manager, FoldedTanh.fold(spec, tensors)), FoldedTanh::activate)
                : new Network(spec, NativeArrays.weights(manager, tensors));
    }

    /** q(z given x) = N(mean, diag exp(logVariance)). An autoencoder has only the mean. */
    record Posterior(NDArray mean, NDArray logVariance) {
        /** KL(q to N(0, I)) = 1/2 sum_j (mean_j^2 + exp(logVariance_j) - logVariance_j - 1), [batch], nats. */
        NDArray klToStandardNormal() {
            if (logVariance == null) {
                return mean.getManager().zeros(new Shape(mean.getShape().get(0)));
            }
            NDArray terms = mean.square().add(logVariance.exp()).sub(logVariance);
            return Scaled.by(0.5, terms.sum(new int[] {1}).sub(mean.getShape().get(1)));
        }

        /** KL(q to N(priorMean, I)), which has (mean_j - priorMean_j)^2 instead of mean_j^2; null: KL(q to N(0, I)). */
        NDArray klTo(NDArray priorMean) {
            return priorMean == null
                    ? klToStandardNormal()
                    : new Posterior(mean.sub(priorMean), logVariance).klToStandardNormal();
        }
    }

    /**
     * The condition of a batch.
     *
     * @param network [batch, conditionDim], the input of encoder and decoder; null: none
     * @param prior [batch, conditionDim], the input of the prior; null: none
     */
    record Condition(NDArray network, NDArray prior) {
        static final Condition NONE = new Condition(null, null);
    }

    /**
     * The decoder's output for x.
     *
     * @param output [batch, inputDim]: mean, or logits for bernoulli
     * @param rawLogVariance of {@code gaussian-record} and {@code gaussian-feature}; else null
     */
    record Decoded(NDArray output, NDArray rawLogVariance) {}

    Posterior encode(NDArray x) {
        return encode(x, Condition.NONE);
    }

    Posterior encode(NDArray x, Condition condition) {
        NDArray seen = spec.network().encoderReach() == VaeSpec.NO_REACH
                ? x
                : x.clip(-spec.network().encoderReach(), spec.network().encoderReach());
        NDArray hidden = hiddenLayers("encoder.", encoderActivation, withCondition(seen, condition));
        return new Posterior(linear("encoder.mean", hidden), logVariance(hidden));
    }

    private NDArray logVariance(NDArray hidden) {
        return spec.family() == Family.AUTOENCODER
                ? null
                : linear("encoder.log-variance", hidden)
                        .add(LOG_VARIANCE_SHIFT)
                        .clip(LEAST_LOG_VARIANCE, LARGEST_LOG_VARIANCE);
    }

    /** The prior's mean, [batch, latentDim]; null: 0. */
    NDArray priorMean(Condition condition) {
        return condition.prior() == null ? null : linear(VaeTensors.PRIOR_MEAN, condition.prior());
    }

    private static NDArray withCondition(NDArray input, Condition condition) {
        return condition.network() == null ? input : input.concat(condition.network(), 1);
    }

    Decoded decode(NDArray z) {
        return decode(z, Condition.NONE);
    }

    Decoded decode(NDArray z, Condition condition) {
        NDArray hidden = hiddenLayers("decoder.", decoderActivation, withCondition(z, condition));
        NDArray output = linear("decoder.output", hidden);
        if (spec.network().decoderOutput() == DecoderOutput.SIGMOID) {
            output = output.getNDArrayInternal().sigmoid();
        }
        return new Decoded(output, rawLogVariance(hidden));
    }

    private NDArray rawLogVariance(NDArray hidden) {
        if (spec.likelihood() == Likelihood.GAUSSIAN_RECORD) {
            return linear("decoder.observation-log-variance", hidden);
        }
        NDArray perFeature = weights.get(VaeTensors.OBSERVATION_LOG_VARIANCE);
        if (perFeature == null) {
            return null;
        }
        // An operation's result lives as long as its first operand, so the row of the batch comes first and not the
        // weights.
        NDArray row = perFeature.expandDims(0);
        row.attach(hidden.getManager());
        return row;
    }

    private NDArray hiddenLayers(String prefix, UnaryOperator<NDArray> activation, NDArray input) {
        NDArray hidden = input;
        for (int i = 0; i < spec.hidden().size(); i++) {
            hidden = activation.apply(linear(prefix + i, hidden));
        }
        return hidden;
    }

    private NDArray linear(String name, NDArray input) {
        NDArray weight = weights.get(name + ".weight");
        NDArray bias = weights.get(name + ".bias");
        try (NDList result = input.getNDArrayInternal().linear(input, weight, bias)) {
            NDArray output = result.singletonOrThrow();
            result.clear();
            return output;
        }
    }

    private static UnaryOperator<NDArray> of(Activation activation) {
        return switch (activation) {
            case SILU -> Network::silu;
            case RELU -> input -> input.getNDArrayInternal().relu();
            case TANH -> NDArray::tanh;
            case SILU_TANH -> Network::siluTanh;
        };
    }

    private static NDArray silu(NDArray input) {
        return input.mul(input.getNDArrayInternal().sigmoid());
    }

    /**
     * Applies SiLU to the first units and tanh to the others.
     *
     * @param input [.., units]
     */
    private static NDArray siluTanh(NDArray input) {
        int axis = input.getShape().dimension() - 1;
        long units = input.getShape().get(axis);
        NDList parts = input.split(new long[] {Activation.siluUnits((int) units)}, axis);
        return silu(parts.get(0)).concat(parts.get(1).tanh(), axis);
    }
}

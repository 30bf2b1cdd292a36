// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.elbow.config.BadInputException;
import java.util.List;

/**
 * The network and the likelihood.
 *
 * @param family what kind of model; the network's parameters have no meaning for families without one
 */
public record VaeSpec(
        Family family,
        @JsonUnwrapped Input input,
        @JsonUnwrapped Network network,
        @JsonUnwrapped Observation observation,
        @JsonUnwrapped Scoring scoring,
        @JsonUnwrapped ConditionSpec condition) {
    /** The encoder sees inputs as they are. */
    public static final double NO_REACH = 0;

    /**
     * What is scored.
     *
     * @param features features a row
     * @param shingleLength rows a shingle; the network sees {@link VaeSpec#inputDim()} inputs
     */
    public record Input(int features, int shingleLength) {
        public Input {
            require(features >= 1, "features must be at least 1 but was " + features);
            require(shingleLength >= 1, "shingle length must be at least 1 but was " + shingleLength);
        }
    }

    /**
     * Encoder and decoder.
     *
     * @param hidden widths of the encoder's hidden layers; the decoder has them in reverse; none: both are linear
     * @param latentDim latents; of {@code pca} and {@code gaussian-mixture} the number of components
     * @param decoderOutput what stands behind the decoder's last layer
     * @param encoderReach the encoder sees inputs within +-encoderReach, in training deviations, while the likelihood
     *     sees them as they are: q(z given x) may be any function of x, so the score stays a bound; {@link #NO_REACH}:
     *     as they are
     */
    public record Network(
            List<Integer> hidden,
            int latentDim,
            Activation activation,
            DecoderOutput decoderOutput,
            double encoderReach) {
        public Network {
            hidden = List.copyOf(hidden);
            require(hidden.stream().allMatch(h -> h >= 1), "hidden layers must be at least 1 wide but were " + hidden);
            require(latentDim >= 1, "latent must be at least 1 but was " + latentDim);
            require(
                    encoderReach >= 0 && Double.isFinite(encoderReach),
                    "the encoder's reach must be 0 (none) or a positive number of deviations but was " + encoderReach);
        }
    }

    /**
     * p(x given z).
     *
     * @param sigma observation deviation in units of the training deviation: the fixed one of {@code gaussian}, the
     *     least one of {@code gaussian-feature} and {@code gaussian-record}, without meaning for {@code bernoulli}
     */
    public record Observation(Likelihood likelihood, double sigma) {
        public Observation {
            require(sigma > 0 && Double.isFinite(sigma), "sigma must be positive and finite but was " + sigma);
        }
    }

    /**
     * How a row is scored.
     *
     * @param bound which bound the score is
     * @param posteriorSamples antithetic draws of the score, even; 0: the posterior mean alone
     * @param members networks, each with its own weights and its share of the draws; the score is the mean of theirs.
     *     It is the negative ELBO of the mixture p(x) = 1/M sum_m p_m(x) under q(m given x) = 1/M, whose divergence
     *     from the mixture's own weights is 0
     */
    public record Scoring(Bound bound, int posteriorSamples, int members) {
        public Scoring {
            require(
                    posteriorSamples >= 0 && posteriorSamples % 2 == 0,
                    "samples must be 0 or an even number (antithetic pairs) but was " + posteriorSamples);
        }
    }

    /**
     * What describes a row's condition.
     *
     * @param dim numbers that describe it; 0: unconditional
     * @param placement where they enter; without meaning where there are none
     */
    public record ConditionSpec(
            @JsonProperty("conditionDim") int dim,
            @JsonProperty("conditionIn") ConditionPlacement placement) {
        /** Unconditional. */
        public static final ConditionSpec NONE = new ConditionSpec(0, ConditionPlacement.BOTH);

        public ConditionSpec {
            require(dim >= 0, "condition dimension must be at least 0 but was " + dim);
        }
    }

    public VaeSpec {
        requireFamily(family, network, observation, scoring, condition);
        int samples = scoring.posteriorSamples;
        int members = scoring.members;
        require(
                network.decoderOutput == DecoderOutput.LINEAR || observation.likelihood != Likelihood.BERNOULLI,
                "decoder output sigmoid is for gaussian likelihoods: bernoulli has its own; leave --decoder out");
        require(
                members >= 1 && (members == 1 || family.hasNetwork()),
                "members must be at least 1, and 1 for a family without a network, but was " + members + " for family "
                        + family.configName());
        require(
                samples % (2L * members) == 0,
                "samples must be shared evenly, in antithetic pairs, by the members, but was " + samples + " for "
                        + members + " members; give a multiple of " + 2L * members);
        require(
                scoring.bound == Bound.ELBO || samples > 0,
                "bound " + scoring.bound.configName() + " needs draws, but samples was 0; give --samples 16");
    }

    /** What a family has no use for. */
    private static void requireFamily(
            Family family, Network network, Observation observation, Scoring scoring, ConditionSpec condition) {
        String name = "family " + family.configName();
        boolean vae = family == Family.VAE;
        require(condition.dim == 0 || family.hasNetwork(), name + " takes no condition; use vae or autoencoder");
        require(
                condition.dim == 0 || vae || condition.placement != ConditionPlacement.PRIOR,
                "condition.in prior is for family vae, but the family was " + family.configName() + "; use network");
        require(
                scoring.bound == Bound.ELBO || vae,
                "bound " + scoring.bound.configName() + " is for family vae, but the family was "
                        + family.configName());
        require(
                scoring.posteriorSamples == 0 || vae,
                name + " draws nothing, but samples was " + scoring.posteriorSamples + "; leave --samples out");
        require(
                family.hasNetwork() || observation.likelihood == Likelihood.GAUSSIAN,
                name + " has a Gaussian of its own, but the likelihood was " + observation.likelihood.configName()
                        + "; use --likelihood gaussian");
        require(
                family.hasNetwork() || network.decoderOutput == DecoderOutput.LINEAR,
                name + " has no decoder; leave --decoder out");
        require(
                network.encoderReach == NO_REACH || family.hasNetwork(),
                name + " has no encoder, but the encoder's reach was " + network.encoderReach);
    }

    /** The same with so many latents or components. */
    public VaeSpec withLatentDim(int latents) {
        Network n = network;
        Network other = new Network(n.hidden, latents, n.activation, n.decoderOutput, n.encoderReach);
        return new VaeSpec(family, input, other, observation, scoring, condition);
    }

    /** The same scored by another bound, with so many draws. */
    public VaeSpec withBound(Bound bound, int draws) {
        return with(new Scoring(bound, draws, scoring.members));
    }

    /** The same with so many networks. */
    public VaeSpec withMembers(int members) {
        return with(new Scoring(scoring.bound, scoring.posteriorSamples, members));
    }

    /** The same with a condition of so many numbers. */
    public VaeSpec withCondition(int dimension, ConditionPlacement placement) {
        return new VaeSpec(family, input, network, observation, scoring, new ConditionSpec(dimension, placement));
    }

    /** Of one member by itself, with its share of the draws. */
    public VaeSpec ofMember() {
        return with(new Scoring(scoring.bound, scoring.posteriorSamples / scoring.members, 1));
    }

    private VaeSpec with(Scoring other) {
        return new VaeSpec(family, input, network, observation, other, condition);
    }

    public int features() {
        return input.features;
    }

    public int shingleLength() {
        return input.shingleLength;
    }

    public List<Integer> hidden() {
        return network.hidden;
    }

    public int latentDim() {
        return network.latentDim;
    }

    public Activation activation() {
        return network.activation;
    }

    public Likelihood likelihood() {
        return observation.likelihood;
    }

    public double sigma() {
        return observation.sigma;
    }

    public Bound bound() {
        return scoring.bound;
    }

    public int posteriorSamples() {
        return scoring.posteriorSamples;
    }

    public int members() {
        return scoring.members;
    }

    public int conditionDim() {
        return condition.dim;
    }

    /** Whether values must lie in [0, 1] and are taken as they are. */
    public boolean takesUnitInterval() {
        return takesUnitInterval(observation.likelihood, network.decoderOutput);
    }

    /** Likewise of any model with these two. */
    public static boolean takesUnitInterval(Likelihood likelihood, DecoderOutput decoderOutput) {
        return likelihood == Likelihood.BERNOULLI || decoderOutput == DecoderOutput.SIGMOID;
    }

    /** Inputs of the network. */
    public int inputDim() {
        return input.features * input.shingleLength;
    }

    /** Numbers a row that is handed to a scorer: the inputs, then those of its condition. */
    public int rowWidth() {
        return inputDim() + condition.dim;
    }

    /** Numbers of the condition that encoder and decoder get as further inputs. */
    public int networkConditionDim() {
        return condition.placement == ConditionPlacement.PRIOR ? 0 : condition.dim;
    }

    /** Numbers of the condition that the prior's mean is a function of; 0: the prior is N(0, I). */
    public int priorConditionDim() {
        return condition.placement == ConditionPlacement.NETWORK || family != Family.VAE ? 0 : condition.dim;
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new BadInputException(message);
        }
    }
}

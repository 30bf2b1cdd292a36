// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import io.elbow.config.BadInputException;
import java.util.List;

/**
 * The network and the likelihood.
 *
 * @param features features a row
 * @param shingleLength rows a shingle; the network sees {@link #inputDim()} inputs
 * @param hidden widths of the encoder's hidden layers; the decoder has them in reverse; none: both are linear
 * @param latentDim latents; of {@code pca} and {@code gaussian-mixture} the number of components
 * @param sigma observation deviation in units of the training deviation: the fixed one of {@code gaussian}, the least
 *     one of {@code gaussian-feature} and {@code gaussian-record}, without meaning for {@code bernoulli}
 * @param posteriorSamples antithetic draws of the score, even; 0: the posterior mean alone
 * @param family what kind of model; the network's parameters have no meaning for families without one
 * @param bound which bound the score is
 * @param conditionDim numbers that describe a row's condition; 0: unconditional
 * @param conditionIn where they enter; without meaning where there are none
 * @param decoderOutput what stands behind the decoder's last layer
 * @param encoderReach the encoder sees inputs within +-encoderReach, in training deviations, while the likelihood sees
 *     them as they are: q(z given x) may be any function of x, so the score stays a bound; {@link #NO_REACH}: as they
 *     are
 * @param members networks, each with its own weights and its share of the draws; the score is the mean of theirs. It is
 *     the negative ELBO of the mixture p(x) = 1/M sum_m p_m(x) under q(m given x) = 1/M, whose divergence from the
 *     mixture's own weights is 0
 */
public record VaeSpec(
        int features,
        int shingleLength,
        List<Integer> hidden,
        int latentDim,
        Activation activation,
        Likelihood likelihood,
        double sigma,
        int posteriorSamples,
        Family family,
        Bound bound,
        int conditionDim,
        ConditionPlacement conditionIn,
        DecoderOutput decoderOutput,
        double encoderReach,
        int members) {
    /** The encoder sees inputs as they are. */
    public static final double NO_REACH = 0;

    /** An unconditional VAE scored by its ELBO. */
    public VaeSpec(
            int features,
            int shingleLength,
            List<Integer> hidden,
            int latentDim,
            Activation activation,
            Likelihood likelihood,
            double sigma,
            int posteriorSamples) {
        this(
                features,
                shingleLength,
                hidden,
                latentDim,
                activation,
                likelihood,
                sigma,
                posteriorSamples,
                Family.VAE,
                Bound.ELBO,
                0,
                ConditionPlacement.BOTH,
                DecoderOutput.LINEAR,
                NO_REACH,
                1);
    }

    public VaeSpec {
        hidden = List.copyOf(hidden);
        require(features >= 1, "features must be at least 1 but was " + features);
        require(shingleLength >= 1, "shingle length must be at least 1 but was " + shingleLength);
        require(hidden.stream().allMatch(h -> h >= 1), "hidden layers must be at least 1 wide but were " + hidden);
        require(latentDim >= 1, "latent must be at least 1 but was " + latentDim);
        require(sigma > 0 && Double.isFinite(sigma), "sigma must be positive and finite but was " + sigma);
        require(
                posteriorSamples >= 0 && posteriorSamples % 2 == 0,
                "samples must be 0 or an even number (antithetic pairs) but was " + posteriorSamples);
        require(conditionDim >= 0, "condition dimension must be at least 0 but was " + conditionDim);
        require(
                conditionDim == 0 || family == Family.VAE || family == Family.AUTOENCODER,
                "family " + family.configName() + " takes no condition; use vae or autoencoder");
        require(
                conditionDim == 0 || family == Family.VAE || conditionIn != ConditionPlacement.PRIOR,
                "condition.in prior is for family vae, but the family was " + family.configName() + "; use network");
        require(
                bound == Bound.ELBO || family == Family.VAE,
                "bound " + bound.configName() + " is for family vae, but the family was " + family.configName());
        require(
                posteriorSamples == 0 || family == Family.VAE,
                "family " + family.configName() + " draws nothing, but samples was " + posteriorSamples
                        + "; leave --samples out");
        require(
                family.hasNetwork() || likelihood == Likelihood.GAUSSIAN,
                "family " + family.configName() + " has a Gaussian of its own, but the likelihood was "
                        + likelihood.configName() + "; use --likelihood gaussian");
        require(
                family.hasNetwork() || decoderOutput == DecoderOutput.LINEAR,
                "family " + family.configName() + " has no decoder; leave --decoder out");
        require(
                decoderOutput == DecoderOutput.LINEAR || likelihood != Likelihood.BERNOULLI,
                "decoder output sigmoid is for gaussian likelihoods: bernoulli has its own; leave --decoder out");
        require(
                encoderReach >= 0 && Double.isFinite(encoderReach),
                "the encoder's reach must be 0 (none) or a positive number of deviations but was " + encoderReach);
        require(
                encoderReach == NO_REACH || family.hasNetwork(),
                "family " + family.configName() + " has no encoder, but the encoder's reach was " + encoderReach);
        require(
                members >= 1 && (members == 1 || family.hasNetwork()),
                "members must be at least 1, and 1 for a family without a network, but was " + members + " for family "
                        + family.configName());
        require(
                posteriorSamples % (2L * members) == 0,
                "samples must be shared evenly, in antithetic pairs, by the members, but was " + posteriorSamples
                        + " for " + members + " members; give a multiple of " + 2L * members);
        require(
                bound == Bound.ELBO || posteriorSamples > 0,
                "bound " + bound.configName() + " needs draws, but samples was 0; give --samples 16");
    }

    /** The same with another family, without draws and of one member where that has none. */
    public VaeSpec withFamily(Family other) {
        Copy copy = new Copy(this);
        copy.family = other;
        copy.draws = other == Family.VAE ? posteriorSamples : 0;
        copy.members = other.hasNetwork() ? members : 1;
        return copy.made();
    }

    /** The same with so many latents or components. */
    public VaeSpec withLatentDim(int other) {
        Copy copy = new Copy(this);
        copy.latents = other;
        return copy.made();
    }

    /** The same scored by another bound, with so many draws. */
    public VaeSpec withBound(Bound other, int draws) {
        Copy copy = new Copy(this);
        copy.bound = other;
        copy.draws = draws;
        return copy.made();
    }

    /** The same with a condition of so many numbers. */
    public VaeSpec withCondition(int dimension, ConditionPlacement placement) {
        Copy copy = new Copy(this);
        copy.conditionDim = dimension;
        copy.conditionIn = placement;
        return copy.made();
    }

    /** The same with another end of the decoder. */
    public VaeSpec withDecoderOutput(DecoderOutput other) {
        Copy copy = new Copy(this);
        copy.output = other;
        return copy.made();
    }

    /** The same with an encoder that sees inputs within so many deviations; {@link #NO_REACH}: as they are. */
    public VaeSpec withEncoderReach(double other) {
        Copy copy = new Copy(this);
        copy.reach = other;
        return copy.made();
    }

    /** The same of so many networks. */
    public VaeSpec withMembers(int other) {
        Copy copy = new Copy(this);
        copy.members = other;
        return copy.made();
    }

    /** Of one member by itself, with its share of the draws. */
    public VaeSpec ofMember() {
        Copy copy = new Copy(this);
        copy.draws = posteriorSamples / members;
        copy.members = 1;
        return copy.made();
    }

    /** What a copy may differ in. */
    private static final class Copy {
        private final VaeSpec from;
        private int latents;
        private int draws;
        private Family family;
        private Bound bound;
        private int conditionDim;
        private ConditionPlacement conditionIn;
        private DecoderOutput output;
        private double reach;
        private int members;

        Copy(VaeSpec from) {
            this.from = from;
            latents = from.latentDim;
            draws = from.posteriorSamples;
            family = from.family;
            bound = from.bound;
            conditionDim = from.conditionDim;
            conditionIn = from.conditionIn;
            output = from.decoderOutput;
            reach = from.encoderReach;
            members = from.members;
        }

        VaeSpec made() {
            return new VaeSpec(
                    from.features,
                    from.shingleLength,
                    from.hidden,
                    latents,
                    from.activation,
                    from.likelihood,
                    from.sigma,
                    draws,
                    family,
                    bound,
                    conditionDim,
                    conditionIn,
                    output,
                    reach,
                    members);
        }
    }

    /** Whether values must lie in [0, 1] and are taken as they are. */
    public boolean takesUnitInterval() {
        return takesUnitInterval(likelihood, decoderOutput);
    }

    /** Likewise of any model with these two. */
    public static boolean takesUnitInterval(Likelihood likelihood, DecoderOutput decoderOutput) {
        return likelihood == Likelihood.BERNOULLI || decoderOutput == DecoderOutput.SIGMOID;
    }

    /** Inputs of the network. */
    public int inputDim() {
        return features * shingleLength;
    }

    /** Numbers a row that is handed to a scorer: the inputs, then those of its condition. */
    public int rowWidth() {
        return inputDim() + conditionDim;
    }

    /** Numbers of the condition that encoder and decoder get as further inputs. */
    public int networkConditionDim() {
        return conditionIn == ConditionPlacement.PRIOR ? 0 : conditionDim;
    }

    /** Numbers of the condition that the prior's mean is a function of; 0: the prior is N(0, I). */
    public int priorConditionDim() {
        return conditionIn == ConditionPlacement.NETWORK || family != Family.VAE ? 0 : conditionDim;
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new BadInputException(message);
        }
    }
}

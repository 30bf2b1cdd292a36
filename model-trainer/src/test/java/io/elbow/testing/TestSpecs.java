// SPDX-License-Identifier: Apache-2.0
package io.elbow.testing;

import io.elbow.artifact.Activation;
import io.elbow.artifact.Bound;
import io.elbow.artifact.DecoderOutput;
import io.elbow.artifact.Family;
import io.elbow.artifact.FitOptions;
import io.elbow.artifact.Likelihood;
import io.elbow.artifact.VaeSpec;
import java.util.List;

/** Specifications and fit options in a line each. */
public final class TestSpecs {
    private TestSpecs() {}

    /** An unconditional VAE scored by its ELBO. */
    public static VaeSpec vae(
            int features,
            int shingleLength,
            List<Integer> hidden,
            int latentDim,
            Activation activation,
            Likelihood likelihood,
            double sigma,
            int posteriorSamples) {
        return new VaeSpec(
                Family.VAE,
                new VaeSpec.Input(features, shingleLength),
                new VaeSpec.Network(hidden, latentDim, activation, DecoderOutput.LINEAR, VaeSpec.NO_REACH),
                new VaeSpec.Observation(likelihood, sigma),
                new VaeSpec.Scoring(Bound.ELBO, posteriorSamples, 1),
                VaeSpec.ConditionSpec.NONE);
    }

    /** The same of another family, without draws and of one member where that has none. */
    public static VaeSpec withFamily(VaeSpec spec, Family family) {
        int draws = family == Family.VAE ? spec.posteriorSamples() : 0;
        int members = family.hasNetwork() ? spec.members() : 1;
        VaeSpec.Scoring scoring = new VaeSpec.Scoring(spec.bound(), draws, members);
        return new VaeSpec(family, spec.input(), spec.network(), spec.observation(), scoring, spec.condition());
    }

    /** The same with another end of the decoder. */
    public static VaeSpec withDecoderOutput(VaeSpec spec, DecoderOutput output) {
        return withNetwork(spec, output, spec.network().encoderReach());
    }

    /** The same with an encoder that sees inputs within so many deviations. */
    public static VaeSpec withEncoderReach(VaeSpec spec, double reach) {
        return withNetwork(spec, spec.network().decoderOutput(), reach);
    }

    private static VaeSpec withNetwork(VaeSpec spec, DecoderOutput output, double reach) {
        VaeSpec.Network network =
                new VaeSpec.Network(spec.hidden(), spec.latentDim(), spec.activation(), output, reach);
        return new VaeSpec(spec.family(), spec.input(), network, spec.observation(), spec.scoring(), spec.condition());
    }

    /** Without KL warm-up, masking and trimming. */
    public static FitOptions fit(
            int steps,
            int epochs,
            int batchSize,
            double learningRate,
            int warmUpSteps,
            double denoise,
            double ema,
            double klWeight,
            boolean earlyStopping,
            long seed) {
        return new FitOptions(
                new FitOptions.Length(steps, epochs, batchSize, earlyStopping),
                new FitOptions.Optimiser(learningRate, warmUpSteps, ema),
                new FitOptions.Divergence(klWeight, 0),
                new FitOptions.Corruption(denoise, 0, 0),
                0,
                seed);
    }

    /** The same with so many steps over which the KL weight rises. */
    public static FitOptions withKlWarmUp(FitOptions fit, int steps) {
        FitOptions.Divergence divergence =
                new FitOptions.Divergence(fit.divergence().klWeight(), steps);
        return new FitOptions(fit.length(), fit.optimiser(), divergence, fit.corruption(), fit.trim(), fit.seed());
    }

    /** The same with another share of rows left out. */
    public static FitOptions withTrim(FitOptions fit, double share) {
        return new FitOptions(fit.length(), fit.optimiser(), fit.divergence(), fit.corruption(), share, fit.seed());
    }
}

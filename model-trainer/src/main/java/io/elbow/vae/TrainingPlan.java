// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import io.elbow.artifact.Activation;
import io.elbow.artifact.Bound;
import io.elbow.artifact.DecoderOutput;
import io.elbow.artifact.Family;
import io.elbow.artifact.FitOptions;
import io.elbow.artifact.Likelihood;
import io.elbow.artifact.Manifest;
import io.elbow.artifact.VaeSpec;
import io.elbow.config.ConditionOptions;
import io.elbow.config.PerKeyOptions;
import io.elbow.features.Conditions;
import io.elbow.features.Smoothing;
import io.elbow.features.Standardizer;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Everything that decides a fit but the data.
 *
 * @param detector name, or null: any
 * @param series whether rows are ordered in time within their key
 * @param gap event time after which a shingle starts anew; null: never
 * @param sigma empty: auto
 * @param latentDim 0: min(inputs, 32), or as many components as the rows ask for
 * @param alertRate recorded in the artifact
 * @param decoderOutput what stands behind the decoder's last layer
 * @param knee of the scaler, in deviations
 * @param smoothing the average of a key's scores
 * @param condition what the model knows of a row beside its features
 * @param family what kind of model
 * @param bound which bound the score is
 * @param perKey how each key's own statistics are kept; null: all are standardised by the global one
 * @param encoderReach as {@link VaeSpec#encoderReach}
 * @param members as {@link VaeSpec#members}
 */
public record TrainingPlan(
        String detector,
        String keyColumn,
        String timestampColumn,
        boolean series,
        int shingleLength,
        Duration gap,
        Likelihood likelihood,
        OptionalDouble sigma,
        List<Integer> hidden,
        int latentDim,
        Activation activation,
        int posteriorSamples,
        double alertRate,
        FitOptions fit,
        DecoderOutput decoderOutput,
        double knee,
        Smoothing smoothing,
        ConditionOptions condition,
        Family family,
        Bound bound,
        PerKeyOptions perKey,
        double encoderReach,
        int members) {

    /**
     * Of an unconditional VAE with a linear decoder, without knee and smoothing, scored by its ELBO; all keys alike.
     */
    public TrainingPlan(
            String detector,
            String keyColumn,
            String timestampColumn,
            boolean series,
            int shingleLength,
            Duration gap,
            Likelihood likelihood,
            OptionalDouble sigma,
            List<Integer> hidden,
            int latentDim,
            Activation activation,
            int posteriorSamples,
            double alertRate,
            FitOptions fit) {
        this(
                detector,
                keyColumn,
                timestampColumn,
                series,
                shingleLength,
                gap,
                likelihood,
                sigma,
                hidden,
                latentDim,
                activation,
                posteriorSamples,
                alertRate,
                fit,
                DecoderOutput.LINEAR,
                Standardizer.NO_KNEE,
                Smoothing.NONE,
                ConditionOptions.NONE,
                Family.VAE,
                Bound.ELBO,
                null,
                VaeSpec.NO_REACH,
                1);
    }

    /** The same with a condition. */
    public TrainingPlan withCondition(ConditionOptions other) {
        return copy(fit, other, perKey, encoderReach, members);
    }

    /**
     * The same with each key's own statistics, and an encoder that sees no further than the knee: where a feature of
     * one key leaves its level for good, an encoder that sees how far puts that into the latents and blurs all that the
     * decoder says of the others.
     */
    public TrainingPlan withPerKey(PerKeyOptions other) {
        return copy(fit, condition, other, family.hasNetwork() ? knee : VaeSpec.NO_REACH, members);
    }

    /** The same of so many networks. */
    public TrainingPlan withMembers(int other) {
        return copy(fit, condition, perKey, encoderReach, other);
    }

    /** The same, fitted in another way. */
    public TrainingPlan withFit(FitOptions other) {
        return copy(other, condition, perKey, encoderReach, members);
    }

    private TrainingPlan copy(
            FitOptions newFit,
            ConditionOptions newCondition,
            PerKeyOptions newPerKey,
            double newReach,
            int newMembers) {
        return new TrainingPlan(
                detector,
                keyColumn,
                timestampColumn,
                series,
                shingleLength,
                gap,
                likelihood,
                sigma,
                hidden,
                latentDim,
                activation,
                posteriorSamples,
                alertRate,
                newFit,
                decoderOutput,
                knee,
                smoothing,
                newCondition,
                family,
                bound,
                newPerKey,
                newReach,
                newMembers);
    }

    /** The fixed observation deviation of {@code sigma: auto} for points, in units of the training deviation. */
    public static final double POINTS_SIGMA = 0.05;

    /** Likewise for series: rows in time carry noise that no model of a few rows can foretell. */
    public static final double SERIES_SIGMA = 0.3;

    /** Of an input that principal components or a mixture explain to the last, in units of the training deviation. */
    private static final double LEAST_DEVIATION = 0.05;

    private static final int LARGEST_AUTO_LATENT = 32;

    /**
     * To fit a model like an earlier one.
     *
     * @param gap event time after which a shingle starts anew; null: never
     */
    public static TrainingPlan like(Manifest earlier, Duration gap, FitOptions fit) {
        VaeSpec spec = earlier.spec();
        return new TrainingPlan(
                earlier.detector(),
                earlier.keyColumn(),
                earlier.timestampColumn(),
                earlier.series(),
                spec.shingleLength(),
                gap,
                spec.likelihood(),
                OptionalDouble.of(spec.sigma()),
                spec.hidden(),
                spec.latentDim(),
                spec.activation(),
                spec.posteriorSamples(),
                earlier.alertRate(),
                fit,
                spec.network().decoderOutput(),
                earlier.scaler().knee(),
                earlier.smoothing(),
                conditionOf(earlier),
                spec.family(),
                spec.bound(),
                earlier.perKey() == null ? null : earlier.perKey().options(),
                spec.network().encoderReach(),
                spec.members());
    }

    private static ConditionOptions conditionOf(Manifest earlier) {
        Conditions conditions = earlier.conditions();
        return new ConditionOptions(
                conditions.columns().stream().map(Conditions.Column::asOption).toList(),
                conditions.calendar(),
                conditions.zone().getId(),
                earlier.spec().condition().placement());
    }

    /** The model for rows of so many features, without a condition, whose size the rows decide. */
    public VaeSpec spec(int features) {
        int latents = latentDim > 0 ? latentDim : Math.min(features * shingleLength, LARGEST_AUTO_LATENT);
        return new VaeSpec(
                family,
                new VaeSpec.Input(features, shingleLength),
                new VaeSpec.Network(
                        family.hasNetwork() ? hidden : List.of(), latents, activation, decoderOutput, encoderReach),
                new VaeSpec.Observation(likelihood, sigma.orElseGet(this::autoSigma)),
                new VaeSpec.Scoring(bound, family == Family.VAE ? posteriorSamples : 0, members),
                VaeSpec.ConditionSpec.NONE);
    }

    private double autoSigma() {
        if (!family.hasNetwork()) {
            return LEAST_DEVIATION;
        }
        return series ? SERIES_SIGMA : POINTS_SIGMA;
    }
}

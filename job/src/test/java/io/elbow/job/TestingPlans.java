// SPDX-License-Identifier: Apache-2.0
package io.elbow.job;

import io.elbow.artifact.Activation;
import io.elbow.artifact.Bound;
import io.elbow.artifact.DecoderOutput;
import io.elbow.artifact.Family;
import io.elbow.artifact.FitOptions;
import io.elbow.artifact.Likelihood;
import io.elbow.config.ConditionOptions;
import io.elbow.config.PerKeyOptions;
import io.elbow.features.Smoothing;
import io.elbow.features.Standardizer;
import io.elbow.vae.TrainingPlan;
import io.elbow.vae.TrainingPlan.Model;
import io.elbow.vae.TrainingPlan.Origin;
import io.elbow.vae.TrainingPlan.Rows;
import io.elbow.vae.TrainingPlan.Scaling;
import java.util.List;
import java.util.OptionalDouble;

/** Plans of small models, without knee and smoothing. */
public final class TestingPlans {
    private TestingPlans() {}

    /** Of one network. */
    public static TrainingPlan plan(
            String detector, int shingleLength, List<Integer> hidden, int latent, double alertRate, FitOptions fit) {
        return new TrainingPlan(
                new Origin(detector, null, null),
                new Rows(true, shingleLength, null),
                model(hidden, latent, Activation.SILU, 16, 1),
                Scaling.of(Standardizer.NO_KNEE, null, Family.VAE),
                Smoothing.NONE,
                ConditionOptions.NONE,
                fit,
                alertRate);
    }

    /** A Gaussian VAE. */
    public static Model model(List<Integer> hidden, int latent, Activation activation, int draws, int members) {
        return new Model(
                Family.VAE,
                Bound.ELBO,
                Likelihood.GAUSSIAN,
                DecoderOutput.LINEAR,
                OptionalDouble.empty(),
                hidden,
                latent,
                activation,
                draws,
                members);
    }

    /** The same of so many networks. */
    public static TrainingPlan ofMembers(TrainingPlan plan, int members) {
        Model one = plan.model();
        return of(
                plan,
                plan.rows(),
                model(one.hidden(), one.latentDim(), one.activation(), one.posteriorSamples(), members),
                plan.scaling());
    }

    /** The same with each key's own statistics. */
    public static TrainingPlan perKey(TrainingPlan plan, PerKeyOptions options) {
        return of(plan, plan.rows(), plan.model(), Scaling.of(Standardizer.NO_KNEE, options, Family.VAE));
    }

    /** The same for points. */
    public static TrainingPlan points(TrainingPlan plan, Model model) {
        return of(plan, new Rows(false, 1, null), model, plan.scaling());
    }

    private static TrainingPlan of(TrainingPlan plan, Rows rows, Model model, Scaling scaling) {
        return new TrainingPlan(
                plan.origin(), rows, model, scaling, plan.smoothing(), plan.condition(), plan.fit(), plan.alertRate());
    }
}

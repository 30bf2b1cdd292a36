// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import io.elbow.artifact.Activation;
import io.elbow.artifact.DecoderOutput;
import io.elbow.artifact.FitOptions;
import io.elbow.artifact.Likelihood;
import io.elbow.config.BadInputException;
import io.elbow.config.DetectorConfig;
import io.elbow.config.ModelOptions;
import io.elbow.config.ShingleOptions;
import io.elbow.config.TrainingOptions;
import io.elbow.console.AlertRate;
import io.elbow.data.ColumnRoles;
import io.elbow.features.Smoothing;
import io.elbow.features.Standardizer;
import io.elbow.vae.Recipe;
import io.elbow.vae.TrainingPlan;
import io.elbow.vae.TrainingPlan.Model;
import io.elbow.vae.TrainingPlan.Origin;
import io.elbow.vae.TrainingPlan.Scaling;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.function.Function;

/** Lays the flags over the {@link Recipe}: a flag beats the yaml, the yaml beats the default. */
final class PlanBuilder {
    private final DetectorConfig config;
    private final TrainingOptions settings;
    private final InputOptions input;
    private final ModelFlags model;
    private final FitFlags fit;

    /** @param config may be null */
    PlanBuilder(DetectorConfig config, InputOptions input, ModelFlags model, FitFlags fit) {
        this.config = config;
        this.settings = config == null ? TrainingOptions.DEFAULT : config.training();
        this.input = input;
        this.model = model;
        this.fit = fit;
    }

    TrainingPlan build(ColumnRoles roles) {
        Origin origin = input.fromKafka
                ? Origin.of(config.name(), config.record())
                : new Origin(
                        config == null ? null : config.name(), roles.key(), roles.timestamp(), roles.timestampUnit());
        boolean keyed = roles.key() != null || input.fromKafka;
        TrainingPlan recipe = Recipe.of(origin, keyed || roles.timestamp() != null, shingleLength(), settings);
        boolean series = recipe.rows().series();
        Model flagged = model(recipe.model());
        Smoothing smoothing = smoothing(series);
        double rate = AlertRate.require(or(model.alertRate, recipe.alertRate()));
        FitOptions resolved = fit.resolve(recipe.fit()
                .withKlWeight(or(model.beta, recipe.fit().divergence().klWeight())));
        TrainingPlan plan = new TrainingPlan(
                origin,
                recipe.rows(),
                flagged,
                Scaling.of(knee(recipe), PerKeyFlags.options(model, settings.features()), flagged.family()),
                smoothing,
                recipe.condition(),
                resolved,
                rate);
        // Whatever the features, so that a wrong option is reported before any row is read.
        PerKeyFlags.check(plan, plan.spec(1), keyed);
        return plan;
    }

    private int shingleLength() {
        if (input.shingle == null) {
            return settings.shingle().length();
        }
        return input.shingle.equals("auto") ? ShingleOptions.AUTO : positive("--shingle", input.shingle);
    }

    private Model model(Model recipe) {
        return new Model(
                FamilyFlags.family(model),
                FamilyFlags.bound(model),
                or(likelihood(), recipe.likelihood()),
                decoderOutput(recipe),
                or(sigma(), recipe.sigma()),
                or(FamilyFlags.hidden(model), recipe.hidden()),
                or(latent(), recipe.latentDim()),
                activation(recipe),
                or(model.samples, recipe.posteriorSamples()),
                members(recipe));
    }

    private Integer latent() {
        if (model.latent == null) {
            return null;
        }
        return model.latent.equals("auto") ? Integer.valueOf(ModelOptions.AUTO) : positive("--latent", model.latent);
    }

    private int members(Model recipe) {
        if (model.members == null) {
            return recipe.members();
        }
        return model.members.equals("auto") ? Model.AUTO : positive("--members", model.members);
    }

    static int positive(String flag, String value) {
        try {
            int number = Integer.parseInt(value);
            if (number >= 1) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below, with what is allowed
        }
        throw new BadInputException(flag + " must be a whole number from 1 or auto, but was " + value);
    }

    private OptionalDouble sigma() {
        if (model.sigma == null) {
            return null;
        }
        if (model.sigma.equals("auto")) {
            return OptionalDouble.empty();
        }
        try {
            return OptionalDouble.of(Double.parseDouble(model.sigma));
        } catch (NumberFormatException e) {
            throw new BadInputException("--sigma must be a number or auto, but was " + model.sigma);
        }
    }

    private Likelihood likelihood() {
        return model.likelihood == null
                ? null
                : byName("--likelihood", model.likelihood, Likelihood.values(), Likelihood::configName);
    }

    private double knee(TrainingPlan recipe) {
        String given = model.knee == null ? "auto" : model.knee;
        return switch (given) {
            case "auto" -> recipe.scaling().knee();
            case "none" -> Standardizer.NO_KNEE;
            default -> number("--knee", given, "a number of deviations above 0, none or auto");
        };
    }

    private Smoothing smoothing(boolean series) {
        String given = model.smooth == null ? "auto" : model.smooth;
        return switch (given) {
            case "auto" -> Recipe.smoothing(series, model.alertOnSmoothed);
            case "none" -> Smoothing.NONE;
            default -> smoothing(series, number("--smooth", given, "a number of rows above 0, none or auto"));
        };
    }

    private Smoothing smoothing(boolean series, double halfLife) {
        if (!series) {
            throw new BadInputException("--smooth " + halfLife + " averages rows in time, but the rows are taken as"
                    + " points; give --timestamp, --key or a --shingle");
        }
        return new Smoothing(halfLife, model.alertOnSmoothed);
    }

    private static double number(String flag, String given, String allowed) {
        try {
            double number = Double.parseDouble(given);
            if (number > 0 && Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below, with what is allowed
        }
        throw new BadInputException(flag + " must be " + allowed + ", but was " + given);
    }

    private DecoderOutput decoderOutput(Model recipe) {
        return model.decoder == null
                ? recipe.output()
                : byName("--decoder", model.decoder, DecoderOutput.values(), DecoderOutput::configName);
    }

    private Activation activation(Model recipe) {
        return model.activation == null
                ? recipe.activation()
                : byName("--activation", model.activation, Activation.values(), Activation::configName);
    }

    static <E> E byName(String flag, String name, E[] all, Function<E, String> nameOf) {
        return Arrays.stream(all)
                .filter(value -> nameOf.apply(value).equals(name))
                .findFirst()
                .orElseThrow(() -> new BadInputException(flag + " must be one of "
                        + String.join(", ", Arrays.stream(all).map(nameOf).toList()) + ", but was " + name));
    }

    private static <T> T or(T flag, T otherwise) {
        return flag == null ? otherwise : flag;
    }
}

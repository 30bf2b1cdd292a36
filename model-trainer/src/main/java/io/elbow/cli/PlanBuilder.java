// SPDX-License-Identifier: Apache-2.0
package io.elbow.cli;

import io.elbow.artifact.Activation;
import io.elbow.artifact.DecoderOutput;
import io.elbow.artifact.FitOptions;
import io.elbow.artifact.Likelihood;
import io.elbow.artifact.VaeSpec;
import io.elbow.config.BadInputException;
import io.elbow.config.ConditionOptions;
import io.elbow.config.DetectorConfig;
import io.elbow.config.ModelOptions;
import io.elbow.config.ShingleOptions;
import io.elbow.data.ColumnRoles;
import io.elbow.features.Smoothing;
import io.elbow.features.Standardizer;
import io.elbow.vae.TrainingPlan;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;

/** A flag beats the yaml, the yaml beats the default. */
final class PlanBuilder {
    /** Rows a shingle that {@code auto} takes for a series: what served best on labelled server metrics. */
    private static final int AUTO_SERIES_SHINGLE = 10;

    private static final int DEFAULT_SAMPLES = 16;

    /** Deviations behind which a series' values grow with the logarithm alone. */
    private static final double SERIES_KNEE = 3;

    /** Rows, as many as a shingle has: incidents in series last. */
    private static final double SERIES_HALF_LIFE = 10;

    /** Enough for shingles, whose rows resemble each other; more fits the noise. */
    private static final int SERIES_STEPS = 750;

    private final DetectorConfig config;
    private final InputOptions input;
    private final ModelFlags model;
    private final FitFlags fit;

    /** @param config may be null */
    PlanBuilder(DetectorConfig config, InputOptions input, ModelFlags model, FitFlags fit) {
        this.config = config;
        this.input = input;
        this.model = model;
        this.fit = fit;
    }

    TrainingPlan build(ColumnRoles roles) {
        boolean timed = roles.key() != null || roles.timestamp() != null || input.fromKafka;
        String shingle =
                first(input.shingle, config, c -> shingleWord(c.shingle().length()), "1");
        int length = shingle.equals("auto") ? AUTO_SERIES_SHINGLE : positive("--shingle", shingle);
        double beta = first(
                model.beta,
                config,
                c -> c.model().klWeight(),
                FitOptions.DEFAULT.divergence().klWeight());
        boolean series = timed || length != 1;
        Likelihood likelihood = first(likelihood(), config, c -> c.model().likelihood(), Likelihood.GAUSSIAN);
        TrainingPlan plan = new TrainingPlan(
                config == null ? null : config.name(),
                roles.key(),
                roles.timestamp(),
                series,
                length,
                first((Duration) null, config, c -> c.shingle().gap(), null),
                likelihood,
                first(sigma(), config, c -> c.model().sigma(), OptionalDouble.empty()),
                first(FamilyFlags.hidden(model), config, c -> c.model().hidden(), List.of(128, 128)),
                first(latent(), config, c -> c.model().latentDim(), ModelOptions.AUTO),
                activation(series, likelihood),
                first(model.samples, config, c -> c.score().posteriorSamples(), DEFAULT_SAMPLES),
                alertRate(),
                fit.resolve(defaults(series, beta)),
                decoderOutput(),
                knee(series),
                smoothing(series),
                ConditionOptions.NONE,
                FamilyFlags.family(model),
                FamilyFlags.bound(model),
                null,
                VaeSpec.NO_REACH,
                1);
        plan = MemberFlags.apply(plan, model);
        // Whatever the features, so that a wrong option is told before any row is read.
        plan.spec(1);
        return PerKeyFlags.apply(plan, model, config, roles.key() != null || input.fromKafka);
    }

    private double alertRate() {
        return AlertRate.require(first(model.alertRate, config, c -> c.alerts().rate(), AlertRate.DEFAULT));
    }

    private Integer latent() {
        if (model.latent == null) {
            return null;
        }
        return model.latent.equals("auto") ? Integer.valueOf(ModelOptions.AUTO) : positive("--latent", model.latent);
    }

    private static String shingleWord(int length) {
        return length == ShingleOptions.AUTO ? "auto" : Integer.toString(length);
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
                : byWord("--likelihood", model.likelihood, Likelihood.values(), Likelihood::configName);
    }

    private static FitOptions defaults(boolean series, double klWeight) {
        FitOptions points = FitOptions.DEFAULT.withKlWeight(klWeight);
        return series ? points.withSteps(SERIES_STEPS) : points;
    }

    private double knee(boolean series) {
        String word = model.knee == null ? "auto" : model.knee;
        return switch (word) {
            case "auto" -> series ? SERIES_KNEE : Standardizer.NO_KNEE;
            case "none" -> Standardizer.NO_KNEE;
            default -> number("--knee", word, "a number of deviations above 0, none or auto");
        };
    }

    private Smoothing smoothing(boolean series) {
        String word = model.smooth == null ? "auto" : model.smooth;
        return switch (word) {
            case "auto" -> series ? new Smoothing(SERIES_HALF_LIFE, model.alertOnSmoothed) : Smoothing.NONE;
            case "none" -> Smoothing.NONE;
            default -> smoothing(series, number("--smooth", word, "a number of rows above 0, none or auto"));
        };
    }

    private Smoothing smoothing(boolean series, double halfLife) {
        if (!series) {
            throw new BadInputException("--smooth " + halfLife + " averages rows in time, but the rows are taken as"
                    + " points; give --timestamp, --key or a --shingle");
        }
        return new Smoothing(halfLife, model.alertOnSmoothed);
    }

    private static double number(String flag, String word, String allowed) {
        try {
            double number = Double.parseDouble(word);
            if (number > 0 && Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below, with what is allowed
        }
        throw new BadInputException(flag + " must be " + allowed + ", but was " + word);
    }

    private DecoderOutput decoderOutput() {
        return model.decoder == null
                ? DecoderOutput.LINEAR
                : byWord("--decoder", model.decoder, DecoderOutput.values(), DecoderOutput::configName);
    }

    /**
     * A decoder mostly of tanh ranks points better, by labelled sets; for series and values in [0, 1] that was not
     * measured.
     */
    private Activation activation(boolean series, Likelihood likelihood) {
        if (model.activation != null) {
            return byWord("--activation", model.activation, Activation.values(), Activation::configName);
        }
        boolean asTheyAre = VaeSpec.takesUnitInterval(likelihood, decoderOutput());
        boolean network = FamilyFlags.family(model).hasNetwork();
        return series || asTheyAre || !network ? Activation.SILU : Activation.SILU_TANH;
    }

    static <E> E byWord(String flag, String word, E[] all, Function<E, String> wordOf) {
        return Arrays.stream(all)
                .filter(value -> wordOf.apply(value).equals(word))
                .findFirst()
                .orElseThrow(() -> new BadInputException(flag + " must be one of "
                        + String.join(", ", Arrays.stream(all).map(wordOf).toList()) + ", but was " + word));
    }

    private static <T> T first(T flag, DetectorConfig config, Function<DetectorConfig, T> yaml, T otherwise) {
        if (flag != null) {
            return flag;
        }
        return config == null ? otherwise : yaml.apply(config);
    }
}

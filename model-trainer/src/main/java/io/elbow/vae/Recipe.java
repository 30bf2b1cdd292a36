// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import io.elbow.artifact.Activation;
import io.elbow.artifact.Bound;
import io.elbow.artifact.DecoderOutput;
import io.elbow.artifact.Family;
import io.elbow.artifact.FitOptions;
import io.elbow.artifact.Manifest;
import io.elbow.artifact.VaeSpec;
import io.elbow.config.ConditionOptions;
import io.elbow.config.ModelOptions;
import io.elbow.config.ShingleOptions;
import io.elbow.config.TrainingOptions;
import io.elbow.data.Dataset;
import io.elbow.features.Conditions;
import io.elbow.features.PerKeyFit;
import io.elbow.features.Smoothing;
import io.elbow.features.Standardizer;
import io.elbow.vae.TrainingPlan.Model;
import io.elbow.vae.TrainingPlan.Origin;
import io.elbow.vae.TrainingPlan.Rows;
import io.elbow.vae.TrainingPlan.Scaling;
import java.time.Duration;

/**
 * How a model is trained where nobody says otherwise. What a detector's yaml may say has its defaults in the records of
 * {@code io.elbow.config}; all others stand here.
 *
 * <p>There are two recipes. Points are rows that each stand alone; the rows of a series follow each other in time and
 * resemble each other, so that a series takes fewer steps, a wider observation deviation and a knee for its values.
 */
public final class Recipe {
    /** How points are fitted. */
    public static final FitOptions POINTS_FIT = new FitOptions(
            new FitOptions.Length(1500, 0, 128, false),
            new FitOptions.Optimiser(1e-3, 100, 0.998),
            new FitOptions.Divergence(1, 0),
            new FitOptions.Corruption(0.2, 0, 0),
            0,
            12345);

    /** Rows a shingle that {@code auto} takes: what served best on labelled server metrics. */
    private static final int AUTO_SHINGLE = 10;

    private static final int LARGEST_AUTO_LATENT = 32;

    /** The fixed observation deviation of points, in units of the training deviation. */
    public static final double POINTS_SIGMA = 0.05;

    /** Networks for points: four by four draws cost 1.4 times what one by sixteen does, and rank better. */
    private static final int POINTS_MEMBERS = 4;

    /** Enough for shingles, whose rows resemble each other; more fits the noise. */
    private static final int SERIES_STEPS = 750;

    /** As {@link #POINTS_SIGMA}: rows in time carry noise that no model of a few rows can foretell. */
    public static final double SERIES_SIGMA = 0.3;

    /** Deviations behind which a series' values grow with the logarithm alone. */
    private static final double SERIES_KNEE = 3;

    /** Rows, as many as a shingle has: incidents in series last. */
    private static final double SERIES_HALF_LIFE = 10;

    /** Of an input that principal components or a mixture explain to the last, in units of the training deviation. */
    private static final double LEAST_DEVIATION = 0.05;

    private Recipe() {}

    /**
     * For a series where rows have a key, a time or a shingle, else for points.
     *
     * @param timed whether rows have a key or a time
     * @param shingleLength rows a shingle, in place of the settings'; {@link ShingleOptions#AUTO}: the recipe's
     */
    public static TrainingPlan of(Origin origin, boolean timed, int shingleLength, TrainingOptions settings) {
        return timed || shingleLength != 1 ? series(origin, shingleLength, settings) : points(origin, settings);
    }

    /** For rows that each stand alone. */
    public static TrainingPlan points(Origin origin, TrainingOptions settings) {
        return plan(origin, new Rows(false, 1, settings.shingle().gap()), settings);
    }

    /**
     * For rows in time order within their key.
     *
     * @param shingleLength rows a shingle, in place of the settings'; {@link ShingleOptions#AUTO}: the recipe's
     */
    public static TrainingPlan series(Origin origin, int shingleLength, TrainingOptions settings) {
        int length = shingleLength == ShingleOptions.AUTO ? AUTO_SHINGLE : shingleLength;
        return plan(origin, new Rows(true, length, settings.shingle().gap()), settings);
    }

    private static TrainingPlan plan(Origin origin, Rows rows, TrainingOptions settings) {
        ModelOptions model = settings.model();
        return new TrainingPlan(
                origin,
                rows,
                new Model(
                        Family.VAE,
                        Bound.ELBO,
                        model.likelihood(),
                        DecoderOutput.LINEAR,
                        model.sigma(),
                        model.hidden(),
                        model.latentDim(),
                        null,
                        settings.score().posteriorSamples(),
                        Model.AUTO),
                Scaling.of(knee(rows.series()), settings.features().perKeyOrNull(), Family.VAE),
                smoothing(rows.series(), false),
                settings.condition(),
                fit(rows.series()).withKlWeight(model.klWeight()),
                settings.alerts().rate());
    }

    /**
     * For a model like an earlier one.
     *
     * @param gap event time after which a shingle starts anew; null: never
     */
    static TrainingPlan like(Manifest earlier, Duration gap, FitOptions fit) {
        PerKeyFit perKey = earlier.perKey();
        Conditions conditions = earlier.conditions();
        return new TrainingPlan(
                Origin.of(earlier),
                new Rows(earlier.series(), earlier.spec().shingleLength(), gap),
                Model.of(earlier.spec()),
                new Scaling(
                        earlier.scaler().knee(),
                        perKey == null ? null : perKey.options(),
                        earlier.spec().network().encoderReach()),
                earlier.smoothing(),
                new ConditionOptions(
                        conditions.columns().stream()
                                .map(Conditions.Column::asOption)
                                .toList(),
                        conditions.calendar(),
                        conditions.zone().getId(),
                        earlier.spec().condition().placement()),
                fit,
                earlier.alertRate());
    }

    /** A plan whose fit hides inputs where gaps are usual in the rows; see {@link MaskingRule}. */
    public static TrainingPlan masked(TrainingPlan plan, Dataset dataset) {
        return plan.model().family().hasNetwork() ? plan.withFit(MaskingRule.apply(plan.fit(), dataset)) : plan;
    }

    private static FitOptions fit(boolean series) {
        return series ? POINTS_FIT.withSteps(SERIES_STEPS) : POINTS_FIT;
    }

    private static double knee(boolean series) {
        return series ? SERIES_KNEE : Standardizer.NO_KNEE;
    }

    /**
     * The average of a key's scores.
     *
     * @param judged whether verdicts rest on it; of no effect where there is none
     */
    public static Smoothing smoothing(boolean series, boolean judged) {
        return series ? new Smoothing(SERIES_HALF_LIFE, judged) : Smoothing.NONE;
    }

    /** The observation deviation, in units of the training deviation. */
    static double sigma(boolean series, Family family) {
        if (!family.hasNetwork()) {
            return LEAST_DEVIATION;
        }
        return series ? SERIES_SIGMA : POINTS_SIGMA;
    }

    static int latents(int inputDim) {
        return Math.min(inputDim, LARGEST_AUTO_LATENT);
    }

    /**
     * A decoder mostly of tanh ranks points better, by labelled sets; for series and values in [0, 1] that was not
     * measured.
     */
    static Activation activation(boolean series, Model model) {
        boolean asTheyAre = VaeSpec.takesUnitInterval(model.likelihood(), model.output());
        boolean network = model.family().hasNetwork();
        return series || asTheyAre || !network ? Activation.SILU : Activation.SILU_TANH;
    }

    /** Networks: as many as share the draws of {@code one} evenly. */
    static int members(boolean series, VaeSpec one) {
        // Linear networks differ in a rotation of their latents, which no score sees; without draws to share, each more
        // costs.
        boolean pays = !one.hidden().isEmpty() && one.family() == Family.VAE && one.posteriorSamples() > 0;
        if (series || !pays || one.takesUnitInterval()) {
            return 1;
        }
        int members = POINTS_MEMBERS;
        while (one.posteriorSamples() % (2 * members) != 0) {
            members--;
        }
        return members;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import io.elbow.artifact.Activation;
import io.elbow.artifact.Bound;
import io.elbow.artifact.DecoderOutput;
import io.elbow.artifact.Family;
import io.elbow.artifact.FitOptions;
import io.elbow.artifact.Likelihood;
import io.elbow.artifact.Provenance;
import io.elbow.config.ConditionOptions;
import io.elbow.config.PerKeyOptions;
import io.elbow.data.Dataset;
import io.elbow.features.Smoothing;
import io.elbow.features.Standardizer;
import io.elbow.testing.TestSpecs;
import io.elbow.vae.TrainingPlan.Model;
import io.elbow.vae.TrainingPlan.Rows;
import io.elbow.vae.TrainingPlan.Scaling;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SplittableRandom;

/** Tables with a known structure: three features of which the third is the sum of the others. */
final class SyntheticData {
    private SyntheticData() {}

    static Dataset points(int rows, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Dataset.Row> list = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            double a = random.nextGaussian();
            double b = 10 + 3 * random.nextGaussian();
            list.add(row(i, a, b, a + b + 0.01 * random.nextGaussian()));
        }
        return dataset(list);
    }

    static Dataset.Row row(long number, double... values) {
        return new Dataset.Row(number, "", "", number, values, false);
    }

    static Dataset dataset(List<Dataset.Row> rows) {
        int features = rows.isEmpty() ? 3 : rows.get(0).values().length;
        List<String> names = new ArrayList<>();
        for (int f = 0; f < features; f++) {
            names.add("f" + f);
        }
        return new Dataset("synthetic", names, rows, List.of());
    }

    /** Of one network with as many latents as inputs. */
    static TrainingPlan plan(Likelihood likelihood, boolean series, int shingle, int steps) {
        Model model = model(Family.VAE, Bound.ELBO, likelihood, OptionalDouble.empty(), 0, 1);
        return plan(new Rows(series, shingle, null), model, fit(steps));
    }

    static FitOptions fit(int steps) {
        FitOptions d = Recipe.POINTS_FIT;
        return TestSpecs.fit(
                steps,
                0,
                64,
                d.optimiser().learningRate(),
                20,
                d.corruption().denoise(),
                0.9,
                d.divergence().klWeight(),
                false,
                7);
    }

    /** Without knee, smoothing and condition. */
    static TrainingPlan plan(Rows rows, Model model, FitOptions fit) {
        return new TrainingPlan(
                new TrainingPlan.Origin("synthetic", null, null),
                rows,
                model,
                Scaling.of(Standardizer.NO_KNEE, null, model.family()),
                Smoothing.NONE,
                ConditionOptions.NONE,
                fit,
                1e-2);
    }

    static Model model(
            Family family, Bound bound, Likelihood likelihood, OptionalDouble sigma, int latents, int members) {
        return new Model(
                family,
                bound,
                likelihood,
                DecoderOutput.LINEAR,
                sigma,
                List.of(16, 16),
                latents,
                Activation.SILU,
                4,
                members);
    }

    /** A plan of two networks. */
    static TrainingPlan ofTwo(int steps) {
        Model two = model(Family.VAE, Bound.ELBO, Likelihood.GAUSSIAN, OptionalDouble.empty(), 0, 2);
        return plan(new Rows(false, 1, null), two, fit(steps));
    }

    /** A plan for series with each key's own statistics. */
    static TrainingPlan perKey(PerKeyOptions options, int steps) {
        TrainingPlan plan = plan(Likelihood.GAUSSIAN, true, 1, steps);
        return new TrainingPlan(
                plan.origin(),
                plan.rows(),
                plan.model(),
                Scaling.of(Standardizer.NO_KNEE, options, Family.VAE),
                plan.smoothing(),
                plan.condition(),
                plan.fit(),
                plan.alertRate());
    }

    static Provenance provenance(Dataset dataset, String time) {
        return DataProvenance.of(dataset, List.of("synthetic"), Map.of(), Instant.parse(time));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.testing;

import io.elbow.artifact.Activation;
import io.elbow.artifact.ArtifactCodec;
import io.elbow.artifact.ConditionPlacement;
import io.elbow.artifact.DerivedFeature;
import io.elbow.artifact.FitSummary;
import io.elbow.artifact.Likelihood;
import io.elbow.artifact.Manifest;
import io.elbow.artifact.ModelArtifact;
import io.elbow.artifact.Provenance;
import io.elbow.artifact.Tensor;
import io.elbow.artifact.TrainingCurve;
import io.elbow.artifact.VaeSpec;
import io.elbow.artifact.VaeTensors;
import io.elbow.budget.SurpriseFit;
import io.elbow.config.ConditionOptions.CalendarPart;
import io.elbow.config.FeatureSource;
import io.elbow.config.FeatureSources;
import io.elbow.features.Conditions;
import io.elbow.features.PerKeyFit;
import io.elbow.features.Smoothing;
import io.elbow.features.Standardizer;
import io.elbow.features.StillFeatures;
import io.elbow.scoring.Floors;
import io.elbow.scoring.TailCalibration;
import io.elbow.vae.Recipe;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Models with seeded random weights: untrained, but whole. */
public final class RandomModels {
    private RandomModels() {}

    /** A small network: hidden 12-8, latent 4. */
    public static VaeSpec spec(Likelihood likelihood, int features, int shingleLength, int samples) {
        return TestSpecs.vae(features, shingleLength, List.of(12, 8), 4, Activation.SILU, likelihood, 0.3, samples);
    }

    /** Weights of a size that keeps activations near 1, and antithetic noise. */
    public static Map<String, Tensor> tensors(VaeSpec spec, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, Tensor> tensors = new HashMap<>();
        VaeTensors.shapes(spec).forEach((name, shape) -> tensors.put(name, tensor(name, shape, random)));
        return tensors;
    }

    /** Two columns and the calendar. */
    public static final Conditions CONDITIONS = new Conditions(
            List.of(
                    new Conditions.Categorical("kind", List.of("7", "db", "web"), List.of(5L, 3L, 2L)),
                    new Conditions.Numeric("load", 0.5, 2)),
            List.of(CalendarPart.HOUR, CalendarPart.WEEKDAY, CalendarPart.MONTH),
            ZoneId.of("Europe/Berlin"));

    /** The same specification with {@link #CONDITIONS}, which its artifact then has. */
    public static VaeSpec conditional(VaeSpec spec, ConditionPlacement placement) {
        return spec.withCondition(CONDITIONS.dim(), placement);
    }

    /** A whole artifact; the same arguments give the same one. */
    public static ModelArtifact artifact(VaeSpec spec, long seed) {
        Map<String, Tensor> tensors = tensors(spec, seed);
        return ArtifactCodec.create(manifest(spec, tensors, seed), tensors);
    }

    /** A model of five features of which some stood still, or nearly so. */
    public static ModelArtifact stoodStill(VaeSpec spec, long seed, double knee) {
        Map<String, Tensor> tensors = tensors(spec, seed);
        Manifest m = manifest(spec, tensors, seed);
        StillFeatures still = new StillFeatures(
                new double[] {0, 1e-9, Double.MIN_NORMAL, 0.5, 0}, new double[] {1e4, 4, 2.5, 1.25, 1e4});
        Standardizer scaler = new Standardizer(m.scaler().mean(), m.scaler().deviation(), knee, still);
        return ArtifactCodec.create(
                copy(m, m.columns(), new Manifest.Scaling(scaler, null), m.verdicts(), m.training()), tensors);
    }

    public static Manifest manifest(VaeSpec spec, Map<String, Tensor> tensors, long seed) {
        SplittableRandom random = new SplittableRandom(~seed);
        List<String> names = new ArrayList<>();
        for (int f = 0; f < spec.features(); f++) {
            names.add("feature_" + f);
        }
        double floor = Floors.of(spec, tensors);
        double[] baselines = gaussians(spec.inputDim(), random);
        double[] heldBack = gaussians(300, random);
        for (int i = 0; i < heldBack.length; i++) {
            heldBack[i] = floor + 50 + 10 * heldBack[i];
        }
        return new Manifest(
                Manifest.FORMAT_VERSION,
                "random-model",
                spec,
                new Manifest.Columns(names, null, "ts", null, spec.shingleLength() > 1),
                new Manifest.Scaling(scaler(spec, random), null),
                spec.conditionDim() == 0 ? Conditions.NONE : CONDITIONS,
                new Manifest.Verdicts(floor, TailCalibration.fit(heldBack), baselines, 1e-3, Smoothing.NONE),
                new Manifest.Training(
                        Recipe.POINTS_FIT,
                        provenance("2026-01-01T00:00:00Z"),
                        new FitSummary(1_000, 300, 1_500, 12.5, 13.25, "held-back"),
                        null,
                        null));
    }

    /** The same with other names of its features. */
    public static Manifest withFeatureNames(Manifest m, List<String> names) {
        return copy(
                m,
                new Manifest.Columns(names, m.keyColumn(), m.timestampColumn(), m.timestampUnit(), m.series()),
                m.scaling(),
                m.verdicts(),
                m.training());
    }

    /** The same with features that come from these fields. */
    public static Manifest withSources(Manifest m, List<FeatureSource> sources) {
        List<DerivedFeature> derived = sources.stream()
                .filter(source -> !source.isPlain())
                .map(source -> new DerivedFeature(source.feature(), source.field(), source.as()))
                .toList();
        return copy(
                m,
                new Manifest.Columns(
                        FeatureSources.features(sources),
                        m.keyColumn(),
                        m.timestampColumn(),
                        m.timestampUnit(),
                        m.series(),
                        derived),
                m.scaling(),
                m.verdicts(),
                m.training());
    }

    /** The same with each key's own statistics; null: none. */
    public static Manifest withPerKey(Manifest m, PerKeyFit perKey) {
        return copy(m, m.columns(), new Manifest.Scaling(m.scaler(), perKey), m.verdicts(), m.training());
    }

    /** The same with another calibration. */
    public static Manifest withCalibration(Manifest m, TailCalibration calibration) {
        return withVerdicts(m, calibration, m.alertRate(), m.smoothing());
    }

    /** The same for another rate, be it one or not. */
    public static Manifest withAlertRate(Manifest m, double alertRate) {
        return withVerdicts(m, m.calibration(), alertRate, m.smoothing());
    }

    /** The same with averages of scores. */
    public static Manifest withSmoothing(Manifest m, Smoothing smoothing) {
        return withVerdicts(m, m.calibration(), m.alertRate(), smoothing);
    }

    /** The same with what a budget begins with. */
    public static Manifest withSurprise(Manifest m, SurpriseFit surprise) {
        Manifest.Verdicts v = m.verdicts();
        return copy(
                m,
                m.columns(),
                m.scaling(),
                new Manifest.Verdicts(
                        v.floor(), v.calibration(), v.baselines(), v.alertRate(), v.smoothing(), 0, surprise),
                m.training());
    }

    private static Manifest withVerdicts(
            Manifest m, TailCalibration calibration, double alertRate, Smoothing smoothing) {
        return copy(
                m,
                m.columns(),
                m.scaling(),
                new Manifest.Verdicts(m.floor(), calibration, m.baselines(), alertRate, smoothing),
                m.training());
    }

    /** The same of another origin. */
    public static Manifest withProvenance(Manifest m, Provenance provenance) {
        Manifest.Training t = m.training();
        return copy(
                m,
                m.columns(),
                m.scaling(),
                m.verdicts(),
                new Manifest.Training(t.fit(), provenance, t.summary(), t.latents(), t.curve()));
    }

    /** The same with a training curve; null: none. */
    public static Manifest withCurve(Manifest m, TrainingCurve curve) {
        Manifest.Training t = m.training();
        return copy(
                m,
                m.columns(),
                m.scaling(),
                m.verdicts(),
                new Manifest.Training(t.fit(), t.provenance(), t.summary(), t.latents(), curve));
    }

    private static Manifest copy(
            Manifest m,
            Manifest.Columns columns,
            Manifest.Scaling scaling,
            Manifest.Verdicts verdicts,
            Manifest.Training training) {
        return new Manifest(
                m.formatVersion(), m.detector(), m.spec(), columns, scaling, m.conditions(), verdicts, training);
    }

    public static Provenance provenance(String time) {
        return new Provenance(
                new Provenance.Data(
                        "ab".repeat(32),
                        List.of("train.csv.gz", "a \"quoted\" name, \\ and ü.csv"),
                        1_300,
                        1_700_000_000_000L,
                        null,
                        Map.of(0, 17L, 10, 4L, 2, 9L)),
                null,
                new Provenance.Platform("0.1.0", "17.0.15", "Linux", "amd64", 1, null),
                time);
    }

    private static Standardizer scaler(VaeSpec spec, SplittableRandom random) {
        if (spec.likelihood() == Likelihood.BERNOULLI) {
            return Standardizer.identity(spec.features());
        }
        double[] mean = gaussians(spec.features(), random);
        double[] deviation = new double[spec.features()];
        for (int f = 0; f < deviation.length; f++) {
            deviation[f] = 0.5 + random.nextDouble();
        }
        return new Standardizer(mean, deviation);
    }

    private static Tensor tensor(String name, int[] shape, SplittableRandom random) {
        int size = 1;
        for (int extent : shape) {
            size *= extent;
        }
        float[] values = new float[size];
        boolean weight = name.endsWith(".weight");
        double scale = weight ? Math.sqrt(3.0 / shape[1]) : 0.3;
        for (int i = 0; i < size; i++) {
            values[i] = (float) (scale * (2 * random.nextDouble() - 1));
        }
        if (name.endsWith(VaeTensors.NOISE)) {
            for (int i = 0; i < size / 2; i++) {
                values[i] = (float) random.nextGaussian();
                values[i + size / 2] = -values[i];
            }
        }
        return new Tensor(shape, values);
    }

    private static double[] gaussians(int n, SplittableRandom random) {
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            values[i] = random.nextGaussian();
        }
        return values;
    }
}

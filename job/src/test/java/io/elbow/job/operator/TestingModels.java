// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.operator;

import io.elbow.artifact.Activation;
import io.elbow.artifact.ArtifactCodec;
import io.elbow.artifact.Bound;
import io.elbow.artifact.ConditionPlacement;
import io.elbow.artifact.DecoderOutput;
import io.elbow.artifact.DerivedFeature;
import io.elbow.artifact.Family;
import io.elbow.artifact.FitOptions;
import io.elbow.artifact.FitSummary;
import io.elbow.artifact.Likelihood;
import io.elbow.artifact.Manifest;
import io.elbow.artifact.ModelArtifact;
import io.elbow.artifact.Provenance;
import io.elbow.artifact.Tensor;
import io.elbow.artifact.VaeSpec;
import io.elbow.artifact.VaeTensors;
import io.elbow.budget.SurpriseFit;
import io.elbow.budget.SurprisePeaks;
import io.elbow.budget.SurpriseScale;
import io.elbow.config.FeatureSource;
import io.elbow.config.FeatureSources;
import io.elbow.features.Conditions;
import io.elbow.features.PerKeyFit;
import io.elbow.features.Smoothing;
import io.elbow.features.Standardizer;
import io.elbow.scoring.TailCalibration;
import io.elbow.vae.Recipe;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Small models whose weights mean nothing: {@link TestingScorer} scores in their place. A value is standardised to its
 * distance from 100 in tens; scores of normal records are 0 to 98.
 */
public final class TestingModels {
    public static final String DETECTOR = "testing";
    public static final List<String> FEATURES = List.of("cpu", "memory");
    public static final double MEAN = 100;
    public static final double DEVIATION = 10;

    private static final double ALERT_RATE = 0.02;

    private TestingModels() {}

    /** Scores from here on are anomalies. */
    public static double threshold() {
        return model(1, 1).manifest().calibration().threshold(ALERT_RATE);
    }

    /** @param weight another weight is another model */
    public static ModelArtifact model(int shingleLength, float weight) {
        return model(DETECTOR, FEATURES, shingleLength, weight);
    }

    public static ModelArtifact model(String detector, List<String> features, int shingleLength, float weight) {
        return model(
                detector,
                features,
                vae(features.size(), shingleLength, List.of(3), 1, Activation.SILU, Likelihood.GAUSSIAN, 0.1, 0),
                weight);
    }

    /** Whose values are standardised to their distance from another mean than {@link #MEAN}. */
    public static ModelArtifact expecting(double mean) {
        VaeSpec spec = vae(FEATURES.size(), 1, List.of(3), 1, Activation.SILU, Likelihood.GAUSSIAN, 0.1, 0);
        return ArtifactCodec.create(manifest(DETECTOR, FEATURES, spec, mean), tensors(spec, 1));
    }

    /** Of any family and bound. */
    public static ModelArtifact model(VaeSpec spec, float weight) {
        return model(DETECTOR, FEATURES, spec, weight);
    }

    private static ModelArtifact model(String detector, List<String> features, VaeSpec spec, float weight) {
        return ArtifactCodec.create(manifest(detector, features, spec), tensors(spec, weight));
    }

    /** Knows, of each column, the categories a and b. */
    public static ModelArtifact conditional(String... columns) {
        List<Conditions.Column> known = Arrays.stream(columns)
                .<Conditions.Column>map(name -> new Conditions.Categorical(name, List.of("a", "b"), List.of(60L, 39L)))
                .toList();
        Conditions conditions = new Conditions(known, List.of(), ZoneOffset.UTC);
        VaeSpec spec = vae(FEATURES.size(), 1, List.of(3), 1, Activation.SILU, Likelihood.GAUSSIAN, 0.1, 0)
                .withCondition(conditions.dim(), ConditionPlacement.BOTH);
        Manifest plain = manifest(DETECTOR, FEATURES, spec);
        Manifest manifest = new Manifest(
                plain.formatVersion(),
                plain.detector(),
                spec,
                plain.columns(),
                plain.scaling(),
                conditions,
                plain.verdicts(),
                plain.training());
        return ArtifactCodec.create(manifest, tensors(spec, 1));
    }

    /** The same with another scaler. */
    public static Manifest withScaler(Manifest manifest, Standardizer scaler) {
        return copy(manifest, new Manifest.Scaling(scaler, manifest.perKey()), manifest.training());
    }

    /** The same with each key's own statistics; null: none. */
    public static Manifest withPerKey(Manifest manifest, PerKeyFit perKey) {
        return copy(manifest, new Manifest.Scaling(manifest.scaler(), perKey), manifest.training());
    }

    /** The same of another origin. */
    public static Manifest withProvenance(Manifest manifest, Provenance provenance) {
        Manifest.Training t = manifest.training();
        return copy(
                manifest,
                manifest.scaling(),
                new Manifest.Training(t.fit(), provenance, t.summary(), t.latents(), t.curve()));
    }

    /** The same with features that come from these fields. */
    public static Manifest withSources(Manifest m, List<FeatureSource> sources) {
        List<DerivedFeature> derived = sources.stream()
                .filter(source -> !source.isPlain())
                .map(source -> new DerivedFeature(source.feature(), source.field(), source.as()))
                .toList();
        return new Manifest(
                m.formatVersion(),
                m.detector(),
                m.spec(),
                new Manifest.Columns(
                        FeatureSources.features(sources),
                        m.keyColumn(),
                        m.timestampColumn(),
                        m.timestampUnit(),
                        m.series(),
                        derived),
                m.scaling(),
                m.conditions(),
                m.verdicts(),
                m.training());
    }

    /** The same with averages of scores. */
    public static Manifest withSmoothing(Manifest m, Smoothing smoothing) {
        Manifest.Verdicts verdicts =
                new Manifest.Verdicts(m.floor(), m.calibration(), m.baselines(), m.alertRate(), smoothing);
        return new Manifest(
                m.formatVersion(),
                m.detector(),
                m.spec(),
                m.columns(),
                m.scaling(),
                m.conditions(),
                verdicts,
                m.training());
    }

    /** The same with what an alert budget begins with. */
    public static ModelArtifact withSurprise(ModelArtifact model, SurpriseFit surprise) {
        Manifest m = model.manifest();
        Manifest.Verdicts verdicts = new Manifest.Verdicts(
                m.floor(), m.calibration(), m.baselines(), m.alertRate(), m.smoothing(), m.unseenCost(), surprise);
        Manifest manifest = new Manifest(
                m.formatVersion(),
                m.detector(),
                m.spec(),
                m.columns(),
                m.scaling(),
                m.conditions(),
                verdicts,
                m.training());
        return ArtifactCodec.create(manifest, model.tensors());
    }

    /** A fit with one first threshold for each budget; normal scores have this median and spread, compressed. */
    public static SurpriseFit surprise(SurpriseScale scale, double firstThreshold) {
        SurprisePeaks none = new SurprisePeaks(new long[0], new int[0], new double[0], firstThreshold);
        return new SurpriseFit(scale, 1, 60_000, none);
    }

    private static Manifest copy(Manifest m, Manifest.Scaling scaling, Manifest.Training training) {
        return new Manifest(
                m.formatVersion(),
                m.detector(),
                m.spec(),
                m.columns(),
                scaling,
                m.conditions(),
                m.verdicts(),
                training);
    }

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

    /** The same of another family, without draws where that has none. */
    public static VaeSpec withFamily(VaeSpec spec, Family family) {
        int draws = family == Family.VAE ? spec.posteriorSamples() : 0;
        VaeSpec.Scoring scoring = new VaeSpec.Scoring(spec.bound(), draws, spec.members());
        return new VaeSpec(family, spec.input(), spec.network(), spec.observation(), scoring, spec.condition());
    }

    /** Without KL warm-up, masking and trimming. */
    public static FitOptions fitOptions(
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

    private static Map<String, Tensor> tensors(VaeSpec spec, float weight) {
        Map<String, Tensor> tensors = new TreeMap<>();
        VaeTensors.shapes(spec).forEach((name, shape) -> tensors.put(name, filled(shape, weight)));
        return tensors;
    }

    private static Manifest manifest(String detector, List<String> features, VaeSpec spec) {
        return manifest(detector, features, spec, MEAN);
    }

    private static Manifest manifest(String detector, List<String> features, VaeSpec spec, double mean) {
        return new Manifest(
                Manifest.FORMAT_VERSION,
                detector,
                spec,
                new Manifest.Columns(features, "machine", "ts", null, true),
                new Manifest.Scaling(
                        new Standardizer(filled(features.size(), mean), filled(features.size(), DEVIATION)), null),
                Conditions.NONE,
                new Manifest.Verdicts(
                        0,
                        TailCalibration.fit(
                                IntStream.rangeClosed(0, 98).asDoubleStream().toArray()),
                        filled(spec.inputDim(), 1),
                        ALERT_RATE,
                        Smoothing.NONE),
                new Manifest.Training(
                        Recipe.POINTS_FIT, provenance(), new FitSummary(99, 99, 1, 1, 1, "held-back"), null, null));
    }

    private static Provenance provenance() {
        return new Provenance(
                new Provenance.Data("00", List.of("test"), 99, null, null, Map.of()),
                null,
                new Provenance.Platform("test", "17", "any", "any", 1, null),
                "2026-01-01T00:00:00Z");
    }

    private static Tensor filled(int[] shape, float value) {
        float[] values = new float[Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
        Arrays.fill(values, value);
        return new Tensor(shape, values);
    }

    private static double[] filled(int length, double value) {
        double[] values = new double[length];
        Arrays.fill(values, value);
        return values;
    }
}

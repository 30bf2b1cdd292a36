// SPDX-License-Identifier: Apache-2.0
package io.elbow.testing;

import io.elbow.artifact.Activation;
import io.elbow.artifact.ArtifactCodec;
import io.elbow.artifact.ConditionPlacement;
import io.elbow.artifact.Extensions;
import io.elbow.artifact.FitSummary;
import io.elbow.artifact.Likelihood;
import io.elbow.artifact.Manifest;
import io.elbow.artifact.ModelArtifact;
import io.elbow.artifact.Provenance;
import io.elbow.artifact.Tensor;
import io.elbow.artifact.VaeSpec;
import io.elbow.artifact.VaeTensors;
import io.elbow.config.ConditionOptions.CalendarPart;
import io.elbow.features.Conditions;
import io.elbow.features.Standardizer;
import io.elbow.scoring.Floors;
import io.elbow.scoring.TailCalibration;
import io.elbow.vae.Recipe;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Models with seeded random weights: untrained, but whole. */
public final class RandomModels {
    private RandomModels() {}

    /** A small network: hidden 12-8, latent 4. */
    public static VaeSpec spec(Likelihood likelihood, int features, int shingleLength, int samples) {
        return new VaeSpec(features, shingleLength, List.of(12, 8), 4, Activation.SILU, likelihood, 0.3, samples);
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
                names,
                null,
                "ts",
                spec.shingleLength() > 1,
                scaler(spec, random),
                floor,
                TailCalibration.fit(heldBack),
                baselines,
                1e-3,
                Recipe.POINTS_FIT,
                provenance("2026-01-01T00:00:00Z"),
                new FitSummary(1_000, 300, 1_500, 12.5, 13.25, "held-back"),
                spec.conditionDim() == 0 ? Extensions.NONE : Extensions.NONE.withConditions(CONDITIONS));
    }

    /** The same with other names of its features. */
    public static Manifest withFeatureNames(Manifest m, List<String> names) {
        return copy(m, names, m.calibration(), m.alertRate(), m.provenance());
    }

    /** The same with another calibration. */
    public static Manifest withCalibration(Manifest m, TailCalibration calibration) {
        return copy(m, m.featureNames(), calibration, m.alertRate(), m.provenance());
    }

    /** The same for another rate, be it one or not. */
    public static Manifest withAlertRate(Manifest m, double alertRate) {
        return copy(m, m.featureNames(), m.calibration(), alertRate, m.provenance());
    }

    /** The same of another origin. */
    public static Manifest withProvenance(Manifest m, Provenance provenance) {
        return copy(m, m.featureNames(), m.calibration(), m.alertRate(), provenance);
    }

    private static Manifest copy(
            Manifest m, List<String> names, TailCalibration calibration, double alertRate, Provenance provenance) {
        return new Manifest(
                m.formatVersion(),
                m.detector(),
                m.spec(),
                names,
                m.keyColumn(),
                m.timestampColumn(),
                m.series(),
                m.scaler(),
                m.floor(),
                calibration,
                m.baselines(),
                alertRate,
                m.fit(),
                provenance,
                m.summary(),
                m.extensions());
    }

    public static Provenance provenance(String time) {
        return new Provenance(
                "ab".repeat(32),
                List.of("train.csv.gz", "a \"quoted\" name, \\ and ü.csv"),
                1_300,
                1_700_000_000_000L,
                null,
                new TreeMap<>(Map.of(0, 17L, 10, 4L, 2, 9L)),
                null,
                "0.1.0",
                "17.0.15",
                "Linux",
                "amd64",
                1,
                time,
                null);
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

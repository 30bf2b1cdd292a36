// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import io.elbow.artifact.ArtifactCodec;
import io.elbow.artifact.FitOptions;
import io.elbow.artifact.Manifest;
import io.elbow.artifact.ModelArtifact;
import io.elbow.data.Dataset;
import io.elbow.job.TestingPlans;
import io.elbow.job.operator.TestingModels;
import io.elbow.vae.DataProvenance;
import io.elbow.vae.FitProgress;
import io.elbow.vae.ModelFitter;
import io.elbow.vae.TrainingPlan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;

/** Fits real models in about a second. */
final class FittedModels {
    static final double ALERT_RATE = 0.01;

    private static final int ROWS = 1_200;

    private FittedModels() {}

    /** A model of the features cpu and memory, both about 50. */
    static ModelArtifact ofCpuAndMemory(String detector, int shingleLength, long seed) {
        Random random = new Random(seed);
        List<Dataset.Row> rows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            double[] values = {50 + 5 * random.nextGaussian(), 50 + 5 * random.nextGaussian()};
            rows.add(new Dataset.Row(i, "", "", i, values, false));
        }
        Dataset dataset = new Dataset("made up", List.of("cpu", "memory"), rows, List.of());
        return fit(detector, dataset, shingleLength, seed);
    }

    /** A child of a model: the same weights under another id, so that verdicts are the same but names differ. */
    static ModelArtifact childOf(ModelArtifact parent) {
        Manifest manifest = parent.manifest();
        return ArtifactCodec.create(
                TestingModels.withProvenance(manifest, manifest.provenance().withParent(parent.modelId())),
                parent.tensors());
    }

    /** A model of another feature, disk. */
    static ModelArtifact ofDisk(String detector, long seed) {
        Random random = new Random(seed);
        List<Dataset.Row> rows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            rows.add(new Dataset.Row(i, "", "", i, new double[] {random.nextGaussian()}, false));
        }
        return fit(detector, new Dataset("made up", List.of("disk"), rows, List.of()), 1, seed);
    }

    /**
     * Fits a model in few steps: the weights must come from a fit but need not be good. A model of single records has
     * two networks; by default it would have four.
     */
    static ModelArtifact fit(String detector, Dataset dataset, int shingleLength, long seed) {
        FitOptions options = TestingModels.fitOptions(150, 0, 128, 1e-3, 20, 0.2, 0.9, 1.0, false, seed);
        TrainingPlan plan = plan(detector, shingleLength, List.of(24), 4, options);
        return fit(dataset, shingleLength > 1 ? plan : TestingPlans.ofMembers(plan, 2));
    }

    /** Fits a model of single records with these options. */
    static ModelArtifact fit(
            String detector,
            Dataset dataset,
            List<Integer> hidden,
            int latent,
            FitOptions options,
            UnaryOperator<TrainingPlan> more) {
        return fit(dataset, more.apply(plan(detector, 1, hidden, latent, options)));
    }

    private static TrainingPlan plan(
            String detector, int shingleLength, List<Integer> hidden, int latent, FitOptions options) {
        return TestingPlans.plan(detector, shingleLength, hidden, latent, ALERT_RATE, options);
    }

    private static ModelArtifact fit(Dataset dataset, TrainingPlan plan) {
        return new ModelFitter(plan, FitProgress.SILENT)
                .fit(dataset, DataProvenance.of(dataset, List.of("test"), Map.of(), Instant.EPOCH));
    }
}

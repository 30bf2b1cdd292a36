// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.bench;

import io.elbow.artifact.Activation;
import io.elbow.artifact.FitOptions;
import io.elbow.artifact.Likelihood;
import io.elbow.artifact.ModelArtifact;
import io.elbow.artifact.Tensor;
import io.elbow.artifact.VaeSpec;
import io.elbow.artifact.VaeTensors;
import io.elbow.data.Dataset;
import io.elbow.job.TestingPlans;
import io.elbow.job.operator.TestingModels;
import io.elbow.vae.DataProvenance;
import io.elbow.vae.FitProgress;
import io.elbow.vae.ModelFitter;
import io.elbow.vae.Recipe;
import io.elbow.vae.TrainingPlan;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** The networks that are measured. What a score costs depends on their shape, not on what they learned. */
final class BenchModels {
    /** The defaults of {@code model.hidden}, {@code model.latent} and {@code score.samples}. */
    static final List<Integer> HIDDEN = List.of(128, 128);

    static final int LATENT = 32;
    static final int DRAWS = 16;
    /** Networks that share the draws by default: those of points. */
    static final int MEMBERS = 4;

    /** The default of points. */
    private static final Activation POINTS_ACTIVATION = Activation.SILU_TANH;

    static final double ALERT_RATE = 1e-4;

    private static final int FIT_ROWS = 8_000;
    private static final long SEED = 20260101;

    private BenchModels() {}

    static VaeSpec spec(List<Integer> hidden, int latent, int draws, int members) {
        VaeSpec one = TestingModels.vae(
                BenchRecords.FEATURES.size(),
                1,
                hidden,
                latent,
                members > 1 ? POINTS_ACTIVATION : Activation.SILU,
                Likelihood.GAUSSIAN,
                Recipe.POINTS_SIGMA,
                draws);
        return one.withMembers(members);
    }

    /** Random weights that keep activations near 1, so that no number is denormal. */
    static SortedMap<String, Tensor> tensors(VaeSpec spec) {
        SplittableRandom random = new SplittableRandom(SEED);
        SortedMap<String, Tensor> tensors = new TreeMap<>();
        VaeTensors.shapes(spec).forEach((name, shape) -> tensors.put(name, tensor(shape, random)));
        return tensors;
    }

    private static Tensor tensor(int[] shape, SplittableRandom random) {
        float[] values = new float[shape.length == 2 ? shape[0] * shape[1] : shape[0]];
        double scale = shape.length == 2 ? 1 / Math.sqrt(shape[1]) : 0.1;
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (scale * random.nextGaussian());
        }
        return new Tensor(shape, values);
    }

    /**
     * A whole model of the default shape, fitted to {@link BenchRecords} so that alerts are as rare as they should be.
     *
     * @param draws of the score; 0: the posterior mean alone
     */
    static ModelArtifact fitted(int draws, int steps) {
        FitOptions options = TestingModels.fitOptions(steps, 0, 128, 1e-3, 20, 0.2, 0.9, 1.0, false, SEED);
        TrainingPlan plan = TestingPlans.points(
                TestingPlans.plan(null, 1, HIDDEN, LATENT, ALERT_RATE, options),
                TestingPlans.model(HIDDEN, LATENT, POINTS_ACTIVATION, draws, draws == 0 ? 1 : MEMBERS));
        Dataset dataset = BenchRecords.dataset(FIT_ROWS, SEED);
        return new ModelFitter(plan, FitProgress.SILENT)
                .fit(dataset, DataProvenance.of(dataset, List.of("generated"), Map.of(), Instant.EPOCH));
    }
}

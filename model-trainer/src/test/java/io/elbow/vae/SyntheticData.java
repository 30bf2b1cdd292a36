// SPDX-License-Identifier: Apache-2.0
package io.elbow.vae;

import io.elbow.artifact.Activation;
import io.elbow.artifact.FitOptions;
import io.elbow.artifact.Likelihood;
import io.elbow.artifact.Provenance;
import io.elbow.data.Dataset;
import io.elbow.testing.TestSpecs;
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

    static TrainingPlan plan(Likelihood likelihood, boolean series, int shingle, int steps) {
        FitOptions d = FitOptions.DEFAULT;
        FitOptions fit = TestSpecs.fit(
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
        return new TrainingPlan(
                "synthetic",
                null,
                null,
                series,
                shingle,
                null,
                likelihood,
                OptionalDouble.empty(),
                List.of(16, 16),
                0,
                Activation.SILU,
                4,
                1e-2,
                fit);
    }

    static Provenance provenance(Dataset dataset, String time) {
        return DataProvenance.of(dataset, List.of("synthetic"), Map.of(), Instant.parse(time));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import io.elbow.artifact.FitOptions;
import io.elbow.artifact.ModelArtifact;
import io.elbow.config.PerKeyOptions;
import io.elbow.data.Dataset;
import io.elbow.job.TestingPlans;
import io.elbow.job.operator.TestingModels;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Data with eight features, about 50, that depend on three hidden causes, so that a model has something to learn. */
final class ThreeCauses {
    static final int FEATURES = 8;

    private static final int CAUSES = 3;
    private static final double OWN = 0.3;
    private static final double CAUSED = 5;

    /** The standard deviation of each feature. */
    static final double DEVIATION = CAUSED * Math.hypot(1, OWN);

    private static final List<Integer> HIDDEN = List.of(128, 128);

    /** A refresh takes the options of its champion. */
    private static final FitOptions DEFAULT_FIT =
            TestingModels.fitOptions(1_500, 0, 128, 1e-3, 100, 0.2, 0.998, 1.0, false, 1);

    private ThreeCauses() {}

    /** One record's values, [features]. */
    static double[] values(Random random) {
        double[] causes =
                random.doubles(CAUSES).map(ignored -> random.nextGaussian()).toArray();
        return IntStream.range(0, FEATURES)
                .mapToDouble(f -> 50 + CAUSED * (causes[f % CAUSES] + OWN * random.nextGaussian()))
                .toArray();
    }

    /** A model fitted to that many records. */
    static ModelArtifact model(String detector, int records) {
        Random random = new Random(1);
        List<Dataset.Row> rows = IntStream.range(0, records)
                .mapToObj(i -> new Dataset.Row(i, "", "", i, values(random), false))
                .toList();
        return FittedModels.fit(detector, dataset(rows), HIDDEN, FEATURES, DEFAULT_FIT, UnaryOperator.identity());
    }

    /**
     * A model fitted to that many records of each key, one minute apart, that standardises each key by its own
     * statistics.
     *
     * @param level of a key, in deviations
     */
    static ModelArtifact perKeyModel(String detector, int keys, int recordsAKey, IntToDoubleFunction level) {
        Random random = new Random(1);
        List<Dataset.Row> rows = IntStream.range(0, keys * recordsAKey)
                .mapToObj(i -> new Dataset.Row(
                        i,
                        RefreshStream.key(i % keys),
                        "",
                        i / keys * RefreshStream.MINUTE_MILLIS,
                        values(random, level.applyAsDouble(i % keys)),
                        false))
                .toList();
        return FittedModels.fit(
                detector,
                dataset(rows),
                HIDDEN,
                FEATURES,
                DEFAULT_FIT,
                plan -> TestingPlans.perKey(plan, PerKeyOptions.DEFAULT));
    }

    /** One record's values at a level, in deviations. */
    static double[] values(Random random, double level) {
        return Arrays.stream(values(random))
                .map(value -> value + level * DEVIATION)
                .toArray();
    }

    private static Dataset dataset(List<Dataset.Row> rows) {
        List<String> features =
                IntStream.range(0, FEATURES).mapToObj(f -> "f" + f).toList();
        return new Dataset("made up", features, rows, List.of());
    }

    /** A record as JSON; its key is in {@code machine}, its event time in {@code ts}. */
    static String json(String key, long timestampMillis, double[] values) {
        StringBuilder json = new StringBuilder("{\"machine\":\"" + key + "\",\"ts\":" + timestampMillis);
        for (int f = 0; f < values.length; f++) {
            json.append(",\"f").append(f).append("\":").append(values[f]);
        }
        return json.append('}').toString();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import io.elbow.artifact.FitOptions;
import io.elbow.artifact.ModelArtifact;
import io.elbow.data.Dataset;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Eight features, about 50, that three hidden causes move; so a model has something to know. */
final class ThreeCauses {
    static final int FEATURES = 8;

    private static final int CAUSES = 3;
    private static final double OWN = 0.3;
    private static final double CAUSED = 5;

    /** Of each feature. */
    static final double DEVIATION = CAUSED * Math.hypot(1, OWN);

    private static final List<Integer> HIDDEN = List.of(128, 128);

    /** A refresh takes that of its champion. */
    private static final FitOptions DEFAULT_FIT = new FitOptions(1_500, 0, 128, 1e-3, 100, 0.2, 0.998, 1.0, false, 1);

    private ThreeCauses() {}

    /** One record's values, [features]. */
    static double[] values(Random random) {
        double[] causes =
                random.doubles(CAUSES).map(ignored -> random.nextGaussian()).toArray();
        return IntStream.range(0, FEATURES)
                .mapToDouble(f -> 50 + CAUSED * (causes[f % CAUSES] + OWN * random.nextGaussian()))
                .toArray();
    }

    /** Fitted to so many records. */
    static ModelArtifact model(String detector, int records) {
        Random random = new Random(1);
        List<Dataset.Row> rows = IntStream.range(0, records)
                .mapToObj(i -> new Dataset.Row(i, "", "", i, values(random), false))
                .toList();
        List<String> features =
                IntStream.range(0, FEATURES).mapToObj(f -> "f" + f).toList();
        return FittedModels.fit(
                detector, new Dataset("made up", features, rows, List.of()), HIDDEN, FEATURES, DEFAULT_FIT);
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

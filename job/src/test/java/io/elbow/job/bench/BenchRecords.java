// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.bench;

import io.elbow.config.RecordOptions;
import io.elbow.data.Dataset;
import io.elbow.data.RecordWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Records of 38 correlated features with six decimals, as server metrics are written; the same for a seed. */
final class BenchRecords {
    static final List<String> FEATURES =
            IntStream.range(0, 38).mapToObj(i -> "metric_" + i).toList();
    static final RecordOptions OPTIONS = new RecordOptions(
            "machine", new RecordOptions.Timestamp("ts", RecordOptions.TimeUnit.MILLIS), FEATURES, 900 * 1024);

    /**
     * One record in so many is an anomaly, so that explaining and alerting are part of the work; prime, so that the
     * keys take turns.
     */
    static final int ANOMALY_EVERY = 997;

    private static final int FACTORS = 4;
    private static final double DECIMALS = 1e6;
    private static final double ANOMALY_SHIFT = 3;

    private final SplittableRandom random;
    private final double[][] loadings = new double[FEATURES.size()][FACTORS];
    private final RecordWriter writer = new RecordWriter(OPTIONS, FEATURES);

    BenchRecords(long seed) {
        // The loadings are what a model learns: the same for each seed.
        SplittableRandom fixed = new SplittableRandom(38);
        for (double[] row : loadings) {
            for (int factor = 0; factor < FACTORS; factor++) {
                row[factor] = fixed.nextGaussian();
            }
        }
        random = new SplittableRandom(seed);
    }

    /** Key of the n-th record: round robin. */
    static String key(long record, int keys) {
        return "machine-" + record % keys;
    }

    /** The value of the n-th record. */
    byte[] json(long record, int keys, long timestampMillis) {
        double[] values = values();
        if (record % ANOMALY_EVERY == ANOMALY_EVERY - 1) {
            values[(int) (record / ANOMALY_EVERY % values.length)] += ANOMALY_SHIFT;
        }
        return writer.write(key(record, keys), timestampMillis, values);
    }

    /** [features], of a normal record. */
    double[] values() {
        double[] factors = new double[FACTORS];
        for (int factor = 0; factor < FACTORS; factor++) {
            factors[factor] = random.nextGaussian();
        }
        double[] values = new double[loadings.length];
        for (int feature = 0; feature < values.length; feature++) {
            double value = 0.5 + 0.02 * random.nextGaussian();
            for (int factor = 0; factor < FACTORS; factor++) {
                value += 0.1 * loadings[feature][factor] * factors[factor];
            }
            values[feature] = Math.round(value * DECIMALS) / DECIMALS;
        }
        return values;
    }

    /** Normal rows to learn from. */
    static Dataset dataset(int count, long seed) {
        BenchRecords records = new BenchRecords(seed);
        List<Dataset.Row> rows = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            rows.add(new Dataset.Row(i, "", "", i, records.values(), false));
        }
        return new Dataset("generated", FEATURES, rows, List.of());
    }
}

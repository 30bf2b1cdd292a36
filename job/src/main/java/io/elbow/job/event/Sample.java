// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.event;

/**
 * A scored record on its way to what a refresh learns from.
 *
 * @param rows the shingle in the user's units, [length * features], oldest row first; NaN: missing, or not there yet
 * @param conditions one text a condition, in the model's order; null: missing
 * @param score nats
 * @param missingShare share of the shingle's values that are missing
 * @param model id of the model that scored it
 * @param keyMean what standardised it where each key has its own statistics, [features], the user's units; empty: the
 *     model's scaler did. Null counts as empty: so a state is read that knew no such thing
 * @param keyDeviation likewise
 */
public record Sample(
        String key,
        long timestampMillis,
        double[] rows,
        String[] conditions,
        double score,
        double pValue,
        boolean anomaly,
        double missingShare,
        String model,
        double[] keyMean,
        double[] keyDeviation) {
    /** Of a record that the model's scaler of all keys standardised. */
    public static final double[] MODELS = {};

    private static final int OBJECTS_BYTES = 200;

    public Sample {
        keyMean = keyMean == null ? MODELS : keyMean;
        keyDeviation = keyDeviation == null ? MODELS : keyDeviation;
    }

    /** Standardised by the model's scaler. */
    public Sample(
            String key,
            long timestampMillis,
            double[] rows,
            String[] conditions,
            double score,
            double pValue,
            boolean anomaly,
            double missingShare,
            String model) {
        this(key, timestampMillis, rows, conditions, score, pValue, anomaly, missingShare, model, MODELS, MODELS);
    }

    /** About what one of so many values takes in memory, its texts aside, bytes. */
    public static long bytes(int values) {
        return OBJECTS_BYTES + (long) Double.BYTES * values;
    }

    /** About what it takes in memory, bytes. */
    public long bytes() {
        long texts = 2L * key.length();
        for (String condition : conditions) {
            texts += condition == null ? 0 : 2L * condition.length();
        }
        return bytes(rows.length + keyMean.length + keyDeviation.length) + texts;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.event;

import io.elbow.features.KeptSample;

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
        double[] keyDeviation)
        implements KeptSample {
    /** Of a record that the model's scaler of all keys standardised. */
    public static final double[] MODELS = {};

    /**
     * Of one sample in memory besides its values and texts: objects, the model's id, its place in a collection. About.
     */
    private static final int OVERHEAD_BYTES = 400;

    /** Of one key in memory besides its text and its samples, bytes. About. */
    private static final int KEY_BYTES = 256;

    public Sample {
        keyMean = keyMean == null || keyMean.length == 0 ? MODELS : keyMean;
        keyDeviation = keyDeviation == null || keyDeviation.length == 0 ? MODELS : keyDeviation;
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

    /** What one of so many values takes in memory with a key of usual length and no condition, bytes. About. */
    public static long bytes(int values) {
        return OVERHEAD_BYTES + (long) Double.BYTES * values;
    }

    /** What it takes in memory, bytes. About: JVMs and their settings differ. */
    public long bytes() {
        long characters = key.length();
        for (String condition : conditions) {
            characters += condition == null ? 0 : condition.length();
        }
        return bytes(rows.length + keyMean.length + keyDeviation.length) + Character.BYTES * characters;
    }

    /** What holds a key takes in memory besides its samples, bytes. About. */
    public static long keyBytes(String key) {
        return KEY_BYTES + (long) Character.BYTES * key.length();
    }
}

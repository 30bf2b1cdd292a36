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
     * HotSpot's, of 64 bits with compressed references: of an array, and of a text beside the array of its characters.
     */
    private static final int ARRAY_BYTES = 16;

    private static final int TEXT_BYTES = 24;
    private static final int REFERENCE_BYTES = 4;
    private static final int ALIGNMENT = 8;

    /** The record itself: a header of 12 bytes, six references, four numbers of 8 bytes and a flag. */
    private static final int RECORD_BYTES = 72;

    private static final int MODEL_ID_CHARACTERS = 64;
    private static final int USUAL_KEY_CHARACTERS = 16;

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

    /** What one of so many values takes in memory with a key of usual length and no condition, bytes. */
    public static long bytes(int values) {
        return RECORD_BYTES
                + array((long) Double.BYTES * values)
                + array(0)
                + text(MODEL_ID_CHARACTERS)
                + text(USUAL_KEY_CHARACTERS);
    }

    /**
     * What it takes in memory, its key's and its model's texts, which it shares with no other sample, included, bytes.
     */
    public long bytes() {
        long bytes = RECORD_BYTES
                + text(key)
                + text(model)
                + array((long) Double.BYTES * rows.length)
                + array((long) REFERENCE_BYTES * conditions.length);
        for (String condition : conditions) {
            bytes += condition == null ? 0 : text(condition);
        }
        return bytes + ofKey(keyMean) + ofKey(keyDeviation);
    }

    /** One that is empty is the shared one. */
    private static long ofKey(double[] scaler) {
        return scaler.length == 0 ? 0 : array((long) Double.BYTES * scaler.length);
    }

    /** What a text takes in memory, bytes: one a character where all are of Latin-1, else two. */
    public static long text(String text) {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            if (text.charAt(i) > 0xFF) {
                return text(2 * length);
            }
        }
        return text(length);
    }

    private static long text(int contentBytes) {
        return TEXT_BYTES + array(contentBytes);
    }

    private static long array(long contentBytes) {
        long bytes = ARRAY_BYTES + contentBytes;
        return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local.page;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;

/**
 * The fields of a message of the scores topic that the page needs.
 *
 * @param timestampMillis event time
 * @param score nats
 * @param smoothed the average of the key's scores, nats; the score itself if the message has no average
 */
record ScoreMessage(
        String key, long timestampMillis, double score, double smoothed, double pValue, boolean anomaly, String model) {
    private static final JsonFactory JSON = new JsonFactory();

    /**
     * Reads a message; fields that it does not know are ignored.
     *
     * @throws IllegalArgumentException where the bytes are no score
     */
    static ScoreMessage read(byte[] bytes) {
        Draft draft = new Draft();
        try (JsonParser json = JSON.createParser(bytes)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("a score is a JSON object");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                json.nextToken();
                draft.take(field, json);
            }
        } catch (IOException | DateTimeException e) {
            throw new IllegalArgumentException("a score is a JSON object but could not be read: " + e.getMessage(), e);
        }
        return draft.message();
    }

    /** The value that the model's verdict rests on: the score or its average. */
    double judged(ModelFacts facts) {
        return facts != null && facts.onAverage() ? smoothed : score;
    }

    private static final class Draft {
        private String key;
        private Long timestampMillis;
        private double score = Double.NaN;
        private double smoothed = Double.NaN;
        private double pValue = Double.NaN;
        private boolean anomaly;
        private String model;

        void take(String field, JsonParser json) throws IOException {
            switch (field) {
                case "key" -> key = json.getText();
                case "timestamp" ->
                    timestampMillis = Instant.parse(json.getText()).toEpochMilli();
                case "score" -> score = number(json);
                case "smoothed" -> smoothed = number(json);
                case "p_value" -> pValue = number(json);
                case "anomaly" -> anomaly = json.getValueAsBoolean();
                case "model" -> model = json.getText();
                default -> json.skipChildren();
            }
        }

        private static double number(JsonParser json) throws IOException {
            return json.currentToken().isNumeric() ? json.getDoubleValue() : Double.NaN;
        }

        ScoreMessage message() {
            if (key == null || timestampMillis == null) {
                throw new IllegalArgumentException("a score has a key and a timestamp");
            }
            return new ScoreMessage(
                    key, timestampMillis, score, Double.isNaN(smoothed) ? score : smoothed, pValue, anomaly, model);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** The alerts topic's messages: one JSON object an alert. Fields may be added, never renamed. */
public final class AlertJson {
    private static final JsonFactory JSON = new JsonFactory();
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private AlertJson() {}

    /** The message's key: the stream key. */
    public static byte[] key(Alert alert) {
        return alert.key().getBytes(StandardCharsets.UTF_8);
    }

    public static byte[] write(Alert alert) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("id", alert.id());
            json.writeStringField("incident", alert.incident());
            json.writeStringField("status", alert.status());
            json.writeStringField("detector", alert.detector());
            json.writeStringField("key", alert.key());
            json.writeStringField(
                    "timestamp", Instant.ofEpochMilli(alert.timestampMillis()).toString());
            json.writeStringField("severity", alert.severity());
            JsonNumbers.writeNats(json, "score", alert.score());
            JsonNumbers.writeNats(json, "threshold", alert.threshold());
            JsonNumbers.writeNats(json, "p_value", alert.pValue());
            JsonNumbers.writeNats(json, "reconstruction", alert.reconstruction());
            JsonNumbers.writeNats(json, "kl", alert.kl());
            JsonNumbers.writeNats(json, "smoothed", alert.smoothed());
            if (alert.hasSurprise()) {
                JsonNumbers.writeNats(json, "surprise", alert.surprise());
                JsonNumbers.writeNats(json, "surprise_threshold", alert.surpriseThreshold());
            }
            writeFeatures(json, alert.features());
            json.writeStringField("model", alert.model());
            writeSource(json, alert);
            JsonNumbers.writeNames(json, "unseen", alert.unseen());
            if (alert.warming()) {
                json.writeBooleanField("warming", true);
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads a message; fields that it does not know are ignored.
     *
     * @throws IllegalArgumentException where the bytes are no JSON object
     */
    public static Alert read(byte[] bytes) {
        JsonNode json = parse(bytes);
        JsonNode source = json.path("source");
        return new Alert(
                json.path("id").asText(),
                json.path("incident").asText(),
                json.path("status").asText(),
                json.path("detector").asText(),
                json.path("key").asText(),
                Instant.parse(json.path("timestamp").asText()).toEpochMilli(),
                json.path("severity").asText(),
                JsonNumbers.read(json, "score"),
                JsonNumbers.read(json, "threshold"),
                JsonNumbers.read(json, "p_value"),
                JsonNumbers.read(json, "reconstruction"),
                JsonNumbers.read(json, "kl"),
                readFeatures(json.path("features")),
                json.path("model").asText(),
                source.path("topic").asText(null),
                source.path("partition").asInt(),
                source.path("offset").asLong(),
                json.has("smoothed") ? JsonNumbers.read(json, "smoothed") : JsonNumbers.read(json, "score"),
                JsonNumbers.readNames(json, "unseen"),
                json.path("warming").asBoolean(),
                json.path("surprise").asDouble(),
                json.path("surprise_threshold").asDouble());
    }

    private static void writeFeatures(JsonGenerator json, FeatureCost[] features) throws IOException {
        json.writeArrayFieldStart("features");
        for (FeatureCost feature : features) {
            json.writeStartObject();
            json.writeStringField("name", feature.name());
            JsonNumbers.writeValue(json, "value", feature.value());
            JsonNumbers.writeNats(json, "expected", feature.expected());
            JsonNumbers.writeNats(json, "nats", feature.nats());
            JsonNumbers.writeNats(json, "excess", feature.excess());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeSource(JsonGenerator json, Alert alert) throws IOException {
        if (alert.topic() == null) {
            json.writeNullField("source");
            return;
        }
        json.writeObjectFieldStart("source");
        json.writeStringField("topic", alert.topic());
        json.writeNumberField("partition", alert.partition());
        json.writeNumberField("offset", alert.offset());
        json.writeEndObject();
    }

    private static FeatureCost[] readFeatures(JsonNode features) {
        FeatureCost[] read = new FeatureCost[features.size()];
        for (int i = 0; i < read.length; i++) {
            JsonNode feature = features.get(i);
            read[i] = new FeatureCost(
                    feature.path("name").asText(),
                    JsonNumbers.read(feature, "value"),
                    JsonNumbers.read(feature, "expected"),
                    JsonNumbers.read(feature, "nats"),
                    JsonNumbers.read(feature, "excess"));
        }
        return read;
    }

    private static JsonNode parse(byte[] bytes) {
        try {
            JsonNode json = MAPPER.readTree(bytes);
            if (!json.isObject()) {
                throw new IllegalArgumentException("an alert is a JSON object but was " + json.getNodeType());
            }
            return json;
        } catch (IOException e) {
            throw new IllegalArgumentException("an alert is a JSON object but could not be read: " + e.getMessage(), e);
        }
    }
}

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
import java.util.Map;
import java.util.TreeMap;

/** The events topic's messages: one JSON object an event. Fields may be added, never renamed. */
public final class DetectorEventJson {
    private static final JsonFactory JSON = new JsonFactory();
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private DetectorEventJson() {}

    /** The message's key: the detector, so that its events keep their order. */
    public static byte[] key(DetectorEvent event) {
        return event.detector().getBytes(StandardCharsets.UTF_8);
    }

    public static byte[] write(DetectorEvent event) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("event", event.event());
            json.writeStringField("detector", event.detector());
            json.writeStringField(
                    "timestamp", Instant.ofEpochMilli(event.timestampMillis()).toString());
            json.writeStringField("model", event.model());
            json.writeStringField("parent", event.parent());
            json.writeStringField("reason", event.reason());
            json.writeObjectFieldStart("figures");
            for (Map.Entry<String, Double> figure : new TreeMap<>(event.figures()).entrySet()) {
                JsonNumbers.writeNats(json, figure.getKey(), figure.getValue());
            }
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads a message; fields that it does not know are ignored.
     *
     * @throws IllegalArgumentException where the bytes are no event
     */
    public static DetectorEvent read(byte[] bytes) {
        try {
            JsonNode json = MAPPER.readTree(bytes);
            Map<String, Double> figures = new TreeMap<>();
            JsonNode written = json.path("figures");
            written.fieldNames().forEachRemaining(name -> figures.put(name, JsonNumbers.read(written, name)));
            return new DetectorEvent(
                    json.path("event").asText(),
                    json.path("detector").asText(),
                    Instant.parse(json.path("timestamp").asText()).toEpochMilli(),
                    json.path("model").textValue(),
                    json.path("parent").textValue(),
                    json.path("reason").textValue(),
                    figures);
        } catch (IOException | java.time.DateTimeException e) {
            throw new IllegalArgumentException("an event is a JSON object but could not be read: " + e.getMessage(), e);
        }
    }
}

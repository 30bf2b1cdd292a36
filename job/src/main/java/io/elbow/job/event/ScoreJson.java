// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** The scores topic's messages: one JSON object a scored record. Fields may be added, never renamed. */
public final class ScoreJson {
    private static final JsonFactory JSON = new JsonFactory();

    private ScoreJson() {}

    /** The message's key: the stream key. */
    public static byte[] key(ScoredObservation scored) {
        return scored.key().getBytes(StandardCharsets.UTF_8);
    }

    public static byte[] write(ScoredObservation scored) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("key", scored.key());
            json.writeStringField(
                    "timestamp", Instant.ofEpochMilli(scored.timestampMillis()).toString());
            JsonNumbers.writeNats(json, "score", scored.score());
            JsonNumbers.writeNats(json, "reconstruction", scored.reconstruction());
            JsonNumbers.writeNats(json, "kl", scored.kl());
            JsonNumbers.writeNats(json, "smoothed", scored.smoothed());
            JsonNumbers.writeNats(json, "p_value", scored.pValue());
            if (scored.hasSurprise()) {
                JsonNumbers.writeNats(json, "surprise", scored.surprise());
            }
            json.writeBooleanField("anomaly", scored.anomaly());
            json.writeStringField("model", scored.model());
            JsonNumbers.writeNames(json, "unseen", scored.unseen());
            if (scored.warming()) {
                json.writeBooleanField("warming", true);
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A message of the scores topic, read by the documented format only. */
record ReadScore(
        String key,
        long timestampMillis,
        double score,
        double reconstruction,
        double kl,
        boolean anomaly,
        String model,
        int partition) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static ReadScore of(ConsumerRecord<byte[], byte[]> message) {
        try {
            JsonNode json = JSON.readTree(message.value());
            String key = json.required("key").asText();
            if (!key.equals(new String(message.key(), StandardCharsets.UTF_8))) {
                throw new IllegalStateException("the message's key is not the stream key " + key);
            }
            return new ReadScore(
                    key,
                    Instant.parse(json.required("timestamp").asText()).toEpochMilli(),
                    json.required("score").asDouble(),
                    json.required("reconstruction").asDouble(),
                    json.required("kl").asDouble(),
                    json.required("anomaly").asBoolean(),
                    json.required("model").asText(),
                    message.partition());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Text that identifies the score. */
    String id() {
        return key + "@" + timestampMillis;
    }
}

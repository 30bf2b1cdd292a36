// SPDX-License-Identifier: Apache-2.0
package io.elbow.kafka;

import io.elbow.protocol.ModelHeaders;
import io.elbow.protocol.ModelMessage;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** {@link ModelMessage} as a Kafka message and back. */
public final class ModelMessages {
    private ModelMessages() {}

    public static ModelMessage of(ConsumerRecord<byte[], byte[]> message) {
        return new ModelMessage(
                message.key() == null ? null : new String(message.key(), StandardCharsets.UTF_8),
                message.value(),
                ModelHeaders.read(name -> HeaderText.of(message, name)),
                message.offset(),
                message.timestamp());
    }

    public static Headers headers(ModelMessage message) {
        Headers headers = new RecordHeaders();
        message.headers().write().forEach((name, text) -> headers.add(name, text.getBytes(StandardCharsets.UTF_8)));
        return headers;
    }

    static ProducerRecord<byte[], byte[]> record(String topic, ModelMessage message) {
        byte[] key = message.key().getBytes(StandardCharsets.UTF_8);
        return new ProducerRecord<>(topic, 0, key, message.artifact(), headers(message));
    }
}

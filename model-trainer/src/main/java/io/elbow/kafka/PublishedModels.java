// SPDX-License-Identifier: Apache-2.0
package io.elbow.kafka;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/** {@link PublishedModel} as a Kafka message and back. A header that has no value is absent. */
final class PublishedModels {
    private static final String ROLE = "role";
    private static final String PARENT = "parent";
    private static final String PUBLISHER = "publisher";
    private static final String ACTIVATION = "activation";
    private static final String FORCE = "force";

    private PublishedModels() {}

    /** A message without a role is a champion's, so that a plain client can publish one. */
    static PublishedModel of(ConsumerRecord<byte[], byte[]> message) {
        String role = HeaderText.of(message, ROLE);
        return new PublishedModel(
                message.key() == null ? "" : new String(message.key(), StandardCharsets.UTF_8),
                message.value(),
                role == null ? PublishOptions.CHAMPION : role,
                HeaderText.of(message, PARENT),
                HeaderText.of(message, PUBLISHER),
                message.offset(),
                message.timestamp(),
                HeaderText.of(message, ACTIVATION));
    }

    static ProducerRecord<byte[], byte[]> message(
            String topic, String key, byte[] bytes, String parent, PublishOptions publication) {
        List<Header> headers = new ArrayList<>();
        put(headers, ROLE, publication.role());
        put(headers, PARENT, parent);
        put(headers, PUBLISHER, publication.publisher());
        put(
                headers,
                ACTIVATION,
                publication.activation() == null
                        ? null
                        : publication.activation().toString());
        put(headers, FORCE, publication.forced() ? "true" : null);
        return new ProducerRecord<>(topic, 0, key.getBytes(StandardCharsets.UTF_8), bytes, headers);
    }

    static ProducerRecord<byte[], byte[]> tombstone(String topic, String key) {
        return new ProducerRecord<>(topic, 0, key.getBytes(StandardCharsets.UTF_8), null);
    }

    private static void put(List<Header> headers, String name, String value) {
        if (value != null) {
            headers.add(new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8)));
        }
    }
}

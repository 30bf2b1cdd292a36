// SPDX-License-Identifier: Apache-2.0
package io.elbow.kafka;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Reads a message's headers. */
public final class HeaderText {
    private HeaderText() {}

    /** The last header with the name, as UTF-8; null: there is none, or it has no value. */
    public static String of(ConsumerRecord<?, ?> message, String name) {
        Header header = message.headers().lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }
}

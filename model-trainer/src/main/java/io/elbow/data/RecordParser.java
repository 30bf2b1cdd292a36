// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import io.elbow.config.RecordOptions;
import java.io.Serializable;
import java.util.List;

/** Turns a Kafka record's bytes into an {@link Observation} or a reason; never throws for what the bytes hold. */
public final class RecordParser implements Serializable {
    private static final long serialVersionUID = 1L;

    private final RecordOptions options;
    private final List<String> features;

    /** @param features dotted paths in the order of {@link Observation#values} */
    public RecordParser(RecordOptions options, List<String> features) {
        this.options = options;
        this.features = List.copyOf(features);
    }

    /**
     * Parses one record.
     *
     * @param key the Kafka record's key, or null
     * @param value the Kafka record's value, or null for a tombstone
     * @param kafkaTimestampMillis the event time where no timestamp field is configured
     */
    public ParseResult parse(byte[] key, byte[] value, long kafkaTimestampMillis) {
        throw new UnsupportedOperationException(options + " " + features);
    }
}

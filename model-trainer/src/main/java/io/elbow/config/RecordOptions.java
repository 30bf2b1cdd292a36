// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/**
 * How a record's bytes become an observation.
 *
 * @param key dotted path of the key's field; null: the Kafka record's key
 * @param timestamp null: Kafka's own timestamp
 * @param features dotted paths; empty: the model's
 * @param maxBytes a larger value is rejected
 * @param maxAhead event time further than this after Kafka's own timestamp is rejected; null: never
 */
public record RecordOptions(String key, Timestamp timestamp, List<String> features, int maxBytes, Duration maxAhead)
        implements Serializable {

    /** Unit of a timestamp field. */
    public enum TimeUnit {
        SECONDS("seconds"),
        MILLIS("millis"),
        MICROS("micros"),
        NANOS("nanos"),
        ISO_8601("iso-8601");

        private final String word;

        TimeUnit(String word) {
            this.word = word;
        }

        /** As written in yaml. */
        public String configName() {
            return word;
        }
    }

    /** Field (dotted path) and unit of the event time. */
    public record Timestamp(String field, TimeUnit unit) implements Serializable {
        public Timestamp {
            new Checks().notBlank("record.timestamp.field", field).orThrow();
        }
    }

    public static final RecordOptions DEFAULT = new RecordOptions(null, null, List.of(), 900_000, Duration.ofDays(1));

    /** Without a bound on how far ahead of Kafka's own timestamp a record may be. */
    public RecordOptions(String key, Timestamp timestamp, List<String> features, int maxBytes) {
        this(key, timestamp, features, maxBytes, null);
    }

    public RecordOptions {
        features = List.copyOf(features);
        Checks checks = new Checks()
                .require(
                        features.stream().noneMatch(String::isBlank)
                                && features.stream().distinct().count() == features.size(),
                        "record.features",
                        "a list of distinct field names",
                        features)
                .positive("record.max-bytes", maxBytes)
                .positiveOrNull("record.max-ahead", maxAhead);
        if (key != null) {
            checks.notBlank("record.key", key);
        }
        checks.orThrow();
    }
}

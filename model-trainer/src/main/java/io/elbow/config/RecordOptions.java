// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

import com.fasterxml.jackson.annotation.JsonValue;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How a record's bytes become an observation.
 *
 * <p>{@code record.format} (default {@code json}): One JSON object per record, flat or nested. There is no other
 * format.
 *
 * @param key {@code record.key} (default none): The field that holds the key (a dotted path reaches into nested
 *     objects), or a list of fields such as {@code [name, labels.instance]}, whose values are joined by a vertical bar
 *     (a bar or backslash within a value gets a backslash before it). Without it the Kafka record's key is used.
 * @param timestamp the field that holds the event time; null: Kafka's own timestamp
 * @param features {@code record.features} (default none): The fields to score, as dotted paths. Without it the model's
 *     features; before there is a model, every numeric field. An entry {@code {name: FIELD, as: rate}} scores how much
 *     a counter grew since its key's record before, per second of event time and across resets (the feature is called
 *     {@code FIELD_per_second}), {@code as: difference} the value less the one before ({@code FIELD_difference}).
 * @param maxBytes {@code record.max-bytes} (default {@code 900KB}): A larger value is rejected, and the first 64 KiB of
 *     it are kept. At least 1 byte.
 * @param maxAhead {@code record.max-ahead} (default {@code 1d}): An event time further than this after Kafka's own
 *     timestamp of the record is rejected. {@code off} means never.
 * @param furtherKeys the fields of the key behind the first one
 * @param sources what the model sees of the fields, in the order of its features
 */
public record RecordOptions(
        String key,
        Timestamp timestamp,
        List<String> features,
        int maxBytes,
        Duration maxAhead,
        List<String> furtherKeys,
        List<FeatureSource> sources)
        implements Serializable {

    /** Unit of a timestamp field. */
    public enum TimeUnit {
        SECONDS("seconds"),
        MILLIS("millis"),
        MICROS("micros"),
        NANOS("nanos"),
        ISO_8601("iso-8601");

        private final String configName;

        TimeUnit(String configName) {
            this.configName = configName;
        }

        /** As written in yaml and in the manifest. */
        @JsonValue
        public String configName() {
            return configName;
        }
    }

    /**
     * Where the event time is. Without it Kafka's own timestamp of the record is the event time.
     *
     * @param field {@code record.timestamp.field} (no default): The field that holds the event time. Without
     *     {@code record.timestamp} Kafka's own timestamp is used.
     * @param unit {@code record.timestamp.unit} (default {@code millis}): {@code seconds}, {@code millis},
     *     {@code micros}, {@code nanos}, or {@code iso-8601} for text. It holds for the topic and for the column of
     *     this name in files; a time that is evidently in another unit is refused by name.
     */
    public record Timestamp(String field, TimeUnit unit) implements Serializable {
        public Timestamp {
            new Checks().notBlank("record.timestamp.field", field).orThrow();
        }
    }

    public static final RecordOptions DEFAULT = new RecordOptions(null, null, List.of(), 900_000, Duration.ofDays(1));

    /** The unit of the event time's numbers in a field or column; null: it is not the one with the event time. */
    public TimeUnit unitOf(String field) {
        return timestamp != null && timestamp.field().equals(field) ? timestamp.unit() : null;
    }

    /** Without a bound on how far ahead of Kafka's own timestamp a record may be. */
    public RecordOptions(String key, Timestamp timestamp, List<String> features, int maxBytes) {
        this(key, timestamp, features, maxBytes, null);
    }

    /** With a key of one field, or none. */
    public RecordOptions(String key, Timestamp timestamp, List<String> features, int maxBytes, Duration maxAhead) {
        this(key, timestamp, features, maxBytes, maxAhead, List.of());
    }

    /** With every field as it stands. */
    public RecordOptions(
            String key,
            Timestamp timestamp,
            List<String> features,
            int maxBytes,
            Duration maxAhead,
            List<String> furtherKeys) {
        this(key, timestamp, features, maxBytes, maxAhead, furtherKeys, FeatureSources.plain(features));
    }

    public RecordOptions {
        features = List.copyOf(features);
        furtherKeys = List.copyOf(furtherKeys);
        sources = List.copyOf(sources);
        List<String> names = FeatureSources.features(sources);
        Checks checks = new Checks()
                .require(
                        features.stream().noneMatch(String::isBlank)
                                && features.stream().distinct().count() == features.size()
                                && names.stream().distinct().count() == names.size(),
                        "record.features",
                        "a list of distinct field names",
                        names)
                .positive("record.max-bytes", maxBytes)
                .positiveOrNull("record.max-ahead", maxAhead);
        if (key != null) {
            checks.notBlank("record.key", key);
        }
        List<String> keys = keyFields(key, furtherKeys);
        checks.require(
                furtherKeys.stream().noneMatch(String::isBlank)
                        && keys.stream().distinct().count() == keys.size(),
                "record.key",
                "a field name or a list of distinct ones",
                keys);
        checks.orThrow();
    }

    /** The fields of the key, in order; none: it is the Kafka record's. */
    public List<String> keyFields() {
        return keyFields(key, furtherKeys);
    }

    /** The key's columns in a file, as {@code --key} names them; null: the key is the Kafka record's. */
    public String keyColumn() {
        return key == null ? null : JoinedText.COLUMNS.join(keyFields());
    }

    private static List<String> keyFields(String key, List<String> further) {
        List<String> fields = new ArrayList<>();
        if (key != null) {
            fields.add(key);
            fields.addAll(further);
        }
        return List.copyOf(fields);
    }
}

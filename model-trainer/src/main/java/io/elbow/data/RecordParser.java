// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.elbow.config.RecordOptions;
import io.elbow.data.ParseResult.Parsed;
import io.elbow.data.ParseResult.Rejected;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;

/**
 * Turns a Kafka record's bytes into an {@link Observation} or a reason; never throws for what the bytes hold.
 *
 * <p>Where several things are wrong, the first of {@link RejectionReason}'s order is reported, whatever the order of
 * the fields. Serializable and cheap to ship; an instance is used by one thread at a time.
 */
public final class RecordParser implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final String NO_EXCEPTION = RecordException.class.getSimpleName();

    private final RecordOptions options;
    private final List<String> features;
    private transient RecordReader reader;

    /**
     * @param features dotted paths in the order of {@link Observation#values}
     * @throws io.elbow.config.ConfigException where a path is named twice, or is both a value and an object
     */
    public RecordParser(RecordOptions options, List<String> features) {
        this.options = options;
        this.features = List.copyOf(features);
        this.reader = newReader();
    }

    /**
     * Parses one record.
     *
     * @param key the Kafka record's key, or null
     * @param value the Kafka record's value, or null for a tombstone
     * @param kafkaTimestampMillis the event time where no timestamp field is configured
     */
    public ParseResult parse(byte[] key, byte[] value, long kafkaTimestampMillis) {
        if (value == null) {
            return rejected(RejectionReason.TOMBSTONE, "the record has no value");
        }
        if (value.length > options.maxBytes()) {
            return rejected(
                    RejectionReason.TOO_LARGE,
                    "the value has " + value.length + " bytes, record.max-bytes allows " + options.maxBytes());
        }
        if (value.length == 0) {
            return rejected(RejectionReason.MALFORMED_JSON, "the value is empty");
        }
        if (!Utf8.isValid(value)) {
            return rejected(RejectionReason.MALFORMED_JSON, "the value is not valid UTF-8");
        }
        if (reader == null) {
            reader = newReader();
        }
        try {
            reader.read(value);
        } catch (IOException | RuntimeException e) {
            // RuntimeException too: one record that trips the JSON library must not stop the job, again and again.
            return new Rejected(RejectionReason.MALFORMED_JSON, e.getClass().getSimpleName(), messageOf(e));
        }
        return judge(key, kafkaTimestampMillis);
    }

    private ParseResult judge(byte[] kafkaKey, long kafkaTimestampMillis) {
        String key = options.key() == null ? Utf8.decode(kafkaKey) : reader.key();
        if (key == null || key.isEmpty() || !Utf8.isEncodable(key)) {
            return rejected(RejectionReason.MISSING_KEY, keyProblem(kafkaKey, key));
        }
        boolean ownTime = options.timestamp() != null;
        if (ownTime && !reader.timestampSeen()) {
            return rejected(
                    RejectionReason.MISSING_TIMESTAMP,
                    "timestamp field '" + options.timestamp().field() + "' is absent or null");
        }
        long millis = ownTime ? reader.timestampMillis() : EventTime.checked(kafkaTimestampMillis);
        if (millis == EventTime.INVALID) {
            return rejected(RejectionReason.BAD_TIMESTAMP, timestampProblem(kafkaTimestampMillis));
        }
        if (reader.badFeature() != null) {
            return rejected(RejectionReason.NOT_A_NUMBER, reader.badFeature());
        }
        if (!reader.anyFeature()) {
            return rejected(
                    RejectionReason.NO_FEATURES,
                    "none of the features has a value: " + Excerpt.ofMessage(String.join(", ", features)));
        }
        return new Parsed(new Observation(key, millis, reader.values()));
    }

    private String keyProblem(byte[] kafkaKey, String key) {
        if (options.key() != null) {
            String found = reader.badKey() != null
                    ? reader.badKey() + ", not text or a number"
                    : key == null ? "absent or null" : key.isEmpty() ? "empty" : "not valid Unicode";
            return "key field '" + options.key() + "' is " + found;
        }
        String found = kafkaKey == null || kafkaKey.length == 0 ? "absent or empty" : "not valid UTF-8";
        return "the Kafka record's key is " + found + "; record.key names a field to use instead";
    }

    private String timestampProblem(long kafkaTimestampMillis) {
        if (options.timestamp() == null) {
            return "the Kafka record's timestamp " + kafkaTimestampMillis + " is not in the years 1970 to 9999";
        }
        return "timestamp field '" + options.timestamp().field() + "' is " + reader.badTimestamp() + ", not a time in "
                + options.timestamp().unit().name().toLowerCase(Locale.ROOT).replace('_', '-')
                + " in the years 1970 to 9999";
    }

    private RecordReader newReader() {
        return new RecordReader(
                new FieldTree(options, features),
                options.timestamp() == null ? null : options.timestamp().unit(),
                features.size());
    }

    private static Rejected rejected(RejectionReason reason, String detail) {
        return new Rejected(reason, NO_EXCEPTION, detail);
    }

    private static String messageOf(Exception e) {
        if (e instanceof JsonProcessingException json) {
            String place = json.getLocation() == null
                    ? ""
                    : " at byte " + json.getLocation().getByteOffset();
            return Excerpt.ofMessage(json.getOriginalMessage()) + place;
        }
        return Excerpt.ofMessage(e.getMessage());
    }
}

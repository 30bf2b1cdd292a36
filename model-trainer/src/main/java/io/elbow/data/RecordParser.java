// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.elbow.config.Durations;
import io.elbow.config.RecordOptions;
import io.elbow.data.ParseResult.Parsed;
import io.elbow.data.ParseResult.Rejected;
import java.io.IOException;
import java.io.Serializable;
import java.time.Instant;
import java.util.List;

/**
 * Turns a Kafka record's bytes into an {@link Observation} or a reason; never throws for what the bytes hold.
 *
 * <p>It reads the JSON once, without building a tree, and always to its end, so that broken JSON is reported as such.
 * If a record has several other faults, the reason is the first of: key, timestamp, features, conditions. Safe for use
 * by many threads.
 */
public final class RecordParser implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The error class of a fault that no exception caused. */
    private static final String OWN_ERROR = "RecordException";

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    /** Accepts NaN and infinities. They are not JSON but common, and get a reason of their own. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .build();

    private final RecordOptions options;
    private final List<String> features;
    private final List<String> conditions;
    private transient FieldPlan plan;

    /** A parser of records without conditions. */
    public RecordParser(RecordOptions options, List<String> features) {
        this(options, features, List.of());
    }

    /**
     * Makes a parser.
     *
     * @param features dotted paths in the order of {@link Observation#values}
     * @param conditions dotted paths in the order of {@link Observation#conditions}
     * @throws io.elbow.config.BadInputException where two paths collide
     */
    public RecordParser(RecordOptions options, List<String> features, List<String> conditions) {
        this.options = options;
        this.features = List.copyOf(features);
        this.conditions = List.copyOf(conditions);
        this.plan = FieldPlan.reading(options, features, conditions);
    }

    /**
     * Parses one record.
     *
     * @param key the Kafka record's key, or null
     * @param value the Kafka record's value, or null for a tombstone
     * @param kafkaTimestampMillis Kafka's own timestamp; negative: none. It is the event time if no timestamp field is
     *     configured, else the event time is compared with it. No clock is asked, so that every reading of the same
     *     record gives the same answer
     */
    public ParseResult parse(byte[] key, byte[] value, long kafkaTimestampMillis) {
        return parse(key, value, kafkaTimestampMillis, null);
    }

    /**
     * Parses one record, as above.
     *
     * @param watch notices fields that come and go; null: nobody does
     */
    public ParseResult parse(byte[] key, byte[] value, long kafkaTimestampMillis, FieldWatch watch) {
        if (value == null) {
            return rejected(RejectionReason.TOMBSTONE, "the record has no value");
        }
        if (value.length > options.maxBytes()) {
            return tooLarge("value", value.length, options.maxBytes());
        }
        if (!Utf8.isValid(value)) {
            return rejected(RejectionReason.MALFORMED_JSON, "not UTF-8");
        }
        try (JsonParser json = open(value)) {
            RecordWalk walk = new RecordWalk(json, plan(), options, features, conditions, watch);
            String fault = walk.run();
            return fault != null
                    ? rejected(RejectionReason.MALFORMED_JSON, fault)
                    : judge(walk, key, kafkaTimestampMillis, watch);
        } catch (IOException e) {
            return new Rejected(RejectionReason.MALFORMED_JSON, e.getClass().getSimpleName(), Excerpt.line(message(e)));
        }
    }

    /** One reader's watch for fields that come and go. */
    public FieldWatch watch(FieldWatch.Listener listener) {
        return new FieldWatch(features, listener);
    }

    private ParseResult judge(RecordWalk walk, byte[] kafkaKey, long kafkaTimestampMillis, FieldWatch watch) {
        String key = options.key() == null ? kafkaKey(kafkaKey) : walk.key();
        if (key == null || key.isEmpty()) {
            return rejected(RejectionReason.MISSING_KEY, options.key() == null ? fault(kafkaKey) : walk.keyFault());
        }
        Rejected fault = timestampFault(walk, kafkaTimestampMillis);
        if (fault == null) {
            fault = walk.featureFault();
        }
        if (fault == null) {
            fault = walk.conditionFault();
        }
        if (fault != null) {
            return fault;
        }
        if (!walk.hasFeature()) {
            return rejected(RejectionReason.NO_FEATURES, "none of the features is there: " + Excerpt.of(features));
        }
        if (watch != null) {
            watch.taken(walk.values());
        }
        long timestampMillis =
                options.timestamp() == null ? kafkaTimestampMillis : walk.time().millis();
        return new Parsed(new Observation(key, timestampMillis, walk.values(), walk.conditions()));
    }

    private Rejected timestampFault(RecordWalk walk, long kafkaTimestampMillis) {
        if (options.timestamp() == null) {
            return kafkaTimestampFault(kafkaTimestampMillis);
        }
        Rejected fault = walk.time().fault(kafkaTimestampMillis);
        return fault != null ? fault : aheadFault(walk.time().millis(), kafkaTimestampMillis);
    }

    private static Rejected kafkaTimestampFault(long kafkaTimestampMillis) {
        if (kafkaTimestampMillis < 0) {
            return rejected(RejectionReason.MISSING_TIMESTAMP, "the Kafka record has no timestamp");
        }
        return kafkaTimestampMillis <= EventTime.LATEST_MILLIS
                ? null
                : rejected(
                        RejectionReason.BAD_TIMESTAMP,
                        "the Kafka record's timestamp is after the year 9999 as millis: " + kafkaTimestampMillis);
    }

    private Rejected aheadFault(long eventMillis, long kafkaTimestampMillis) {
        return EventTime.isTooFarAhead(eventMillis, kafkaTimestampMillis, options.maxAhead())
                ? rejected(
                        RejectionReason.FUTURE_TIMESTAMP,
                        "field '" + options.timestamp().field() + "' is " + Instant.ofEpochMilli(eventMillis)
                                + ", more than record.max-ahead = " + Durations.text(options.maxAhead())
                                + " after Kafka's own timestamp " + Instant.ofEpochMilli(kafkaTimestampMillis))
                : null;
    }

    private static String fault(byte[] kafkaKey) {
        String what = kafkaKey == null || kafkaKey.length == 0 ? "no key" : "a key that is not UTF-8";
        return "the Kafka record has " + what + ", and record.key names no field";
    }

    private static String kafkaKey(byte[] key) {
        return key == null ? null : Utf8.decodeOrNull(key);
    }

    /**
     * Rejects a record for its size.
     *
     * @param part the record's key or value
     */
    public static Rejected tooLarge(String part, int bytes, int allowed) {
        String detail = "the " + part + " has " + bytes + " bytes, at most " + allowed + " are allowed";
        return new Rejected(RejectionReason.TOO_LARGE, "RecordTooLarge", detail);
    }

    static Rejected rejected(RejectionReason reason, String detail) {
        return new Rejected(reason, OWN_ERROR, Excerpt.line(detail));
    }

    private static JsonParser open(byte[] value) throws IOException {
        int from = startsWithByteOrderMark(value) ? BYTE_ORDER_MARK.length : 0;
        return JSON.createParser(value, from, value.length - from);
    }

    private static boolean startsWithByteOrderMark(byte[] value) {
        return value.length >= 3
                && value[0] == BYTE_ORDER_MARK[0]
                && value[1] == BYTE_ORDER_MARK[1]
                && value[2] == BYTE_ORDER_MARK[2];
    }

    private static String message(IOException e) {
        if (e instanceof com.fasterxml.jackson.core.JsonProcessingException json) {
            String where = json.getLocation() == null
                    ? ""
                    : " at byte " + json.getLocation().getByteOffset();
            return json.getOriginalMessage() + where;
        }
        return String.valueOf(e.getMessage());
    }

    /** The plan is not serialised but made again on the machine that parses. */
    private FieldPlan plan() {
        if (plan == null) {
            plan = FieldPlan.reading(options, features, conditions);
        }
        return plan;
    }
}

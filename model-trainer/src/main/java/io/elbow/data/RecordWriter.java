// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.elbow.config.JoinedText;
import io.elbow.config.RecordOptions;
import io.elbow.config.RecordOptions.TimeUnit;
import io.elbow.data.FieldPlan.Node;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Writes observations as the JSON that {@link RecordParser} reads with the same options. Safe for use by many threads.
 */
public final class RecordWriter {
    private static final JsonFactory JSON = new JsonFactory();
    private static final Pattern JSON_NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?");

    private final RecordOptions options;
    private final FieldPlan plan;
    private final int features;
    private final int conditions;

    /** A writer of records without conditions. */
    public RecordWriter(RecordOptions options, List<String> features) {
        this(options, features, List.of());
    }

    /**
     * Makes a writer.
     *
     * @param features dotted paths in the order of {@link Observation#values}; they become nested objects
     * @param conditions dotted paths in the order of {@link Observation#conditions}; they become nested objects too
     * @throws io.elbow.config.BadInputException if two paths collide
     */
    public RecordWriter(RecordOptions options, List<String> features, List<String> conditions) {
        this.options = options;
        this.plan = FieldPlan.writing(options, features, conditions);
        this.features = features.size();
        this.conditions = conditions.size();
    }

    /** Writes the observation as a record's value. */
    public byte[] write(Observation observation) {
        double[] values = observation.values();
        if (values.length != features) {
            throw new IllegalArgumentException(features + " values are needed but there were " + values.length);
        }
        if (observation.conditions().length != conditions) {
            throw new IllegalArgumentException(
                    conditions + " conditions are needed but there were " + observation.conditions().length);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(32 * (features + conditions + 2));
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            write(json, plan.root, observation);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    /**
     * Writes one record. Key and timestamp are left out if the options take them from Kafka.
     *
     * @param values [features], finite; NaN is written as null
     */
    public byte[] write(String key, long timestampMillis, double[] values) {
        return write(new Observation(key, timestampMillis, values));
    }

    private void write(JsonGenerator json, Node node, Observation observation) throws IOException {
        json.writeStartObject();
        for (Map.Entry<String, Node> child : node.children().entrySet()) {
            json.writeFieldName(child.getKey());
            if (child.getValue().isWanted()) {
                write(json, child.getValue().slot(), observation);
            } else {
                write(json, child.getValue(), observation);
            }
        }
        json.writeEndObject();
    }

    private void write(JsonGenerator json, int slot, Observation observation) throws IOException {
        if (slot >= plan.firstConditionSlot) {
            writeCondition(json, observation.conditions()[slot - plan.firstConditionSlot]);
        } else if (slot >= plan.firstKeySlot) {
            json.writeString(keyPart(observation.key(), slot - plan.firstKeySlot));
        } else if (slot == plan.timestampSlot) {
            writeTimestamp(json, observation.timestampMillis());
        } else {
            writeFeature(json, observation.values()[slot]);
        }
    }

    private String keyPart(String key, int part) {
        int fields = options.keyFields().size();
        if (fields == 1) {
            return key;
        }
        List<String> parts = JoinedText.KEY.split(key);
        if (parts.size() != fields) {
            throw new IllegalArgumentException("a key of " + options.keyFields() + " is needed but it was " + key);
        }
        return parts.get(part);
    }

    private void writeTimestamp(JsonGenerator json, long millis) throws IOException {
        TimeUnit unit = options.timestamp().unit();
        switch (unit) {
            case SECONDS ->
                json.writeNumber(
                        BigDecimal.valueOf(millis, 3).stripTrailingZeros().toPlainString());
            case MILLIS -> json.writeNumber(millis);
            case MICROS -> json.writeNumber(Math.multiplyExact(millis, 1_000L));
            case NANOS -> json.writeNumber(Math.multiplyExact(millis, 1_000_000L));
            case ISO_8601 -> json.writeString(Instant.ofEpochMilli(millis).toString());
        }
    }

    /**
     * Writes a condition. Text that looks like a number is written as a number, digit by digit, so that it is read back
     * as the same text.
     */
    private static void writeCondition(JsonGenerator json, String condition) throws IOException {
        if (condition == null) {
            json.writeNull();
        } else if (JSON_NUMBER.matcher(condition).matches()) {
            json.writeNumber(condition);
        } else {
            json.writeString(condition);
        }
    }

    private static void writeFeature(JsonGenerator json, double value) throws IOException {
        if (Double.isNaN(value)) {
            json.writeNull();
        } else if (Double.isInfinite(value)) {
            throw new IllegalArgumentException("a feature must be finite but was " + value);
        } else {
            json.writeNumber(value);
        }
    }
}

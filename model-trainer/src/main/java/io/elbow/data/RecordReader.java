// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.elbow.config.RecordOptions.TimeUnit;
import java.io.IOException;
import java.util.Arrays;

/**
 * Walks one record's JSON once and keeps what the wanted fields hold, or the first thing wrong with each kind of
 * field. Judging what it found is {@link RecordParser}'s. One thread, one record at a time.
 */
final class RecordReader {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            // Read, so that NaN is reported as no number of its field and not as broken JSON.
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            // Foreign field names stay out of the JVM's table of interned strings.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(100)
                    .maxNumberLength(1000)
                    .build())
            .build();

    private final FieldTree.Node root;
    private final TimeUnit unit;
    private final int width;
    private long record;

    private double[] values = {};
    private boolean anyFeature;
    private String key;
    private boolean timestampSeen;
    private long timestampMillis;
    private String badKey;
    private String badTimestamp;
    private String badFeature;

    /** @param unit the timestamp field's; null where none is configured */
    RecordReader(FieldTree tree, TimeUnit unit, int width) {
        this.root = tree.root();
        this.unit = unit;
        this.width = width;
    }

    /**
     * Reads the whole of a record.
     *
     * @throws IOException where the bytes are not exactly one JSON object that has each wanted field at most once
     */
    void read(byte[] json) throws IOException {
        reset();
        try (JsonParser parser = FACTORY.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new RecordException("expected a JSON object, found " + describe(parser));
            }
            readObject(parser, root);
            if (parser.nextToken() != null) {
                throw new RecordException("more follows after the JSON object: " + describe(parser));
            }
        }
    }

    private void reset() {
        record++;
        values = new double[width];
        Arrays.fill(values, Double.NaN);
        anyFeature = false;
        key = null;
        timestampSeen = false;
        badKey = null;
        badTimestamp = null;
        badFeature = null;
    }

    private void readObject(JsonParser parser, FieldTree.Node branch) throws IOException {
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            FieldTree.Node field = branch.children.get(name);
            JsonToken token = parser.nextToken();
            if (field == null) {
                parser.skipChildren();
                continue;
            }
            if (field.lastRecord == record) {
                throw new RecordException("field '" + field.path + "' is given twice");
            }
            field.lastRecord = record;
            readField(parser, token, field);
        }
    }

    private void readField(JsonParser parser, JsonToken token, FieldTree.Node field) throws IOException {
        if (field.role == FieldTree.Role.BRANCH && token == JsonToken.START_OBJECT) {
            readObject(parser, field);
            return;
        }
        if (token != JsonToken.VALUE_NULL) {
            switch (field.role) {
                case FEATURE -> readFeature(parser, token, field);
                case KEY -> readKey(parser, token);
                case TIMESTAMP -> readTimestamp(parser, token);
                case BRANCH -> {} // a value where an object should be: its fields are absent
            }
        }
        parser.skipChildren();
    }

    private void readFeature(JsonParser parser, JsonToken token, FieldTree.Node field) throws IOException {
        double value = token.isNumeric() ? parser.getDoubleValue() : Double.NaN;
        anyFeature = true;
        values[field.feature] = value;
        if (!Double.isFinite(value) && badFeature == null) {
            badFeature = "feature '" + field.path + "' is " + describe(parser) + ", not a finite number";
        }
    }

    private void readKey(JsonParser parser, JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_STRING || (token.isNumeric() && !parser.isNaN())) {
            key = parser.getText();
        } else {
            badKey = describe(parser);
        }
    }

    private void readTimestamp(JsonParser parser, JsonToken token) throws IOException {
        timestampSeen = true;
        timestampMillis = timeOf(parser, token);
        if (timestampMillis == EventTime.INVALID) {
            badTimestamp = describe(parser);
        }
    }

    private long timeOf(JsonParser parser, JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_STRING) {
            return EventTime.ofText(parser.getText(), unit);
        }
        if (!token.isNumeric() || unit == TimeUnit.ISO_8601 || parser.isNaN()) {
            return EventTime.INVALID;
        }
        boolean fitsLong =
                token == JsonToken.VALUE_NUMBER_INT && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
        return fitsLong ? EventTime.ofNumber(parser.getLongValue(), unit) : EventTime.ofText(parser.getText(), unit);
    }

    private static String describe(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == null) {
            return "nothing";
        }
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> '"' + Excerpt.ofValue(parser.getText()) + '"';
            default -> Excerpt.ofValue(parser.getText());
        };
    }

    /** One value a feature; NaN where absent, null or not a finite number. Belongs to the caller from here on. */
    double[] values() {
        return values;
    }

    /** Whether at least one feature has a value. */
    boolean anyFeature() {
        return anyFeature;
    }

    /** The key field's text, or null. */
    String key() {
        return key;
    }

    /** What stands in the key field where that is no text or number, or null. */
    String badKey() {
        return badKey;
    }

    boolean timestampSeen() {
        return timestampSeen;
    }

    long timestampMillis() {
        return timestampMillis;
    }

    /** What stands in the timestamp field where that is no time, or null. */
    String badTimestamp() {
        return badTimestamp;
    }

    /** The first feature that is no finite number, in words, or null. */
    String badFeature() {
        return badFeature;
    }
}

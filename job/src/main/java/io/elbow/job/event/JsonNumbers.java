// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.event;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers, and lists of names, as the topics carry them. */
final class JsonNumbers {
    private static final MathContext NINE_DIGITS = new MathContext(9, RoundingMode.HALF_EVEN);

    private JsonNumbers() {}

    /** Nine significant digits, enough for a float and for every tolerance promised; not a finite number: null. */
    static void writeNats(JsonGenerator json, String field, double value) throws IOException {
        if (Double.isFinite(value)) {
            json.writeNumberField(field, BigDecimal.valueOf(value).round(NINE_DIGITS));
        } else {
            json.writeNullField(field);
        }
    }

    /** A value of the user's, in full; not a finite number: null. */
    static void writeValue(JsonGenerator json, String field, double value) throws IOException {
        if (Double.isFinite(value)) {
            json.writeNumberField(field, value);
        } else {
            json.writeNullField(field);
        }
    }

    /** The number, or NaN for null and for a field that is not there. */
    static double read(JsonNode node, String field) {
        return node.path(field).asDouble(Double.NaN);
    }

    /** A list of names; none where there are none. */
    static void writeNames(JsonGenerator json, String field, String[] names) throws IOException {
        if (names == null || names.length == 0) {
            return;
        }
        json.writeArrayFieldStart(field);
        for (String name : names) {
            json.writeString(name);
        }
        json.writeEndArray();
    }

    /** The names, none for a field that is not there. */
    static String[] readNames(JsonNode node, String field) {
        JsonNode names = node.path(field);
        String[] read = new String[names.size()];
        for (int i = 0; i < read.length; i++) {
            read[i] = names.get(i).asText();
        }
        return read;
    }
}

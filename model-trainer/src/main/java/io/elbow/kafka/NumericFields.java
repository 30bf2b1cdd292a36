// SPDX-License-Identifier: Apache-2.0
package io.elbow.kafka;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.elbow.config.RecordOptions;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds the features of a topic if none are named: all numeric fields of some records, as dotted paths, except those
 * that hold the key, the event time and conditions.
 */
final class NumericFields {
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final int maxBytes;
    private final Set<String> otherRoles = new HashSet<>();
    private final Set<String> found = new TreeSet<>();
    private final Set<String> seen = new TreeSet<>();

    NumericFields(RecordOptions options) {
        this(options, List.of());
    }

    /**
     * Starts without fields.
     *
     * @param conditions fields that are not features whatever they hold
     */
    NumericFields(RecordOptions options, List<String> conditions) {
        otherRoles.addAll(conditions);
        this.maxBytes = options.maxBytes();
        otherRoles.addAll(options.keyFields());
        if (options.timestamp() != null) {
            otherRoles.add(options.timestamp().field());
        }
    }

    /** Adds the fields of one value. Returns false if it is not a JSON object, or larger than a record may be. */
    boolean look(byte[] value) {
        if (value == null || value.length > maxBytes) {
            return false;
        }
        try {
            JsonNode record = JSON.readTree(value);
            if (record == null || !record.isObject()) {
                return false;
            }
            collect("", record);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** The features found, sorted by name. */
    List<String> found() {
        return List.copyOf(found);
    }

    /** All fields, whatever their role and type, as dotted paths, sorted by name. */
    List<String> seen() {
        return List.copyOf(seen);
    }

    private void collect(String prefix, JsonNode object) {
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            String path = prefix + field.getKey();
            if (field.getValue().isObject()) {
                collect(path + ".", field.getValue());
                continue;
            }
            seen.add(path);
            if (field.getValue().isNumber() && !otherRoles.contains(path)) {
                found.add(path);
            }
        }
    }
}

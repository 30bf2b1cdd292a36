// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Reads the fields of a JSON object strictly: what is missing or of another type is named with its path. */
record JsonFields(JsonNode node, String path) {
    static JsonFields of(JsonNode node, String path) {
        if (node == null || !node.isObject()) {
            throw new ArtifactException(path + " is no JSON object");
        }
        return new JsonFields(node, path);
    }

    List<String> names() {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    JsonFields object(String name) {
        return of(required(name, JsonNode::isObject, "an object"), path + "." + name);
    }

    String text(String name) {
        return required(name, JsonNode::isTextual, "a string").textValue();
    }

    long wide(String name) {
        return required(name, JsonFields::isLong, "an integer").longValue();
    }

    long[] wides(String name) {
        JsonNode array = required(name, JsonNode::isArray, "an array");
        long[] items = new long[array.size()];
        for (int i = 0; i < items.length; i++) {
            JsonNode item = array.get(i);
            if (!isLong(item)) {
                throw new ArtifactException(
                        path + "." + name + "[" + i + "] must be an integer but was " + abbreviated(item.toString()));
            }
            items[i] = item.longValue();
        }
        return items;
    }

    private JsonNode required(String name, Predicate<JsonNode> type, String typeName) {
        JsonNode value = node.get(name);
        if (value == null) {
            throw new ArtifactException(path + "." + name + " is missing");
        }
        if (!type.test(value)) {
            throw new ArtifactException(
                    path + "." + name + " must be " + typeName + " but was " + abbreviated(value.toString()));
        }
        return value;
    }

    static String abbreviated(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "...";
    }

    private static boolean isLong(JsonNode value) {
        return value.isIntegralNumber() && value.canConvertToLong();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import io.elbow.config.BadInputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Reads the fields of a JSON object strictly: what is missing or of another type is named with its path. */
record JsonFields(JsonNode node, String path) {
    static JsonFields of(JsonNode node, String path) {
        if (node == null || !node.isObject()) {
            throw new ArtifactException(path + " is no JSON object");
        }
        return new JsonFields(node, path);
    }

    /** Runs a constructor that checks its arguments; its complaint gets this object's path. */
    <T> T build(Supplier<T> constructor) {
        try {
            return constructor.get();
        } catch (ArtifactException e) {
            throw e;
        } catch (BadInputException | IllegalArgumentException e) {
            throw new ArtifactException(path + ": " + e.getMessage(), e);
        }
    }

    List<String> names() {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    JsonFields object(String name) {
        return of(required(name, JsonNode::isObject, "an object"), path + "." + name);
    }

    boolean has(String name) {
        return node.has(name);
    }

    /** Runs a constructor on the object of that name; null where there is none. */
    <T> T objectOrNull(String name, Function<JsonFields, T> constructor) {
        if (!has(name)) {
            return null;
        }
        JsonFields object = object(name);
        return object.build(() -> constructor.apply(object));
    }

    String text(String name) {
        return required(name, JsonNode::isTextual, "a string").textValue();
    }

    String textOrNull(String name) {
        return required(name, n -> n.isTextual() || n.isNull(), "a string or null")
                .textValue();
    }

    boolean bool(String name) {
        return required(name, JsonNode::isBoolean, "true or false").booleanValue();
    }

    int integer(String name) {
        return required(name, JsonFields::isInt, "an integer").intValue();
    }

    long wide(String name) {
        return required(name, JsonFields::isLong, "an integer").longValue();
    }

    Long wideOrNull(String name) {
        JsonNode value = required(name, n -> isLong(n) || n.isNull(), "an integer or null");
        return value.isNull() ? null : value.longValue();
    }

    double decimal(String name) {
        return required(name, JsonFields::isFinite, "a finite number").doubleValue();
    }

    double[] doubles(String name) {
        List<JsonNode> items = items(name, JsonFields::isFinite, "a finite number");
        return items.stream().mapToDouble(JsonNode::doubleValue).toArray();
    }

    long[] wides(String name) {
        List<JsonNode> items = items(name, JsonFields::isLong, "an integer");
        return items.stream().mapToLong(JsonNode::longValue).toArray();
    }

    List<Integer> integers(String name) {
        return items(name, JsonFields::isInt, "an integer").stream()
                .map(JsonNode::intValue)
                .toList();
    }

    List<String> texts(String name) {
        return items(name, JsonNode::isTextual, "a string").stream()
                .map(JsonNode::textValue)
                .toList();
    }

    <E> E word(String name, E[] values, Function<E, String> word) {
        return byWord(name, text(name), values, word);
    }

    private <E> E byWord(String name, String text, E[] values, Function<E, String> word) {
        for (E value : values) {
            if (word.apply(value).equals(text)) {
                return value;
            }
        }
        throw new ArtifactException(path + "." + name + " must be one of "
                + Arrays.stream(values).map(word).toList() + " but was "
                + abbreviated(text));
    }

    List<JsonFields> objects(String name) {
        List<JsonNode> items = items(name, JsonNode::isObject, "an object");
        List<JsonFields> objects = new ArrayList<>(items.size());
        for (JsonNode item : items) {
            objects.add(new JsonFields(item, path + "." + name + "[" + objects.size() + "]"));
        }
        return objects;
    }

    <E> List<E> words(String name, E[] values, Function<E, String> word) {
        List<E> read = new ArrayList<>();
        for (String text : texts(name)) {
            read.add(byWord(name, text, values, word));
        }
        return read;
    }

    private List<JsonNode> items(String name, Predicate<JsonNode> type, String typeName) {
        JsonNode array = required(name, JsonNode::isArray, "an array");
        List<JsonNode> items = new ArrayList<>(array.size());
        for (JsonNode item : array) {
            if (!type.test(item)) {
                throw new ArtifactException(path + "." + name + "[" + items.size() + "] must be " + typeName
                        + " but was " + abbreviated(item));
            }
            items.add(item);
        }
        return items;
    }

    private JsonNode required(String name, Predicate<JsonNode> type, String typeName) {
        JsonNode value = node.get(name);
        if (value == null) {
            throw new ArtifactException(path + "." + name + " is missing");
        }
        if (!type.test(value)) {
            throw new ArtifactException(path + "." + name + " must be " + typeName + " but was " + abbreviated(value));
        }
        return value;
    }

    private static String abbreviated(JsonNode value) {
        return abbreviated(value.toString());
    }

    private static String abbreviated(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "...";
    }

    private static boolean isInt(JsonNode value) {
        return value.isIntegralNumber() && value.canConvertToInt();
    }

    private static boolean isLong(JsonNode value) {
        return value.isIntegralNumber() && value.canConvertToLong();
    }

    private static boolean isFinite(JsonNode value) {
        return value.isNumber() && Double.isFinite(value.doubleValue());
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.elbow.console;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** What {@code --json} prints: one object on one line. JSON knows no infinity: such a number is null. */
public final class JsonLine {
    private final ObjectNode node = JsonNodeFactory.instance.objectNode();

    public JsonLine put(String name, String value) {
        node.put(name, value);
        return this;
    }

    public JsonLine put(String name, boolean value) {
        node.put(name, value);
        return this;
    }

    public JsonLine put(String name, long value) {
        node.put(name, value);
        return this;
    }

    public JsonLine put(String name, double value) {
        node.put(name, Double.isFinite(value) ? (Double) value : null);
        return this;
    }

    public JsonLine put(String name, JsonLine value) {
        node.set(name, value.node);
        return this;
    }

    /** Adds an object to an array. */
    public JsonLine add(String array, JsonLine element) {
        node.withArray(array).add(element.node);
        return this;
    }

    /** Puts an array of texts. */
    public JsonLine put(String array, List<String> texts) {
        texts.forEach(node.putArray(array)::add);
        return this;
    }

    /** Puts an array of whole numbers. */
    public JsonLine putNumbers(String array, List<Integer> numbers) {
        numbers.forEach(node.putArray(array)::add);
        return this;
    }

    /** Makes sure that an array is there, be it empty. */
    public JsonLine addNothing(String array) {
        node.withArray(array);
        return this;
    }

    @Override
    public String toString() {
        return node.toString();
    }
}

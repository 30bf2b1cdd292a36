// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import io.elbow.config.BadInputException;
import io.elbow.config.RecordOptions;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The wanted fields of a record, as a tree of the parts of their dotted paths, so that one pass finds them all. The
 * path {@code a.b} reaches both {@code {"a": {"b": 1}}} and the flat {@code {"a.b": 1}}.
 */
final class FieldPlan {
    /** Slots below this one are features, by their index. */
    final int timestampSlot;

    /** Slots from this one on are the fields of the key, by their index. */
    final int firstKeySlot;

    /** Slots from this one on are conditions, by their index. */
    final int firstConditionSlot;

    private final int slots;
    final Node root = new Node();

    /** A place in the record: a field that is wanted, or an object that holds one. */
    static final class Node {
        static final int NO_SLOT = -1;

        /** Kept in the order of the paths, so that what is written is readable. */
        private final Map<String, Node> children = new LinkedHashMap<>();

        /** The slot of the wanted field, or {@link #NO_SLOT}. */
        private int slot = NO_SLOT;

        Node child(String name) {
            return children.get(name);
        }

        Map<String, Node> children() {
            return children;
        }

        int slot() {
            return slot;
        }

        boolean isWanted() {
            return slot != NO_SLOT;
        }

        private Node childOrNew(String name) {
            return children.computeIfAbsent(name, n -> new Node());
        }
    }

    /**
     * Makes a plan for reading.
     *
     * @throws BadInputException if two paths collide
     */
    static FieldPlan reading(RecordOptions options, List<String> features, List<String> conditions) {
        return new FieldPlan(options, features, conditions, true);
    }

    /** Makes a plan for writing: nested objects only, each path once. */
    static FieldPlan writing(RecordOptions options, List<String> features, List<String> conditions) {
        return new FieldPlan(options, features, conditions, false);
    }

    private FieldPlan(RecordOptions options, List<String> features, List<String> conditions, boolean flatToo) {
        List<String> keys = options.keyFields();
        timestampSlot = features.size();
        firstKeySlot = timestampSlot + 1;
        firstConditionSlot = firstKeySlot + keys.size();
        slots = firstConditionSlot + conditions.size();
        Map<String, Integer> slotOf = new LinkedHashMap<>();
        if (options.timestamp() != null) {
            slotOf.put(options.timestamp().field(), timestampSlot);
        }
        for (int k = 0; k < keys.size(); k++) {
            refuseSecond(slotOf.put(keys.get(k), firstKeySlot + k), keys.get(k));
        }
        for (int f = 0; f < features.size(); f++) {
            refuseSecond(slotOf.put(features.get(f), f), features.get(f));
        }
        for (int c = 0; c < conditions.size(); c++) {
            String path = conditions.get(c);
            // If a field of the key is also a condition it is read once.
            if (!keys.contains(path)) {
                refuseSecond(slotOf.put(path, firstConditionSlot + c), path);
            }
        }
        refusePrefixes(slotOf.keySet());
        slotOf.forEach(this::addNested);
        if (flatToo) {
            slotOf.forEach((path, slot) -> root.childOrNew(path).slot = slot);
        }
    }

    /** Number of slots for features, key, timestamp and conditions. */
    int slots() {
        return slots;
    }

    private void addNested(String path, int slot) {
        Node node = root;
        int from = 0;
        for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', from)) {
            node = node.childOrNew(path.substring(from, dot));
            from = dot + 1;
        }
        node.childOrNew(path.substring(from)).slot = slot;
    }

    private static void refuseSecond(Integer other, String path) {
        if (other != null) {
            throw new BadInputException("record field '" + path
                    + "' is wanted twice (as key, timestamp, feature or condition); name each field once in record.*, condition.*"
                    + " or the features");
        }
    }

    /** Refuses a path that starts with another: a field cannot be a number and an object at once. */
    private static void refusePrefixes(Set<String> paths) {
        Set<String> parents = new HashSet<>();
        for (String path : paths) {
            for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
                parents.add(path.substring(0, dot));
            }
        }
        for (String path : paths) {
            if (parents.contains(path)) {
                throw new BadInputException("record field '" + path
                        + "' is wanted both as a value and as an object with fields in it; rename one of the features");
            }
        }
    }
}

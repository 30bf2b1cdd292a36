// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One mapping of the yaml. It knows its dotted path, notes the keys asked for (all others are unknown) and those
 * written out, and notes a fault instead of throwing, so that reading goes on to the next key.
 */
final class YamlSection {
    private static final int SHOWN_CHARACTERS = 60;

    private final String path;
    private final JsonNode node;
    private final boolean present;
    private final Reading reading;
    private final Set<String> asked = new LinkedHashSet<>();

    /** What the sections of one file share. */
    private record Reading(Faults faults, Set<String> written, Set<String> known, List<YamlSection> sections) {}

    private YamlSection(String path, JsonNode node, boolean present, Reading reading) {
        this.path = path;
        this.node = node;
        this.present = present;
        this.reading = reading;
        reading.sections.add(this);
    }

    static YamlSection root(JsonNode root, Faults faults) {
        return new YamlSection(
                "", root, true, new Reading(faults, new LinkedHashSet<>(), new LinkedHashSet<>(), new ArrayList<>()));
    }

    /** The mapping at a key; an empty one where it is absent, null or no mapping. */
    YamlSection section(String key) {
        JsonNode child = ask(key);
        boolean mapping = child != null && child.isObject();
        if (child != null && child.isNull()) {
            reading.written.add(dotted(key));
        }
        if (child != null && !child.isNull() && !mapping) {
            fault(key, "a mapping of keys", shown(child));
        }
        return new YamlSection(dotted(key), mapping ? child : JsonNodeFactory.instance.objectNode(), mapping, reading);
    }

    /** Whether the yaml holds this mapping. */
    boolean isPresent() {
        return present;
    }

    /** Whether the yaml wrote out this leaf, which was asked for before. */
    boolean isWritten(String key) {
        return reading.written.contains(dotted(key));
    }

    /** The value at a key; the fallback where the key is absent or, with a fault noted, its value not of the kind. */
    <T> T value(String key, Kind<T> kind, T fallback) {
        JsonNode child = askLeaf(key);
        if (child == null) {
            return fallback;
        }
        Optional<T> value = kind.reader().apply(child);
        if (value.isEmpty()) {
            fault(key, kind.allowed(), child.isNull() ? "empty (leave the key out for its default)" : shown(child));
        }
        return value.orElse(fallback);
    }

    /** As {@link #value}, but null where the yaml says null. */
    <T> T valueOrNull(String key, Kind<T> kind, T fallback) {
        return node.path(key).isNull() && askLeaf(key) != null ? null : value(key, kind, fallback);
    }

    /** As {@link #value}, but its absence is a fault; the stand-in lets reading go on. */
    <T> T required(String key, Kind<T> kind, T standIn) {
        if (!node.hasNonNull(key)) {
            ask(key);
            reading.faults.add(dotted(key) + " is required: give " + kind.allowed());
            return standIn;
        }
        return value(key, kind, standIn);
    }

    /** The raw node of a key that is read by hand, noted as one leaf; null where absent. */
    JsonNode askLeaf(String key) {
        JsonNode child = ask(key);
        if (child != null) {
            reading.written.add(dotted(key));
        }
        return child;
    }

    String dotted(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** Dotted keys of the leaves written out anywhere in the file. */
    Set<String> written() {
        return reading.written;
    }

    /** Notes a fault for each key of the file that nobody asked for; call it when all is read. */
    void refuseUnknownKeys() {
        reading.sections.forEach(YamlSection::refuseOwnUnknownKeys);
    }

    private void refuseOwnUnknownKeys() {
        node.fieldNames().forEachRemaining(key -> {
            if (!asked.contains(key)) {
                String hint = Spelling.nearest(dotted(key), reading.known)
                        .map(near -> "did you mean " + near + "?")
                        .orElse("known here: " + String.join(", ", asked));
                reading.faults.add("unknown key " + dotted(key) + ", " + hint);
            }
        });
    }

    private JsonNode ask(String key) {
        asked.add(key);
        reading.known.add(dotted(key));
        return node.get(key);
    }

    private void fault(String key, String allowed, String value) {
        reading.faults.add(Checks.message(dotted(key), allowed, value));
    }

    /** A value as written, cut where it is long. */
    static String shown(JsonNode value) {
        String text = value.toString();
        return text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "...";
    }
}

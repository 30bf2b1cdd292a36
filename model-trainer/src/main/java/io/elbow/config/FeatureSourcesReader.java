// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.elbow.config.FeatureSource.As;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code record.features}: names of fields, or mappings that also say what the model sees of a field. */
final class FeatureSourcesReader {
    private static final String KEY = "features";
    private static final String ENTRY = Kind.TEXT.allowed() + " or {name: FIELD, as: rate}";
    private static final Kind<As> AS = Kind.oneOf(As.values(), As::configName);

    private final YamlSection record;
    private final Faults faults;

    FeatureSourcesReader(YamlSection record, Faults faults) {
        this.record = record;
        this.faults = faults;
    }

    /** The features; with any fault noted they are not to be used. */
    List<FeatureSource> read() {
        JsonNode list = record.askLeaf(KEY);
        List<FeatureSource> sources = new ArrayList<>();
        if (list == null || list.isNull()) {
            return sources;
        }
        if (!list.isArray()) {
            fault(record.dotted(KEY), "a list, each entry " + ENTRY, list);
            return sources;
        }
        for (int i = 0; i < list.size(); i++) {
            FeatureSource source = entry(record.dotted(KEY) + "[" + i + "]", list.get(i));
            if (source != null) {
                sources.add(source);
            }
        }
        return sources;
    }

    /** Null, with the fault noted, where it is neither. */
    private FeatureSource entry(String path, JsonNode node) {
        if (node.isTextual()) {
            return FeatureSource.plain(node.textValue());
        }
        JsonNode name = node.path("name");
        if (!node.isObject() || !name.isTextual()) {
            fault(path, ENTRY, node);
            return null;
        }
        node.fieldNames().forEachRemaining(key -> {
            if (!key.equals("name") && !key.equals("as")) {
                faults.add("unknown key " + path + "." + key + ", known here: name, as");
            }
        });
        Optional<As> as = node.has("as") ? AS.reader().apply(node.get("as")) : Optional.of(As.VALUE);
        if (as.isEmpty()) {
            fault(path + ".as", AS.allowed() + " (of " + name.textValue() + ")", node.get("as"));
        }
        return as.map(kind -> new FeatureSource(name.textValue(), kind)).orElse(null);
    }

    private void fault(String path, String allowed, JsonNode node) {
        faults.add(Checks.message(path, allowed, YamlSection.shown(node)));
    }
}
